-- name: recover
-- What was being sent when the process ended may or may not have arrived.
UPDATE delivery SET state = 'ambiguous', ready = :now WHERE ready IS NOT NULL AND state = 'sending';

-- name: drop_leases
-- Nobody holds a lease when the delivering process starts.
UPDATE delivery SET ready = due WHERE ready > due AND state IN ('queued', 'ambiguous') AND ready > :now;

-- name: forget_waits
-- Waits that are over, and those that are longer than any can be: a clock was ahead when they were stored.
DELETE FROM wait WHERE until <= :now OR until > :latest;

-- name: waits
-- What is waited for at the moment, and why.
SELECT platform, workspace, channel, until, reason FROM wait WHERE until > :now ORDER BY until DESC;

-- name: give_up_sending
-- An attempt of which nothing was heard within its lease: it may or may not have arrived, so it is looked up.
UPDATE delivery SET state = 'ambiguous', ready = :now
WHERE platform = :platform AND ready <= :now AND state = 'sending';

-- name: disbelieve
-- Rows that are to wait longer than any can: a clock was ahead when that was stored.
UPDATE delivery SET ready = :now WHERE platform = :platform AND ready > :latest;

-- name: set_waits_back
-- The clock was set back: waits end as many seconds from now as before.
UPDATE wait SET until = CASE WHEN until - :back > :now THEN until - :back ELSE :now END WHERE until > :now;

-- name: set_rows_back
-- The same for what is to be tried again, and for leases.
UPDATE delivery SET ready = CASE WHEN ready - :back > :now THEN ready - :back ELSE :now END WHERE ready > :now;

-- name: claimable
-- What is due on a platform and may go, the oldest first.
SELECT ready, id, digest, platform, workspace, channel, part, token, state, attempts, plain, first_tried, last_tried,
       insisted, lease
FROM may_go
WHERE platform = :platform AND ready <= :now AND coalesce(held_until, 0) <= :now
ORDER BY ready, id LIMIT :limit;

-- name: take_workspaces
-- Whose deliveries go through this process: on a file all that are asked for.
SELECT value FROM json_each(:names);

-- name: rest_workspaces
-- Those that something is in hand for stay this process's: on a file all do.
SELECT value FROM json_each(:names);

-- name: lease
-- Nobody else claims these before the lease ends; whoever had them before has lost them.
UPDATE delivery SET ready = :until, lease = CASE WHEN owner = :owner THEN lease ELSE lease + 1 END, owner = :owner
WHERE id IN (SELECT value FROM json_each(:keys));

-- name: give_back_claimed
-- A claim whose answer was lost: nobody works on what it leased.
UPDATE delivery SET ready = :now
WHERE ready = :until AND owner = :owner AND state IN ('queued', 'ambiguous');

-- name: give_back_begun
-- An attempt whose recording was not heard of, so that the platform was not asked.
UPDATE delivery SET state = CASE WHEN attempts = 1 THEN 'queued' ELSE 'ambiguous' END, ready = :now
WHERE ready = :until AND owner = :owner AND state = 'sending';

-- name: held
-- By which claims these are held.
SELECT d.id, d.owner, d.lease FROM json_each(:keys) AS asked JOIN delivery AS d ON d.id = asked.value;

-- name: in_hand
-- How many deliveries were claimed and are under way.
SELECT count(*) FROM delivery
WHERE ready IS NOT NULL AND (state = 'sending' OR (state IN ('queued', 'ambiguous') AND ready > due AND ready > :now));

-- name: begin
-- An attempt, before the call.
UPDATE delivery
SET state = 'sending', attempts = attempts + 1, first_tried = coalesce(first_tried, :now), last_tried = :now,
    ready = :until
WHERE id = :id;

-- name: count_parts
-- How many messages a digest has so far, when the first was due, and whether any was sent.
SELECT count(*), min(due), max(CASE WHEN state = 'sent' THEN 1 ELSE 0 END) FROM delivery WHERE digest = :digest;

-- name: drop_parts
-- Messages that the digest does not have after all.
DELETE FROM delivery WHERE digest = :digest AND part >= :total AND part > 0;

-- name: slot
-- What a digest's tokens are made of, and its first one.
SELECT g.local_date, g.slot, g.channel, d.token
FROM digest AS g JOIN delivery AS d ON d.digest = g.id AND d.part = 0 WHERE g.id = :digest;

-- name: add_part
-- A further message.
INSERT INTO delivery (digest, channel, platform, part, token, state, due, ready, plain)
VALUES (?, ?, ?, ?, ?, 'queued', ?, ?, ?);

-- name: root
-- The receipt of a digest's first message.
SELECT message_id, link FROM delivery WHERE digest = :digest AND part = 0 AND message_id IS NOT NULL;

-- name: receipts
-- A digest's messages, with their receipts.
SELECT d.id, d.digest, c.platform, c.workspace, c.channel, d.part, d.token, d.state, d.attempts, d.plain, d.first_tried,
       d.last_tried, d.insisted, d.lease, d.message_id, d.link
FROM delivery AS d JOIN channel AS c ON c.id = d.channel
WHERE d.digest = :digest ORDER BY d.part;

-- name: parked
-- Parked deliveries, the newest first.
SELECT d.id, d.digest, c.platform, c.workspace, c.channel, d.part, d.token, d.state, d.attempts, d.plain, d.first_tried,
       d.last_tried, d.insisted, d.lease, d.reason
FROM delivery AS d JOIN channel AS c ON c.id = d.channel
WHERE d.state = 'parked' ORDER BY d.settled DESC, d.id DESC LIMIT :limit;

-- name: send_again
-- A parked delivery is sent again.
UPDATE delivery SET state = 'queued', ready = :now, due = :now, settled = NULL, insisted = 1
WHERE id = :id AND state = 'parked';

-- name: digest_of_parked
-- Which digest a parked delivery is of.
SELECT digest FROM delivery WHERE id = :id AND state = 'parked';

-- name: next_ready
-- When the next row that nothing holds up falls due on a platform.
SELECT ready FROM may_go WHERE platform = :platform AND held_until IS NULL ORDER BY ready, id LIMIT 1;

-- name: next_wait
-- When the next wait on a platform ends.
SELECT min(until) FROM wait WHERE platform = :platform;

-- name: late_row
-- The oldest row of a platform that should have gone by now and that nothing holds up.
SELECT due FROM may_go
WHERE platform = :platform AND ready <= :now AND coalesce(held_until, 0) <= :now
ORDER BY ready, id LIMIT 1;

-- name: late_channel
-- The oldest time at which a channel of a platform should have been planned for.
SELECT c.next_due FROM channel AS c
WHERE c.next_due <= :now AND c.platform = :platform
  AND NOT EXISTS (SELECT 1 FROM workspace AS w WHERE w.platform = c.platform AND w.workspace = c.workspace)
ORDER BY c.next_due LIMIT 1;
