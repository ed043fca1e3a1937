-- name: sample
-- The terms of so many papers, spread over all.
SELECT title, abstract FROM paper_index
WHERE rowid IN (SELECT id FROM doc ORDER BY (paper * 2654435761) & 4294967295, paper LIMIT :most);

-- name: terms
-- The terms of these papers, from where FTS5 keeps the columns: half the time of asking it.
SELECT d.paper, i.c0, i.c1 FROM doc AS d JOIN paper_index_content AS i ON i.id = d.id
WHERE d.paper IN (SELECT value FROM json_each(:keys));

-- name: vectors
-- Where every paper lies.
SELECT paper, vector FROM topic ORDER BY paper;

-- name: lengths
-- The lengths of these papers' weighted terms.
SELECT paper, length FROM topic WHERE paper IN (SELECT value FROM json_each(:keys));

-- name: place
-- Where papers lie.
INSERT INTO topic (paper, length, vector) VALUES (?, ?, ?)
ON CONFLICT (paper) DO UPDATE SET length = excluded.length, vector = excluded.vector;

-- name: unplaced
-- Papers that have no place yet (all of them after the space was made anew).
SELECT paper FROM doc WHERE paper > :after ORDER BY paper LIMIT :most;
