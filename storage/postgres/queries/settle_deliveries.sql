-- name: paused
-- The channels of these digests that are paused; nobody changes them before the transaction ends.
SELECT c.id, c.platform, c.workspace, c.channel, c.name, c.since, c.schedule, c.settings, c.pause, c.owner,
       c.next_due, c.last_date
FROM channel AS c
WHERE c.pause <> '' AND c.id IN (SELECT g.channel FROM json_each(:digests) JOIN digest AS g ON g.id = asked.value)
ORDER BY c.id FOR UPDATE;
