-- name: add
-- A paper's pairs.
INSERT INTO pair (rowid, words) VALUES (?, ?);

-- name: drop
-- Forget them; they must be the same as were added.
INSERT INTO pair (pair, rowid, words) VALUES ('delete', ?, ?);

-- name: without
-- The texts of those of these papers that have no pairs yet.
SELECT d.paper, t.c0, t.c1 FROM doc AS d JOIN paper_index_content AS t ON t.id = d.id
WHERE d.paper IN (SELECT value FROM json_each(:keys)) AND d.paper NOT IN (SELECT id FROM pair_docsize)
ORDER BY d.paper;

-- name: with
-- The texts of those of these papers that have pairs.
SELECT d.paper, t.c0, t.c1 FROM json_each(:keys) AS asked
JOIN pair_docsize AS there ON there.id = asked.value
JOIN doc AS d ON d.paper = there.id
JOIN paper_index_content AS t ON t.id = d.id;

-- name: after
-- The next papers.
SELECT paper FROM doc WHERE paper > :key ORDER BY paper LIMIT :most;

-- name: papers
-- The papers that have the pairs, no more than so many, as one text.
SELECT group_concat(rowid) FROM (SELECT rowid FROM pair WHERE pair MATCH :match LIMIT :most);
