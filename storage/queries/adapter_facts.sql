-- name: read
-- A fact that an adapter keeps.
SELECT value FROM note WHERE platform = :platform AND name = :name;

-- name: write
-- Keep it, replacing what was there.
INSERT INTO note (platform, name, value) VALUES (:platform, :name, :value)
ON CONFLICT (platform, name) DO UPDATE SET value = excluded.value;

-- name: beginning
-- Those whose names begin so.
SELECT name, value FROM note WHERE platform = :platform AND name >= :start AND name < :after ORDER BY name;

-- name: write_first
-- Keep it unless there is one.
INSERT INTO note (platform, name, value) VALUES (:platform, :name, :value) ON CONFLICT DO NOTHING;

-- name: forget
-- It is true no more.
DELETE FROM note WHERE platform = :platform AND name = :name;
