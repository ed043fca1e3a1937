-- name: server
-- What is to be known of a server before anything is done: its version, whether it takes writes, whose tables it has.
SELECT current_setting('server_version_num')::INT, pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on',
       to_regclass('paperboy') IS NOT NULL,
       EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v'));

-- name: version
-- Which version the tables are of.
SELECT version FROM paperboy;

-- name: raise_version
-- They are of this version now.
UPDATE paperboy SET version = $1;

-- name: migrate_alone
-- Nobody else migrates before this transaction ends.
SELECT pg_advisory_xact_lock(1349671217, 1);

-- name: migrate_slowly
-- A migration takes as long as it takes.
SET LOCAL statement_timeout = 0;

-- name: join
-- A process is one of the workers; heard of again, it is so again.
INSERT INTO worker (id, place, version, started, seen) VALUES ($1, $2, $3, server_now(), server_now())
ON CONFLICT (id) DO UPDATE SET seen = excluded.seen;

-- name: forget_dead
-- Workers that were not heard of for an hour.
DELETE FROM worker WHERE seen < server_now() - 3600000000;

-- name: leader
-- The first of the living workers, and what the server's clock says.
SELECT (SELECT id FROM living LIMIT 1), server_now();

-- name: leave
-- A worker that ends: nobody waits until it is thought dead.
DELETE FROM worker WHERE id = $1;

-- name: workers
-- Who lives.
SELECT place, version, started, seen FROM living;

-- name: home
-- Where this database lives: a copy that was restored elsewhere, or to an earlier moment, has another home.
SELECT (SELECT system_identifier FROM pg_control_system()) || ' ' || oid || ' ' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)
FROM pg_database WHERE datname = current_database();

-- name: size
-- How many bytes it takes, and what the server calls itself.
SELECT pg_database_size(current_database()), current_setting('server_version');
