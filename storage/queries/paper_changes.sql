-- name: state
-- Whose papers they are ("" if it has not been asked yet), the newest change, how many, counted in small indexes.
SELECT coalesce((SELECT value FROM fact WHERE name = :name), ''), (SELECT coalesce(max(revision), 0) FROM paper),
       (SELECT count(*) FROM paper) - (SELECT count(*) FROM paper WHERE merged_into IS NOT NULL)
           - (SELECT count(*) FROM paper WHERE retired = 1 AND merged_into IS NULL);

-- name: changed
-- Papers changed since a revision, oldest change first; merged and retired ones come with a mark.
SELECT revision, merged_into IS NOT NULL OR retired = 1, id FROM paper WHERE revision > :revision ORDER BY revision LIMIT :limit;

-- name: current
-- Those of these papers that are papers still, ascending.
SELECT *
FROM candidate
WHERE id IN (SELECT value FROM json_each(:keys))
    AND id NOT IN (SELECT id FROM paper WHERE retired = 1 AND merged_into IS NULL)
ORDER BY id;

-- name: behind
-- How many papers have changed since a revision.
SELECT count(*) FROM paper WHERE revision > :revision;
