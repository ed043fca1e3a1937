-- name: columns
-- A table's columns.
SELECT name FROM pragma_table_info(:table);

-- name: last_number
-- The greatest id that a table ever gave.
SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = :table;

-- name: go_on_after
-- A table's next id is greater than that.
UPDATE sqlite_sequence SET seq = CASE WHEN seq < :last THEN :last ELSE seq END WHERE name = :table;

-- name: secrets
-- Whose secrets there are, and what they are called.
SELECT platform, workspace, name FROM secret ORDER BY platform, workspace, name;
