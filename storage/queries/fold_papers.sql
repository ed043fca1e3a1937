-- name: free_canonical
-- The folded paper gives up its id, which the other may take.
UPDATE paper SET canonical = 'merged:' || id WHERE id = :from;

-- name: signpost
-- The folded paper leads to the other from now on.
UPDATE paper
SET merged_into = :into, revision = :revision, title_key = '', first_listed = NULL, last_listed = NULL
WHERE id = :from;

-- name: signposts
-- What led to the folded paper leads to the other.
UPDATE paper SET merged_into = :into WHERE merged_into = :from;

-- name: aliases
-- Its ids.
UPDATE alias SET paper = :into WHERE paper = :from;

-- name: listings
-- Its listings, where the other has none of the same moment.
UPDATE OR IGNORE listing SET paper = :into WHERE paper = :from;

-- name: drop_listings
-- Those that the other had as well.
DELETE FROM listing WHERE paper = :from;

-- name: seen
-- Who has had it: what a channel knows best of the two (posted before reserved before hidden) stays.
INSERT INTO seen (paper, channel, how, digest)
SELECT :into, channel, how, digest FROM seen WHERE paper = :from
ON CONFLICT (paper, channel) DO UPDATE
SET how = CASE WHEN 1 IN (seen.how, excluded.how) THEN 1 ELSE min(seen.how, excluded.how) END,
    digest = coalesce(seen.digest, excluded.digest);

-- name: drop_seen
-- The rows that were carried over.
DELETE FROM seen WHERE paper = :from;

-- name: told_withdrawn
-- Who was told that it is withdrawn.
UPDATE OR IGNORE told_withdrawn SET paper = :into WHERE paper = :from;

-- name: drop_told_withdrawn
-- Who was told of both.
DELETE FROM told_withdrawn WHERE paper = :from;

-- name: saved
-- Who saved it.
UPDATE OR IGNORE saved SET paper = :into WHERE paper = :from;

-- name: drop_saved
-- Who had saved both.
DELETE FROM saved WHERE paper = :from;

-- name: hidden
-- Who hid it.
UPDATE OR IGNORE hidden SET paper = :into WHERE paper = :from;

-- name: drop_hidden
-- Who had hidden both.
DELETE FROM hidden WHERE paper = :from;

-- name: submissions
-- Who submitted it.
UPDATE OR IGNORE submission SET paper = :into WHERE paper = :from;

-- name: drop_submissions
-- Who had submitted both.
DELETE FROM submission WHERE paper = :from;

-- name: votes
-- Who voted for it.
UPDATE OR IGNORE vote SET paper = :into WHERE paper = :from;

-- name: drop_votes
-- Who had voted for both.
DELETE FROM vote WHERE paper = :from;

-- name: recommended
-- What it was recommended for.
UPDATE OR IGNORE recommendation SET paper = :into WHERE paper = :from;

-- name: drop_recommended
-- What both were recommended for.
DELETE FROM recommendation WHERE paper = :from;

-- name: because
-- What was recommended for it.
UPDATE OR IGNORE recommendation SET because = :into WHERE because = :from;

-- name: drop_because
-- What was recommended for both, or one for the other.
DELETE FROM recommendation WHERE because = :from OR paper = because;
