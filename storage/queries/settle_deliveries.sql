-- name: settle
-- A delivery's next state; what has a receipt or was given up stays so, but a receipt always counts.
UPDATE delivery
SET state = :state, reason = :reason, plain = :plain, due = coalesce(:due, due), ready = :due,
    message_id = coalesce(:message_id, message_id), link = coalesce(:link, link), settled = :settled
WHERE id = :id AND (state NOT IN ('sent', 'cancelled') OR :state = 'sent');

-- name: cancel_parts
-- The other messages of a digest that is given up.
UPDATE delivery
SET state = 'cancelled', reason = :reason, ready = NULL, settled = :now
WHERE digest = :digest AND state NOT IN ('sent', 'cancelled');

-- name: complete
-- Which of these digests have a receipt for every message.
SELECT asked.value
FROM json_each(:digests) AS asked CROSS JOIN delivery AS d ON d.digest = asked.value
GROUP BY asked.value HAVING min(d.state = 'sent') = 1;

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

-- name: release
-- A reserved paper is a candidate again.
DELETE FROM seen WHERE paper = ? AND channel = ? AND how = 0;

-- name: pauses
-- The pauses of the channels of these digests.
SELECT DISTINCT c.id, c.pause
FROM json_each(:digests) AS asked JOIN digest AS g ON g.id = asked.value JOIN channel AS c ON c.id = g.channel
WHERE c.pause <> '';

-- name: pause_of
-- The channel at an address and its pause.
SELECT id, pause FROM channel WHERE platform = :platform AND workspace = :workspace AND channel = :channel;

-- name: pause
-- Pause a channel, or end its pause.
UPDATE channel SET pause = :pause WHERE id = :id;

-- name: plain_parts
-- A digest is plain as a whole: rich and plain text divide otherwise.
UPDATE delivery SET plain = 1 WHERE digest = :digest AND part > 0 AND state = 'queued' AND NOT plain;

-- name: wait
-- Nothing is sent there before that instant; the longer of two waits holds.
INSERT INTO wait (platform, workspace, channel, until) VALUES (:platform, :workspace, :channel, :until)
ON CONFLICT (platform, workspace, channel) DO UPDATE SET until = max(wait.until, excluded.until);
