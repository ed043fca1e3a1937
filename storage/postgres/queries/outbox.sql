-- name: recover
-- What a process that is no more was sending may or may not have arrived.
UPDATE delivery SET state = 'ambiguous', ready = :now
WHERE ready IS NOT NULL AND state = 'sending' AND owner NOT IN (SELECT id FROM living);

-- name: drop_leases
-- A process that is no more holds no lease.
UPDATE delivery SET ready = due
WHERE ready > due AND state IN ('queued', 'ambiguous') AND ready > :now AND owner NOT IN (SELECT id FROM living);

-- name: give_up_sending
-- An attempt of which nothing was heard within its lease, or whose worker is no more: it is looked up.
-- What is locked waits for the next round: whoever is cut off in the middle of a transaction may hold it for 30 s.
-- It was due before what waits now, and goes before that.
UPDATE delivery SET state = 'ambiguous', ready = least(due, :now)
WHERE id IN (SELECT id FROM delivery
             WHERE platform = :platform AND state = 'sending'
               AND (ready <= :now OR (owner <> '' AND owner NOT IN (SELECT id FROM living)))
             FOR UPDATE SKIP LOCKED);

-- name: disbelieve
-- Rows that are to wait longer than any can (a clock was ahead), and those leased by a worker that is no more.
UPDATE delivery SET ready = least(due, :now)
WHERE id IN (SELECT id FROM delivery
             WHERE platform = :platform AND ready > :now
               AND (ready > :latest OR (ready > due AND owner <> '' AND state IN ('queued', 'ambiguous')
                                        AND owner NOT IN (SELECT id FROM living)))
             FOR UPDATE SKIP LOCKED);

-- name: claimable
-- What is due on a platform and may go, the oldest first; what another worker is claiming is left to it.
SELECT d.ready, d.id, d.digest, d.platform, m.workspace, m.channel, d.part, d.token, d.state, d.attempts, d.plain,
       d.first_tried, d.last_tried, d.insisted, d.lease
FROM delivery AS d JOIN may_go AS m ON m.id = d.id
WHERE d.platform = :platform AND d.ready <= :now AND coalesce(m.held_until, 0) <= :now
  AND NOT EXISTS (SELECT 1 FROM lease AS l
                  WHERE l.kind = 'workspace' AND l.name = m.platform || ' ' || m.workspace AND l.owner <> :owner
                    AND l.until > server_now() AND l.owner IN (SELECT id FROM living))
ORDER BY d.ready, d.id LIMIT :limit FOR UPDATE OF d SKIP LOCKED;

-- name: take_workspaces
-- Whose deliveries go through this process until they have rested for 75 s (longer than a claim lasts).
-- One that is locked is left to whoever is at it.
WITH there AS MATERIALIZED (SELECT name FROM lease
                            WHERE kind = 'workspace' AND name IN (SELECT value FROM json_each(:names))
                            FOR UPDATE SKIP LOCKED)
INSERT INTO lease (kind, name, owner, until)
SELECT 'workspace', value, :owner, server_now() + 75000000 FROM json_each(:names)
WHERE value IN (SELECT name FROM there) OR value NOT IN (SELECT name FROM lease WHERE kind = 'workspace')
ORDER BY value
ON CONFLICT (kind, name) DO UPDATE SET owner = excluded.owner, until = excluded.until
WHERE lease.owner = excluded.owner OR lease.until <= server_now() OR lease.owner NOT IN (SELECT id FROM living)
RETURNING name;

-- name: held
-- By which claims these are held; nobody claims them before the transaction ends.
SELECT id, owner, lease FROM delivery WHERE id IN (SELECT value FROM json_each(:keys)) ORDER BY id FOR UPDATE;

-- name: rest_workspaces
-- Nothing is in hand for any but these: in 5 s the pace of what went last is over, and another process may have them.
UPDATE lease SET until = server_now() + 5000000
WHERE kind = 'workspace' AND owner = :owner AND until > server_now() + 5000000
  AND name NOT IN (SELECT value FROM json_each(:names));
