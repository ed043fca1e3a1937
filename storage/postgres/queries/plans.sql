-- name: still_due
-- Which of these channels are due still, and nobody else's, as one text: they are locked until the transaction ends.
SELECT string_agg(CAST(mine.id AS TEXT), ',')
FROM (SELECT id FROM channel
      WHERE id = ANY (ARRAY(SELECT value FROM json_each(:channels))) AND next_due <= :now
      ORDER BY id FOR UPDATE SKIP LOCKED) AS mine;

-- name: channels
-- These channels: where they are, and their routine (ANY, here and below: in one walk along the index, which takes half).
SELECT c.id, c.platform, c.workspace, c.channel, c.since, c.schedule, c.settings, c.pause, c.next_due, c.last_date,
       c.missed
FROM channel AS c WHERE c.id = ANY (ARRAY(SELECT value FROM json_each(:channels))) ORDER BY c.id;

-- name: subscriptions
-- What these channels subscribe to, in the order added.
SELECT s.channel, s.query FROM subscription AS s
WHERE s.channel = ANY (ARRAY(SELECT value FROM json_each(:channels))) ORDER BY s.channel, s.position;

-- name: seen_by
-- Of each of these papers those of these channels that have had it, as one text.
SELECT asked.value, (SELECT string_agg(CAST(s.channel AS TEXT), ',') FROM seen AS s
                     WHERE s.paper = asked.value AND s.channel = ANY (ARRAY(SELECT value FROM json_each(:channels))))
FROM json_each(:papers) AS asked;

-- name: submitted
-- What these channels' teams submitted.
SELECT s.channel, s.paper FROM submission AS s WHERE s.channel = ANY (ARRAY(SELECT value FROM json_each(:channels)));

-- name: saved
-- What these channels saved, the newest first.
SELECT s.channel, s.paper FROM saved AS s
WHERE s.channel = ANY (ARRAY(SELECT value FROM json_each(:channels))) ORDER BY s.channel, s.at DESC, s.paper DESC;

-- name: hidden
-- What these channels hid, the newest first.
SELECT h.channel, h.paper FROM hidden AS h
WHERE h.channel = ANY (ARRAY(SELECT value FROM json_each(:channels))) ORDER BY h.channel, h.at DESC, h.paper DESC;

-- name: before_digests
-- The number before so many new ones, which no other process is given.
SELECT new_digests(:count) - 1;

-- name: go_on
-- When these channels are due again.
UPDATE channel SET next_due = :next_due, last_date = :last_date, pause = :pause, missed = :missed
WHERE id = ANY (ARRAY(SELECT value FROM json_each(:channels)));
