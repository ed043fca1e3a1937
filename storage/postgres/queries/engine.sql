-- name: server
-- What is to be known of a server before anything is done: its version, whether it takes writes, whose tables it has.
SELECT current_setting('server_version_num')::INT, pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on',
       to_regclass('paperboy') IS NOT NULL,
       EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v'));

-- name: may_create
-- Whether this user may make tables where they are looked for.
SELECT coalesce(has_schema_privilege(current_schema(), 'CREATE'), FALSE);

-- name: version
-- Which version the tables are of.
SELECT version FROM paperboy;

-- name: oldest
-- Up to which version back code works on them. The column is there if code of that version asks.
SELECT oldest FROM paperboy;

-- name: raise_version
-- They are of this version now.
UPDATE paperboy SET version = $1;

-- name: migrate_alone
-- Nobody else migrates before this transaction ends.
SELECT pg_advisory_xact_lock(1349671217, 1);

-- name: migrate_slowly
-- A migration takes as long as it takes.
SET LOCAL statement_timeout = 0;

-- name: beaten
-- What was said at the last heartbeat with this id.
SELECT beat FROM worker WHERE id = $1 FOR UPDATE;

-- name: join
-- A process is one of the workers; heard of again, it is so again, with the roles that it can have now. Whether it joined.
INSERT INTO worker (id, place, version, roles, beat, said, started, seen)
VALUES ($1, $2, $3, $4, $5, $6, server_now(), server_now())
ON CONFLICT (id) DO UPDATE SET seen = excluded.seen, beat = excluded.beat, said = excluded.said, roles = excluded.roles
RETURNING started = seen;

-- name: say
-- What is not well with a worker, before its next heartbeat says it again.
UPDATE worker SET said = $2 WHERE id = $1;

-- name: forget_dead
-- Workers that were not heard of for an hour.
DELETE FROM worker
WHERE id IN (SELECT id FROM worker WHERE seen < server_now() - 3600000000 FOR UPDATE SKIP LOCKED);

-- name: forget_leases
-- Leases of workers that are forgotten, and those that ended by themselves.
DELETE FROM lease
WHERE (kind, name) IN (SELECT kind, name FROM lease
                       WHERE until < server_now() - 60000000
                          OR (kind <> 'turn' AND owner NOT IN (SELECT id FROM worker))
                       FOR UPDATE SKIP LOCKED);

-- name: share_alone
-- Whether nobody else takes its share before this transaction ends; whoever is cut off in one holds nobody up.
SELECT pg_try_advisory_xact_lock(1349671217, 4);

-- name: take_share
-- Whoever delivers has as much as the others who do, everyone else a fiftieth; never what another still has.
WITH alive AS (SELECT id, share, 'deliver' = ANY (string_to_array(roles, ',')) AS delivers FROM living),
     fair AS (SELECT greatest(0.02, (1 - 0.02 * least(25, count(*) FILTER (WHERE NOT delivers)))
                                    / greatest(1, count(*) FILTER (WHERE delivers))) AS part FROM alive)
UPDATE worker SET share = greatest(0, least(
    CASE WHEN mine.delivers THEN fair.part ELSE 0.02 END,
    1 - (SELECT coalesce(sum(share), 0) FROM alive WHERE id <> $1)))
FROM alive AS mine, fair WHERE worker.id = $1 AND mine.id = $1
RETURNING worker.share, worker.share <> mine.share;

-- name: tell_workers
-- The others look at who lives and what is free.
SELECT pg_notify('paperboy', 'workers');

-- name: instant
-- What the server's clock says.
SELECT server_now();

-- name: leave
-- A worker that ends: nobody waits until it is thought dead.
DELETE FROM worker WHERE id = $1;

-- name: leave_leases
-- What it held is free; whose turn it was counts on.
DELETE FROM lease WHERE owner = $1 AND kind <> 'turn';

-- name: workers
-- Who lives, and how many deliveries each has in its hands.
SELECT id, place, version, started, seen, roles, share, said,
       (SELECT count(*) FROM delivery AS d
        WHERE d.owner = living.id AND d.ready IS NOT NULL
          AND (d.state = 'sending' OR (d.state IN ('queued', 'ambiguous') AND d.ready > d.due AND d.ready > server_now())))
FROM living;

-- name: others
-- Who else lives, and in how many microseconds it is taken for dead unless it is heard of.
SELECT id, seen + 30000000 - server_now() FROM living WHERE id <> $1;

-- name: leases
-- Who holds what.
SELECT owner, kind, name FROM lease
WHERE owner IN (SELECT id FROM living) AND (until IS NULL OR until > server_now()) ORDER BY kind, name;

-- name: held_leases
-- What a worker holds until it gives it back.
SELECT kind, name FROM lease WHERE owner = $1 AND until IS NULL;

-- name: take_lease
-- It is this worker's, unless somebody else who lives holds it.
INSERT INTO lease (kind, name, owner) VALUES ($1, $2, $3)
ON CONFLICT (kind, name) DO UPDATE SET owner = excluded.owner, until = NULL
WHERE lease.owner = excluded.owner OR lease.owner NOT IN (SELECT id FROM living)
RETURNING owner;

-- name: take_turn
-- The last turn is long enough ago.
INSERT INTO lease (kind, name, owner, until) VALUES ('turn', $1, $2, server_now() + $3::BIGINT)
ON CONFLICT (kind, name) DO UPDATE SET owner = excluded.owner, until = excluded.until
WHERE lease.until <= server_now() RETURNING owner;

-- name: give_lease_back
-- Others may take it.
DELETE FROM lease WHERE owner = $1 AND kind = $2 AND name = $3;

-- name: home
-- Where this database lives: the server, the database, and its timeline.
-- A standby that takes over begins another one, as a recovery to an earlier moment does.
SELECT (SELECT system_identifier FROM pg_control_system()) || ' ' || oid, substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)
FROM pg_database WHERE datname = current_database();

-- name: home_before
-- Where it lived, and which transaction wrote that row: one that a dump brought back was written by another than it says.
SELECT value, xmin::TEXT FROM fact WHERE name = 'home';

-- name: this_transaction
-- What the rows written now say of who wrote them.
SELECT pg_current_xact_id()::XID::TEXT;

-- name: size
-- How many bytes it takes, and what the server calls itself.
SELECT pg_database_size(current_database()), current_setting('server_version');
