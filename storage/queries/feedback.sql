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
-- What a channel's team made of these papers: who saved it, how many votes it has, who hid it.
SELECT asked.value, s.person, sn.name,
       (SELECT count(*) FROM vote AS v
        WHERE v.platform = c.platform AND v.workspace = c.workspace AND v.paper = asked.value),
       h.person, hn.name
FROM json_each(:papers) AS asked
JOIN channel AS c ON c.id = :channel
LEFT JOIN saved AS s ON s.channel = c.id AND s.paper = asked.value
LEFT JOIN person AS sn ON sn.platform = c.platform AND sn.workspace = c.workspace AND sn.person = s.person
LEFT JOIN hidden AS h ON h.channel = c.id AND h.paper = asked.value
LEFT JOIN person AS hn ON hn.platform = c.platform AND hn.workspace = c.workspace AND hn.person = h.person;

-- name: week_saved
-- How many papers a channel saved in a span of time.
SELECT count(*) FROM saved WHERE channel = :channel AND at >= :since AND at < :until;

-- name: week_voted
-- The votes of a span of time for papers that the channel has had, the paper with the most of them first.
SELECT v.paper, p.title, p.url, count(*)
FROM channel AS c
JOIN vote AS v ON v.platform = c.platform AND v.workspace = c.workspace AND v.at >= :since AND v.at < :until
JOIN seen AS s ON s.paper = v.paper AND s.channel = c.id
JOIN paper AS p ON p.id = v.paper
WHERE c.id = :channel
GROUP BY v.paper, p.title, p.url ORDER BY count(*) DESC, v.paper;
