-- name: get
-- The channel at an address.
SELECT id, platform, workspace, channel, name, since, schedule, settings, pause, owner, next_due, last_date
FROM channel WHERE platform = :platform AND workspace = :workspace AND channel = :channel;

-- name: by_key
-- A channel by its number.
SELECT id, platform, workspace, channel, name, since, schedule, settings, pause, owner, next_due, last_date
FROM channel WHERE id = :id;

-- name: all
-- Every channel.
SELECT id, platform, workspace, channel, name, since, schedule, settings, pause, owner, next_due, last_date
FROM channel ORDER BY id;

-- name: of_platform
-- A platform's channels.
SELECT id, platform, workspace, channel, name, since, schedule, settings, pause, owner, next_due, last_date
FROM channel WHERE platform = :platform ORDER BY id;

-- name: of_workspace
-- A workspace's channels.
SELECT id, platform, workspace, channel, name, since, schedule, settings, pause, owner, next_due, last_date
FROM channel WHERE platform = :platform AND workspace = :workspace ORDER BY id;

-- name: held
-- How many channels other platforms than these have.
SELECT platform, count(*) FROM channel
WHERE platform NOT IN (SELECT value FROM json_each(:platforms))
GROUP BY platform ORDER BY platform;

-- name: create
-- A new channel, unless the address has one.
INSERT INTO channel (platform, workspace, channel, name, since, schedule, settings, pause, owner, next_due, last_date)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING;

-- name: save
-- Replace what can change of a channel.
UPDATE channel
SET name = ?, since = ?, schedule = ?, settings = ?, pause = ?, owner = ?, next_due = ?, last_date = ?
WHERE id = ?;

-- name: move
-- The channel at an address is at another now, unless that has one of its own.
UPDATE channel SET channel = :new
WHERE platform = :platform AND workspace = :workspace AND channel = :channel
  AND NOT EXISTS (SELECT 1 FROM channel AS o
                  WHERE o.platform = :platform AND o.workspace = :workspace AND o.channel = :new);

-- name: move_audit
-- Its record of changes comes along.
UPDATE audit SET channel = :new WHERE platform = :platform AND workspace = :workspace AND channel = :channel;

-- name: subscriptions
-- A channel's standing queries in the order added.
SELECT q.text, s.added, s.person
FROM subscription AS s JOIN query AS q ON q.id = s.query
WHERE s.channel = :channel ORDER BY s.position;

-- name: add_query
-- A query's text, kept once.
INSERT INTO query (text) VALUES (:text) ON CONFLICT DO NOTHING;

-- name: subscribe
-- One more standing query, after the others.
INSERT INTO subscription (channel, position, query, added, person)
SELECT :channel, 1 + coalesce((SELECT max(position) FROM subscription WHERE channel = :channel), 0), id, :added, :person
FROM query AS q
WHERE q.text = :text
  AND NOT EXISTS (SELECT 1 FROM subscription AS s WHERE s.channel = :channel AND s.query = q.id);

-- name: unsubscribe
-- Remove a standing query by its text.
DELETE FROM subscription WHERE channel = :channel AND query = (SELECT id FROM query WHERE text = :text);

-- name: last_receipt
-- When a channel's last message was accepted, as of now.
SELECT max(d.settled)
FROM day
CROSS JOIN digest AS g ON g.local_date = day.local_date AND g.channel = :channel
JOIN delivery AS d ON d.digest = g.id
WHERE d.state = 'sent' AND d.settled <= :now;
