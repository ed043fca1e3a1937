-- name: picked
-- What these channels were given.
SELECT g.channel, g.picks
FROM day
CROSS JOIN json_each(:channels) AS asked
CROSS JOIN digest AS g ON g.local_date = day.local_date AND g.channel = asked.value;

-- name: digests
-- What these channels were given, deleted; the deliveries go with it.
DELETE FROM digest WHERE id IN (
    SELECT g.id
    FROM day
    CROSS JOIN json_each(:channels) AS asked
    CROSS JOIN digest AS g ON g.local_date = day.local_date AND g.channel = asked.value);

-- name: hidden
-- What these channels hid.
SELECT h.paper, h.channel FROM json_each(:channels) AS asked JOIN hidden AS h ON h.channel = asked.value;

-- name: signposts
-- Papers that were merged into others since they were picked.
SELECT p.id, p.merged_into
FROM json_each(:papers) AS asked JOIN paper AS p ON p.id = asked.value
WHERE p.merged_into IS NOT NULL;

-- name: unsee
-- A channel's memory of a paper.
DELETE FROM seen WHERE paper = ? AND channel = ?;

-- name: audit
-- A channel's record of changes.
DELETE FROM audit
WHERE (platform, workspace, channel) = (SELECT platform, workspace, channel FROM channel WHERE id = ?);

-- name: waits
-- What a channel was told to wait for.
DELETE FROM wait
WHERE (platform, workspace, channel) = (SELECT platform, workspace, channel FROM channel WHERE id = ?);

-- name: faults
-- What went wrong in a channel.
DELETE FROM fault
WHERE source = 'planner'
  AND place = (SELECT platform || ':' || workspace || ':' || channel FROM channel WHERE id = ?);

-- name: lists
-- Which lists its people were shown: `<channel>:<person>`.
DELETE FROM note WHERE platform = 'list' AND name GLOB ? || ':*';

-- name: asked
-- Requests to mail papers to a channel that is an address.
DELETE FROM mail_request
WHERE address = (SELECT channel FROM channel WHERE id = ? AND platform = 'email');

-- name: channel
-- The channel itself; its subscriptions and memory go with it.
DELETE FROM channel WHERE id = ?;

-- name: queries
-- Queries that nobody has any more, deleted, but for the newest.
-- SQLite would give that one's number to the next, and a planning run under way knows texts by their number.
DELETE FROM query WHERE id NOT IN (SELECT query FROM subscription) AND id < (SELECT max(id) FROM query);

-- name: newest_query
-- The newest keeps nothing but its number.
UPDATE query SET text = '' WHERE id = (SELECT max(id) FROM query) AND id NOT IN (SELECT query FROM subscription);
