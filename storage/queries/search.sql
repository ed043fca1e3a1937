-- name: newest
-- The newest matches; stops as soon as it has enough.
SELECT rowid FROM paper_index
WHERE paper_index MATCH :match AND (rowid & 4294967295) <= :before AND 1 /* where */
ORDER BY rowid DESC LIMIT :most;

-- name: titles
-- The titles of these rows alone.
SELECT id, title, forms FROM doc WHERE id IN (SELECT value FROM json_each(:rows));

-- name: rows
-- The terms of these rows.
SELECT id, c0, c2, c1, c3 FROM paper_index_content  -- where FTS5 keeps the columns: half the time of asking it
WHERE id IN (SELECT value FROM json_each(:rows));

-- name: browse
-- The newest that satisfy a condition without text.
SELECT id FROM doc WHERE (id & 4294967295) <= :before AND 1 /* where */ ORDER BY id DESC LIMIT :most;

-- name: most_upvoted
-- The most upvoted that satisfy a condition.
SELECT id FROM doc WHERE (id & 4294967295) <= :before AND 1 /* where */ ORDER BY upvotes DESC, id DESC LIMIT :most;
