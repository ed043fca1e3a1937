-- What a worker said at its last heartbeat: a process with the same id, on a machine that was copied as it ran, says other.

ALTER TABLE worker ADD COLUMN beat TEXT COLLATE "C" NOT NULL DEFAULT '';  -- random, another one each time
