-- name: begin
-- Whoever comes first opens it.
INSERT INTO discussion (channel, paper, tried)
SELECT :channel, coalesce(merged_into, id), :at FROM paper WHERE id = :paper
ON CONFLICT DO NOTHING;

-- name: known
-- Since when it has been tried, and where it is.
SELECT tried, link FROM discussion
WHERE channel = :channel AND paper = (SELECT coalesce(merged_into, id) FROM paper WHERE id = :paper);

-- name: begin_again
-- Somebody began to open it and did not say what came of that.
UPDATE discussion SET tried = :at
WHERE channel = :channel AND paper = (SELECT coalesce(merged_into, id) FROM paper WHERE id = :paper)
  AND link IS NULL AND tried < :stale;

-- name: opened
-- Where it is.
UPDATE discussion SET link = :link
WHERE channel = :channel AND paper = (SELECT coalesce(merged_into, id) FROM paper WHERE id = :paper);

-- name: given_up
-- It could not be opened.
DELETE FROM discussion
WHERE channel = :channel AND paper = (SELECT coalesce(merged_into, id) FROM paper WHERE id = :paper)
  AND link IS NULL;
