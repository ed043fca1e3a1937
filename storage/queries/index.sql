-- name: known
-- What the index has of these papers.
SELECT paper, id, digest FROM doc WHERE paper IN (SELECT value FROM json_each(:keys));

-- name: drop_terms
-- Forget rows' terms.
DELETE FROM paper_index WHERE rowid = ?;

-- name: drop_doc
-- Forget rows.
DELETE FROM doc WHERE id = ?;

-- name: drop_topic
-- And where their papers lie.
DELETE FROM topic WHERE paper = ?;

-- name: add_terms
-- Terms of new or changed rows, in ascending order.
INSERT INTO paper_index (rowid, title, abstract, title_forms, abstract_forms, meta) VALUES (?, ?, ?, ?, ?, ?);

-- name: add_doc
-- Rows new or changed.
INSERT INTO doc (id, paper, upvotes, digest, title, forms) VALUES (?, ?, ?, ?, ?, ?);

-- name: add_todo
-- Their words and topics wait.
INSERT OR IGNORE INTO todo (paper) VALUES (?);

-- name: upvotes
-- Only the votes changed.
UPDATE doc SET upvotes = :upvotes WHERE id = :id AND upvotes <> :upvotes;

-- name: fact
-- A fact of the index about itself.
SELECT value FROM fact WHERE name = :name;

-- name: keep_fact
-- Keep it.
INSERT INTO fact (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: size
-- How many papers are indexed.
SELECT count(*) FROM doc;

-- name: todo
-- Papers whose words and topics wait.
SELECT paper FROM todo ORDER BY paper LIMIT :most;

-- name: done
-- They wait no more.
DELETE FROM todo WHERE paper IN (SELECT value FROM json_each(:keys));

-- name: tidy
-- Merge so many pages of the segments that adding left (below 0: of all of them), so that looking up stays quick.
INSERT INTO paper_index (paper_index, rank) VALUES ('merge', :pages);

-- name: terms
-- The terms of these papers.
SELECT d.paper, i.c0, i.c1, i.c2, i.c3 FROM doc AS d JOIN paper_index_content AS i ON i.id = d.id
WHERE d.paper IN (SELECT value FROM json_each(:keys));
