-- name: settle
-- A delivery's next state; what has a receipt or was given up stays so, but the first receipt always counts.
UPDATE delivery
SET state = :state, reason = :reason, plain = :plain, due = coalesce(:due, due), ready = :due,
    message_id = coalesce(:message_id, message_id), link = coalesce(:link, link), settled = :settled
WHERE id = :id AND state <> 'sent' AND (state <> 'cancelled' OR :state = 'sent');

-- name: cancel_parts
-- The other messages of a digest that is given up.
UPDATE delivery
SET state = 'cancelled', reason = :reason, ready = NULL, settled = :now
WHERE digest = :digest AND state NOT IN ('sent', 'cancelled');

-- name: overtaken
-- Which of these digests are no longer the newest that was planned for their channel.
SELECT asked.value
FROM json_each(:digests) AS asked JOIN digest AS g ON g.id = asked.value JOIN channel AS c ON c.id = g.channel
WHERE c.last_date > g.local_date;

-- name: complete
-- Which of these digests have a receipt for every message.
SELECT asked.value
FROM json_each(:digests) AS asked CROSS JOIN delivery AS d ON d.digest = asked.value
GROUP BY asked.value HAVING min(CASE WHEN d.state = 'sent' THEN 1 ELSE 0 END) = 1;

-- name: begun
-- Which of these digests have a receipt for any message.
SELECT DISTINCT asked.value
FROM json_each(:digests) AS asked CROSS JOIN delivery AS d ON d.digest = asked.value
WHERE d.state = 'sent';

-- name: picks
-- What these digests hold, and for whom.
SELECT g.id, g.channel, g.picks FROM json_each(:digests) AS asked JOIN digest AS g ON g.id = asked.value;

-- name: signposts
-- Papers that were merged into others since they were picked.
SELECT p.id, p.merged_into
FROM json_each(:papers) AS asked JOIN paper AS p ON p.id = asked.value
WHERE p.merged_into IS NOT NULL;

-- name: post
-- A reserved paper was posted.
UPDATE seen SET how = 1 WHERE paper = ? AND channel = ? AND how = 0;

-- name: keep_hidden
-- A reserved paper that was hidden meanwhile is no candidate.
UPDATE seen SET how = 2, digest = NULL
WHERE paper = ? AND channel = ? AND how = 0
  AND EXISTS (SELECT 1 FROM hidden AS h WHERE h.paper = seen.paper AND h.channel = seen.channel);

-- name: release
-- A reserved paper is a candidate again.
DELETE FROM seen WHERE paper = ? AND channel = ? AND how = 0;

-- name: of_slot
-- Which of these digests are of that slot, and for whom and when.
SELECT g.id, g.channel, g.local_date
FROM json_each(:digests) AS asked JOIN digest AS g ON g.id = asked.value WHERE g.slot = :slot;

-- name: free_slot
-- A digest that was given up leaves its place to another one of the same date.
UPDATE digest SET slot = 'given up: ' || slot || ' ' || id WHERE id = :digest;

-- name: last_before
-- The last date of which a channel had its scheduled digest, unless it has had a later one meanwhile.
UPDATE channel SET last_date = (
    SELECT max(g.local_date)
    FROM json_each(:days) AS asked
    CROSS JOIN digest AS g ON g.local_date = asked.value AND g.channel = channel.id AND g.slot = :slot)
WHERE id = :channel AND last_date = :local_date;

-- name: paused
-- The channels of these digests that are paused.
SELECT DISTINCT c.id, c.platform, c.workspace, c.channel, c.name, c.since, c.schedule, c.settings, c.pause, c.owner,
       c.next_due, c.last_date
FROM json_each(:digests) AS asked JOIN digest AS g ON g.id = asked.value JOIN channel AS c ON c.id = g.channel
WHERE c.pause <> '';

-- name: plain_parts
-- A digest is plain as a whole: rich and plain text divide otherwise.
UPDATE delivery SET plain = 1 WHERE digest = :digest AND part > 0 AND state = 'queued' AND plain = 0;

-- name: in_time
-- A digest that is not late after all.
UPDATE digest SET late = NULL WHERE id = :digest;

-- name: wait
-- Nothing is sent there before that instant; the longer of two waits holds.
INSERT INTO wait (platform, workspace, channel, until, reason)
VALUES (:platform, :workspace, :channel, :until, :reason)
ON CONFLICT (platform, workspace, channel)
DO UPDATE SET until = CASE WHEN excluded.until > wait.until THEN excluded.until ELSE wait.until END,
              reason = CASE WHEN excluded.until >= wait.until THEN excluded.reason ELSE wait.reason END;
