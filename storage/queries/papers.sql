-- name: by_key
-- Papers by key in the order asked; a merged one leads to the paper that it is.
SELECT c.*
FROM json_each(:keys) AS asked
JOIN paper AS p ON p.id = asked.value
JOIN candidate AS c ON c.id = coalesce(p.merged_into, p.id)
ORDER BY asked.key;

-- name: by_id
-- Papers by any id that they go by, in the order asked.
SELECT c.*
FROM json_each(:ids) AS asked
JOIN alias AS a ON a.id = asked.value
JOIN candidate AS c ON c.id = a.paper
ORDER BY asked.key;

-- name: ids
-- All ids that a paper goes by.
SELECT id FROM alias WHERE paper = :key ORDER BY id;

-- name: by_id_prefix
-- Papers of which an id begins with a text, in the order of their ids.
SELECT c.*
FROM (SELECT paper FROM alias WHERE id BETWEEN :first AND :last GROUP BY paper ORDER BY min(id) LIMIT :limit) AS a
JOIN candidate AS c ON c.id = a.paper
ORDER BY c.canonical;

-- name: listed
-- Papers listed on these dates, oldest first.
SELECT *
FROM candidate
WHERE id IN (SELECT paper FROM listing WHERE list_date BETWEEN :first AND :last)
    AND id NOT IN (SELECT id FROM paper WHERE retired = 1 AND merged_into IS NULL)
ORDER BY id;

-- name: candidates
-- Papers listed recently, or submitted by a team or recommended since then.
SELECT *
FROM candidate
WHERE id IN (
    SELECT id FROM paper WHERE last_listed >= :since
    UNION
    SELECT paper FROM submission WHERE at >= :since_instant
    UNION
    SELECT paper FROM recommendation WHERE at >= :since_instant
    EXCEPT
    SELECT id FROM paper WHERE retired = 1 AND merged_into IS NULL
)
ORDER BY id;

-- name: listed_before
-- So many papers as were listed last before then.
SELECT *
FROM candidate
WHERE id IN (
    SELECT id FROM paper
    WHERE last_listed < :since AND merged_into IS NULL AND retired = 0
    ORDER BY last_listed DESC, id DESC
    LIMIT :count
)
ORDER BY id;

-- name: count
-- How many papers there are, counted in three small indexes instead of the table.
SELECT (SELECT count(*) FROM paper) - (SELECT count(*) FROM paper WHERE merged_into IS NOT NULL)
    - (SELECT count(*) FROM paper WHERE retired = 1 AND merged_into IS NULL);

-- name: submit
-- A team submits a paper to its channel.
INSERT INTO submission (channel, paper, person, at)
SELECT c.id, coalesce(p.merged_into, p.id), :person, :at
FROM channel AS c JOIN paper AS p ON p.id = :paper
WHERE c.platform = :platform AND c.workspace = :workspace AND c.channel = :channel
ON CONFLICT DO NOTHING;
