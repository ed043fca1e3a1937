-- What each worker says of itself that is not well: it is the worker's own, and ends with it.

ALTER TABLE worker ADD COLUMN said TEXT COLLATE "C" NOT NULL DEFAULT '[]';  -- JSON: [[matter, name, sentence], …]

CREATE OR REPLACE VIEW living AS                                      -- those heard of within 30 s, the first of them first
SELECT id, place, version, started, seen, roles, share, said
FROM worker WHERE seen > server_now() - 30000000 ORDER BY started, id;
