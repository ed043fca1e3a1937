-- name: newest
-- The newest matches; stops as soon as it has enough.
SELECT rowid FROM paper_index
WHERE paper_index MATCH :match AND (-rowid & 4294967295) <= :before AND 1 /* where */
ORDER BY rowid LIMIT :most;

-- name: next
-- The newest matches after a row, as one text: a row at a time, handing them over takes longer than finding them.
SELECT group_concat(rowid) FROM (
    SELECT rowid FROM paper_index
    WHERE paper_index MATCH :match AND rowid > :after AND (-rowid & 4294967295) <= :before
    ORDER BY rowid LIMIT :most);

-- name: newest_of_keys
-- The newest of these papers.
SELECT id FROM doc
WHERE paper IN (SELECT value FROM json_each(:keys)) AND (-id & 4294967295) <= :before
ORDER BY id LIMIT :most;

-- name: satisfying
-- How many rows satisfy a condition, counted no further than wanted.
SELECT count(*) FROM (SELECT 1 FROM doc WHERE 1 /* where */ LIMIT :most);

-- name: newest_of_few
-- The newest matches among the rows that satisfy a condition.
SELECT p.rowid
FROM (SELECT doc.id FROM doc WHERE (-doc.id & 4294967295) <= :before AND 1 /* where */) AS few
CROSS JOIN paper_index AS p ON p.rowid = few.id
WHERE p.paper_index MATCH :match
ORDER BY p.rowid LIMIT :most;

-- name: titles
-- The titles of these rows alone.
SELECT d.id, d.title, d.forms FROM json_each(:rows) AS asked CROSS JOIN doc AS d ON d.id = asked.value;

-- name: rows
-- The terms of these rows, from where FTS5 keeps the columns: half the time of asking it.
SELECT t.id, t.c0, t.c2, t.c1, t.c3
FROM json_each(:rows) AS asked
CROSS JOIN paper_index_content AS t ON t.id = asked.value;

-- name: texts
-- All columns of these rows; the last has no space behind it.
SELECT t.id, t.c0, t.c1, t.c2, t.c3, t.c4 || ' '
FROM json_each(:rows) AS asked
CROSS JOIN paper_index_content AS t ON t.id = asked.value;

-- name: browse
-- The newest that satisfy a condition without text.
SELECT id FROM doc WHERE (-id & 4294967295) <= :before AND 1 /* where */ ORDER BY id LIMIT :most;

-- name: browse_few
-- The same where few do (the plus: by the condition's index, then sorted).
SELECT id FROM doc WHERE (-id & 4294967295) <= :before AND 1 /* where */ ORDER BY +id LIMIT :most;

-- name: most_upvoted
-- The most upvoted that satisfy a condition.
SELECT id FROM doc WHERE (-id & 4294967295) <= :before AND 1 /* where */ ORDER BY upvotes DESC, id LIMIT :most;
