-- name: met
-- What somebody is called.
INSERT INTO person (platform, workspace, person, name) VALUES (:platform, :workspace, :person, :name)
ON CONFLICT (platform, workspace, person) DO UPDATE SET name = excluded.name WHERE person.name <> excluded.name;

-- name: name
-- The name of one person.
SELECT name FROM person WHERE platform = :platform AND workspace = :workspace AND person = :person;

-- name: save
-- Somebody saves a paper.
INSERT INTO saved (channel, paper, person, at)
SELECT :channel, coalesce(merged_into, id), :person, :at FROM paper WHERE id = :paper
ON CONFLICT DO NOTHING;

-- name: unsave
-- It is saved no more.
DELETE FROM saved
WHERE channel = :channel AND paper = (SELECT coalesce(merged_into, id) FROM paper WHERE id = :paper)
  AND :person IN ('', person);

-- name: saved
-- What a channel saved, the newest first.
SELECT s.person, n.name, s.at, c.*
FROM saved AS s
JOIN candidate AS c ON c.id = s.paper
JOIN channel AS h ON h.id = s.channel
LEFT JOIN person AS n ON n.platform = h.platform AND n.workspace = h.workspace AND n.person = s.person
WHERE s.channel = :channel ORDER BY s.at DESC, s.paper DESC;

-- name: saved_anywhere
-- The papers that channels saved last, each once.
SELECT p.canonical
FROM saved AS s JOIN paper AS p ON p.id = s.paper
GROUP BY p.id, p.canonical ORDER BY max(s.at) DESC, p.id DESC LIMIT :limit;

-- name: hide
-- Somebody says that a paper is not relevant here.
INSERT INTO hidden (channel, paper, person, at)
SELECT :channel, coalesce(merged_into, id), :person, :at FROM paper WHERE id = :paper
ON CONFLICT DO NOTHING;

-- name: see_hidden
-- A hidden paper is never a candidate again; what was posted or is on its way stays that.
INSERT INTO seen (paper, channel, how)
SELECT coalesce(merged_into, id), :channel, 2 FROM paper WHERE id = :paper
ON CONFLICT (paper, channel) DO NOTHING;

-- name: unhide
-- It is relevant after all.
DELETE FROM hidden
WHERE channel = :channel AND paper = (SELECT coalesce(merged_into, id) FROM paper WHERE id = :paper)
  AND :person IN ('', person);

-- name: see_posted
-- A hidden paper that an earlier version forgot to have been posted.
UPDATE seen SET how = 1
WHERE channel = :channel AND paper = (SELECT coalesce(merged_into, id) FROM paper WHERE id = :paper) AND how = 2
  AND EXISTS (SELECT 1 FROM delivery AS d WHERE d.digest = seen.digest AND d.state = 'sent');

-- name: unsee_hidden
-- A paper that was hidden and never posted is a candidate again.
DELETE FROM seen
WHERE channel = :channel AND paper = (SELECT coalesce(merged_into, id) FROM paper WHERE id = :paper) AND how = 2;

-- name: vote
-- One vote a person.
INSERT INTO vote (platform, workspace, paper, person, at)
SELECT c.platform, c.workspace, coalesce(p.merged_into, p.id), :person, :at
FROM channel AS c JOIN paper AS p ON p.id = :paper WHERE c.id = :channel
ON CONFLICT DO NOTHING;

-- name: unvote
-- A person's vote, taken back.
DELETE FROM vote
WHERE (platform, workspace) = (SELECT platform, workspace FROM channel WHERE id = :channel)
  AND paper = (SELECT coalesce(merged_into, id) FROM paper WHERE id = :paper) AND person = :person;

-- name: votes
-- How many votes a paper has in the channel's workspace.
SELECT count(*)
FROM channel AS c JOIN vote AS v ON v.platform = c.platform AND v.workspace = c.workspace
WHERE c.id = :channel AND v.paper = (SELECT coalesce(merged_into, id) FROM paper WHERE id = :paper);

-- name: marks
-- What teams made of papers ([channel, paper] each): who saved one, how many votes it has, who hid it.
WITH pair AS (SELECT json_extract(value, '$[0]') AS channel, json_extract(value, '$[1]') AS paper FROM json_each(:pairs))
SELECT s.channel, s.paper, 'saved', n.name, 0
FROM pair CROSS JOIN saved AS s ON s.channel = pair.channel AND s.paper = pair.paper
JOIN channel AS c ON c.id = s.channel
LEFT JOIN person AS n ON n.platform = c.platform AND n.workspace = c.workspace AND n.person = s.person
UNION ALL
SELECT h.channel, h.paper, 'hidden', n.name, 0
FROM pair CROSS JOIN hidden AS h ON h.channel = pair.channel AND h.paper = pair.paper
JOIN channel AS c ON c.id = h.channel
LEFT JOIN person AS n ON n.platform = c.platform AND n.workspace = c.workspace AND n.person = h.person
UNION ALL
SELECT c.id, v.paper, 'votes', NULL, count(*)
FROM pair CROSS JOIN channel AS c ON c.id = pair.channel
CROSS JOIN vote AS v ON v.platform = c.platform AND v.workspace = c.workspace AND v.paper = pair.paper
GROUP BY c.id, v.paper;

-- name: week_saved
-- How many papers were saved in spans of time: [number, channel, since, until] each.
WITH week AS (SELECT json_extract(value, '$[0]') AS number, json_extract(value, '$[1]') AS channel,
                     json_extract(value, '$[2]') AS since, json_extract(value, '$[3]') AS until FROM json_each(:weeks))
SELECT week.number, count(*)
FROM week CROSS JOIN saved AS s ON s.channel = week.channel AND s.at >= week.since AND s.at < week.until
GROUP BY week.number;

-- name: week_voted
-- The votes of spans of time for papers that their channels have had, the paper with the most of them first.
WITH week AS (SELECT json_extract(value, '$[0]') AS number, json_extract(value, '$[1]') AS channel,
                     json_extract(value, '$[2]') AS since, json_extract(value, '$[3]') AS until FROM json_each(:weeks))
SELECT week.number, p.title, p.url, count(*)
FROM week CROSS JOIN channel AS c ON c.id = week.channel
CROSS JOIN vote AS v ON v.platform = c.platform AND v.workspace = c.workspace AND v.at >= week.since AND v.at < week.until
JOIN seen AS s ON s.paper = v.paper AND s.channel = c.id
JOIN paper AS p ON p.id = v.paper
GROUP BY week.number, v.paper, p.title, p.url ORDER BY week.number, count(*) DESC, v.paper;
