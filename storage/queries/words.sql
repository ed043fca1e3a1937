-- name: count
-- Words met in papers, as they were written.
INSERT INTO word (word, spelling, papers) VALUES (?, ?, ?)
ON CONFLICT (word, spelling) DO UPDATE SET papers = papers + excluded.papers;

-- name: known
-- Those of these words that have been met before.
SELECT DISTINCT word FROM word WHERE word IN (SELECT value FROM json_each(:words));

-- name: add_deletion
-- What is left of a word without one of its letters.
INSERT OR IGNORE INTO deletion (rest, word) VALUES (?, ?);

-- name: complete
-- The commonest words in a range, each in its commonest spelling (SQLite takes it from the row with the maximum).
SELECT spelling, max(papers) FROM word
WHERE word >= :first AND word < :last
GROUP BY word
ORDER BY sum(papers) DESC, word
LIMIT :most;

-- name: papers
-- How many papers have each of these words.
SELECT word, sum(papers) FROM word WHERE word IN (SELECT value FROM json_each(:words)) GROUP BY word;

-- name: close
-- Words that share a deletion, with the papers that have them.
SELECT word, sum(papers) FROM word
WHERE word IN (SELECT word FROM deletion WHERE rest IN (SELECT value FROM json_each(:rests)))
GROUP BY word;
