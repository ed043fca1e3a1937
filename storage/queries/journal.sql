-- name: polls
-- Every source ever polled.
SELECT source, cursor, asked, fresh, note, ok, not_before, answered, failing FROM poll ORDER BY source;

-- name: faults
-- The newest faults first.
SELECT at, source, place, reason FROM fault ORDER BY at DESC, id DESC LIMIT :limit;

-- name: audit
-- Record a change.
INSERT INTO audit (at, platform, workspace, channel, person, what) VALUES (?, ?, ?, ?, ?, ?);

-- name: audited
-- A channel's changes, the newest first.
SELECT at, person, what FROM audit
WHERE platform = :platform AND workspace = :workspace AND channel = :channel
ORDER BY id DESC LIMIT :limit;

-- name: forget_events
-- Events seen long ago.
DELETE FROM event WHERE at < :before;

-- name: forget_event
-- An event that may come again.
DELETE FROM event WHERE id = :id;

-- name: once
-- An event, unless it was seen before.
INSERT INTO event (id, at) VALUES (:id, :at) ON CONFLICT DO NOTHING;

-- name: fact
-- A fact that the database keeps about itself.
SELECT value FROM fact WHERE name = :name;

-- name: facts_beginning
-- All facts of a kind.
SELECT name, value FROM fact WHERE name LIKE :start;

-- name: keep_fact
-- Keep a fact, replacing what was there.
INSERT INTO fact (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: forget_fact
-- A fact that is true no more.
DELETE FROM fact WHERE name = :name;

-- name: count_attempts
-- So many more attempts were recorded.
INSERT INTO fact (name, value) VALUES ('attempts', :more)
ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(fact.value AS BIGINT) + CAST(excluded.value AS BIGINT) AS TEXT);
