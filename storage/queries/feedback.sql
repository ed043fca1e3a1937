-- name: save
-- Somebody saves a paper.
INSERT INTO saved (channel, paper, person, at)
SELECT :channel, coalesce(merged_into, id), :person, :at FROM paper WHERE id = :paper
ON CONFLICT DO NOTHING;

-- name: unsave
-- It is saved no more.
DELETE FROM saved WHERE channel = :channel AND paper = (SELECT coalesce(merged_into, id) FROM paper WHERE id = :paper);

-- name: saved
-- What a channel saved, the newest first.
SELECT s.person, s.at, c.*
FROM saved AS s JOIN candidate AS c ON c.id = s.paper
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
-- A hidden paper is never a candidate again; the digest that posted it is remembered.
INSERT INTO seen (paper, channel, how)
SELECT coalesce(merged_into, id), :channel, 2 FROM paper WHERE id = :paper
ON CONFLICT (paper, channel) DO UPDATE SET how = 2;

-- name: vote
-- One vote a person.
INSERT INTO vote (platform, workspace, paper, person, at)
SELECT c.platform, c.workspace, coalesce(p.merged_into, p.id), :person, :at
FROM channel AS c JOIN paper AS p ON p.id = :paper WHERE c.id = :channel
ON CONFLICT DO NOTHING;

-- name: votes
-- How many votes a paper has in the channel's workspace.
SELECT count(*)
FROM channel AS c JOIN vote AS v ON v.platform = c.platform AND v.workspace = c.workspace
WHERE c.id = :channel AND v.paper = (SELECT coalesce(merged_into, id) FROM paper WHERE id = :paper);
