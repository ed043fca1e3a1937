-- name: waiting
-- Whether papers wait of which the bits know nothing yet.
SELECT 1 FROM todo LIMIT 1;

-- name: all
-- Every common term with its papers.
SELECT term, keys FROM commonest;

-- name: there
-- The terms alone.
SELECT term FROM commonest;

-- name: bits
-- The papers of one.
SELECT keys FROM commonest WHERE term = :term;

-- name: wanted
-- The terms that so many papers have.
SELECT term FROM term WHERE papers >= :least ORDER BY papers DESC, term LIMIT :most;

-- name: papers
-- The papers that match, by key.
SELECT -rowid & 4294967295 FROM paper_index WHERE paper_index MATCH :match;

-- name: keep
-- A term's papers.
INSERT INTO commonest (term, keys) VALUES (:term, :keys) ON CONFLICT (term) DO UPDATE SET keys = excluded.keys;

-- name: drop
-- A term that is common no more.
DELETE FROM commonest WHERE term = :term;
