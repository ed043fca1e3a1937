-- name: aliases
-- Which papers these ids belong to.
SELECT a.id, a.paper FROM json_each(:ids) AS asked JOIN alias AS a ON a.id = asked.value;

-- name: alike
-- Papers whose titles have these keys.
SELECT p.title_key, p.id
FROM json_each(:title_keys) AS asked JOIN paper AS p ON p.title_key = asked.value
WHERE p.merged_into IS NULL
ORDER BY p.id;

-- name: last_key
-- The greatest key and revision given so far.
SELECT coalesce(max(id), 0), coalesce(max(revision), 0) FROM paper;

-- name: insert
-- A new paper.
INSERT INTO paper (id, canonical, title, url, abstract, authors, published, tldr, categories, keywords, organization,
                   code_url, stars, withdrawn, described_by, title_key, added, revision)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: update
-- A paper as known after another sight.
UPDATE paper
SET canonical = ?, title = ?, url = ?, abstract = ?, authors = ?, published = ?, tldr = ?, categories = ?,
    keywords = ?, organization = ?, code_url = ?, stars = ?, withdrawn = ?, described_by = ?,
    title_key = ?, revision = ?
WHERE id = ?;

-- name: withdraw
-- When a known paper was found withdrawn.
UPDATE paper SET withdrawn_at = :now
WHERE withdrawn = 1 AND withdrawn_at IS NULL AND id IN (SELECT value FROM json_each(:keys));

-- name: add_alias
-- An id that a paper goes by.
INSERT INTO alias (id, paper) VALUES (?, ?) ON CONFLICT DO NOTHING;

-- name: recommend
-- A paper is like one that somebody saved; said again, it is new again.
INSERT INTO recommendation (paper, because, at) VALUES (?, ?, ?)
ON CONFLICT (because, paper) DO UPDATE SET at = excluded.at;

-- name: listings
-- All that sources said of these papers, oldest first.
SELECT l.paper, l.source, l.list_date, l.observed, l.rank, l.upvotes, l.comments
FROM json_each(:keys) AS asked JOIN listing AS l ON l.paper = asked.value
ORDER BY l.paper, l.source, l.list_date, l.observed;

-- name: add_listing
-- An observation.
INSERT INTO listing (paper, source, list_date, observed, rank, upvotes, comments) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (paper, source, list_date, observed)
DO UPDATE SET rank = excluded.rank, upvotes = excluded.upvotes, comments = excluded.comments;

-- name: drop_listing
-- An observation that a newer one of the same hour replaces.
DELETE FROM listing WHERE paper = ? AND source = ? AND list_date = ? AND observed = ?;

-- name: signals
-- What a paper's listings add up to; new votes, a new source or list date are changes that an index wants to know of.
UPDATE paper
SET revision = CASE
        WHEN sources = :sources AND upvotes = :upvotes
            AND first_listed IS :first_listed AND last_listed IS :last_listed THEN revision
        ELSE :revision
    END,
    first_listed = :first_listed, last_listed = :last_listed, upvotes = :upvotes, velocity = :velocity,
    comments = :comments, sources = :sources,
    retired = CASE WHEN :sources = '["sample"]' THEN retired ELSE 0 END
WHERE id = :id;

-- name: poll
-- How asking a source went.
INSERT INTO poll (source, cursor, asked, fresh, note, ok, not_before, answered, failing)
VALUES (:source, :cursor, :asked, :fresh, :note, :ok, :not_before, :answered, :failing)
ON CONFLICT (source) DO UPDATE
SET cursor = CASE WHEN excluded.cursor <> '' THEN excluded.cursor ELSE poll.cursor END, asked = excluded.asked,
    fresh = coalesce(excluded.fresh, poll.fresh), note = excluded.note, ok = excluded.ok,
    not_before = excluded.not_before, answered = coalesce(excluded.answered, poll.answered),
    failing = CASE WHEN excluded.ok = 1 THEN NULL ELSE coalesce(poll.failing, excluded.failing) END;

-- name: fault
-- Something that could not be read; the same again only renews its time.
INSERT INTO fault (at, source, place, reason) VALUES (?, ?, ?, ?)
ON CONFLICT (source, place, reason) DO UPDATE SET at = excluded.at;

-- name: trim_faults
-- Only the newest faults are kept.
DELETE FROM fault WHERE id NOT IN (SELECT id FROM fault ORDER BY at DESC, id DESC LIMIT :keep);

-- name: sample_serves
-- The bundled sample is among the papers.
INSERT INTO fact (name, value) VALUES ('sample', 'serves') ON CONFLICT (name) DO NOTHING;

-- name: sample_served
-- It is not needed any longer; a row goes if it was there.
DELETE FROM fact WHERE name = 'sample';

-- name: retire_sample
-- Papers that nothing but the sample has listed are no candidates and not found any more.
UPDATE paper SET retired = 1, revision = (SELECT max(revision) FROM paper) + id
WHERE sources = '["sample"]' AND merged_into IS NULL AND retired = 0;
