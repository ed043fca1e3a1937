-- name: waiting
-- Whether papers wait of which the bits know nothing yet.
SELECT 1 FROM todo LIMIT 1;

-- name: block
-- The papers in a block of keys of every common term.
SELECT every.term, c.keys
FROM (SELECT DISTINCT term FROM commonest) AS every
LEFT JOIN commonest AS c ON c.term = every.term AND c.block = :block;

-- name: there
-- The terms alone.
SELECT DISTINCT term FROM commonest;

-- name: bits
-- The papers of one, block by block.
SELECT block, keys FROM commonest WHERE term = :term;

-- name: wanted
-- The terms that so many papers have.
SELECT term FROM term WHERE papers >= :least ORDER BY papers DESC, term LIMIT :most;

-- name: papers
-- The papers that match, by key, as one text.
SELECT group_concat(-rowid & 4294967295) FROM paper_index WHERE paper_index MATCH :match;

-- name: last
-- The greatest key.
SELECT max(paper) FROM doc;

-- name: keep
-- A term's papers in a block.
INSERT INTO commonest (term, block, keys) VALUES (:term, :block, :keys)
ON CONFLICT (term, block) DO UPDATE SET keys = excluded.keys;

-- name: drop
-- A term that is common no more.
DELETE FROM commonest WHERE term = :term;
