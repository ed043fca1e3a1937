-- name: meet
-- Terms that are in the index.
INSERT OR IGNORE INTO term (term, papers) SELECT value, 0 FROM json_each(:terms);

-- name: count
-- How many more papers have a term.
INSERT INTO term (term, papers) VALUES (?, ?) ON CONFLICT (term) DO UPDATE SET papers = papers + excluded.papers;

-- name: papers
-- How many papers have each of these terms.
SELECT term, papers FROM term WHERE term IN (SELECT value FROM json_each(:terms));

-- name: beginning
-- The terms in a range, with how many papers have them.
SELECT term, papers FROM term WHERE term >= :first AND term < :last;
