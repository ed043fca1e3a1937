-- What each worker does, and what it holds by name: duties that one does for all, shards, workspaces.

ALTER TABLE worker ADD COLUMN roles TEXT COLLATE "C" NOT NULL DEFAULT '';  -- comma-separated
ALTER TABLE worker ADD COLUMN share DOUBLE PRECISION NOT NULL DEFAULT 0;   -- of limits that all keep together

CREATE OR REPLACE VIEW living AS                                      -- those heard of within 30 s, the first of them first
SELECT id, place, version, started, seen, roles, share
FROM worker WHERE seen > server_now() - 30000000 ORDER BY started, id;

CREATE TABLE lease (
    kind  TEXT COLLATE "C" NOT NULL,                                  -- as in bot.ports.workers.LeaseKind
    name  TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,                                  -- of `worker`; its lease ends with its life
    until BIGINT,                                                     -- or then, by the server's clock, unless it is NULL
    PRIMARY KEY (kind, name)
);
CREATE INDEX lease_owner ON lease (owner);
