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

-- name: deliver_alone
-- Nobody else delivers from this database while this session lasts.
SELECT pg_try_advisory_lock(1349671217, 2);

-- name: home
-- Where this database lives: a copy that was restored elsewhere, or to an earlier moment, has another home.
SELECT (SELECT system_identifier FROM pg_control_system()) || ' ' || oid || ' ' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)
FROM pg_database WHERE datname = current_database();

-- name: size
-- How many bytes it takes, and what the server calls itself.
SELECT pg_database_size(current_database()), current_setting('server_version');
