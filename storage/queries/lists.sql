-- name: state
-- The newest change of a paper, when sources were last asked, and when the newest paper came.
SELECT (SELECT coalesce(max(revision), 0) FROM paper), (SELECT max(asked) FROM poll),
       (SELECT added FROM paper WHERE id = (SELECT max(id) FROM paper));

-- name: day_before
-- The nearest day before this one that lists a paper.
SELECT l.list_date
FROM listing AS l JOIN paper AS p ON p.id = l.paper
WHERE l.list_date < :day AND (p.retired = 0 OR p.merged_into IS NOT NULL)
ORDER BY l.list_date DESC LIMIT 1;

-- name: day_after
-- The nearest day after this one that lists a paper.
SELECT l.list_date
FROM listing AS l JOIN paper AS p ON p.id = l.paper
WHERE l.list_date > :day AND (p.retired = 0 OR p.merged_into IS NOT NULL)
ORDER BY l.list_date LIMIT 1;

-- name: ids
-- Every id that a paper goes by.
SELECT id FROM alias WHERE paper = :key ORDER BY id;

-- name: listings
-- All that sources said of a paper, oldest first.
SELECT source, list_date, observed, rank, upvotes, comments
FROM listing WHERE paper = :key
ORDER BY observed, source, list_date;
