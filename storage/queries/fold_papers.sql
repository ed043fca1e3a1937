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
UPDATE listing SET paper = :into
WHERE paper = :from
  AND NOT EXISTS (SELECT 1 FROM listing AS o
                  WHERE o.paper = :into AND o.source = listing.source AND o.list_date = listing.list_date AND o.observed = listing.observed);

-- name: drop_listings
-- Those that the other had as well.
DELETE FROM listing WHERE paper = :from;

-- name: seen
-- Who has had it: what a channel knows best of the two (posted before reserved before hidden) stays.
INSERT INTO seen (paper, channel, how, digest)
SELECT :into, channel, how, digest FROM seen WHERE paper = :from
ON CONFLICT (paper, channel) DO UPDATE
SET how = CASE WHEN 1 IN (seen.how, excluded.how) THEN 1 WHEN seen.how < excluded.how THEN seen.how ELSE excluded.how END,
    digest = coalesce(seen.digest, excluded.digest);

-- name: drop_seen
-- The rows that were carried over.
DELETE FROM seen WHERE paper = :from;

-- name: told_withdrawn
-- Who was told that it is withdrawn.
UPDATE told_withdrawn SET paper = :into
WHERE paper = :from
  AND NOT EXISTS (SELECT 1 FROM told_withdrawn AS o WHERE o.paper = :into AND o.channel = told_withdrawn.channel);

-- name: drop_told_withdrawn
-- Who was told of both.
DELETE FROM told_withdrawn WHERE paper = :from;

-- name: saved
-- Who saved it.
UPDATE saved SET paper = :into
WHERE paper = :from
  AND NOT EXISTS (SELECT 1 FROM saved AS o WHERE o.paper = :into AND o.channel = saved.channel);

-- name: drop_saved
-- Who had saved both.
DELETE FROM saved WHERE paper = :from;

-- name: discussions
-- Where it has a thread, and the other has none.
UPDATE discussion SET paper = :into
WHERE paper = :from
  AND NOT EXISTS (SELECT 1 FROM discussion AS o WHERE o.paper = :into AND o.channel = discussion.channel);

-- name: drop_discussions
-- Where both had one.
DELETE FROM discussion WHERE paper = :from;

-- name: hidden
-- Who hid it.
UPDATE hidden SET paper = :into
WHERE paper = :from
  AND NOT EXISTS (SELECT 1 FROM hidden AS o WHERE o.paper = :into AND o.channel = hidden.channel);

-- name: drop_hidden
-- Who had hidden both.
DELETE FROM hidden WHERE paper = :from;

-- name: submissions
-- Who submitted it.
UPDATE submission SET paper = :into
WHERE paper = :from
  AND NOT EXISTS (SELECT 1 FROM submission AS o WHERE o.paper = :into AND o.channel = submission.channel);

-- name: drop_submissions
-- Who had submitted both.
DELETE FROM submission WHERE paper = :from;

-- name: votes
-- Who voted for it.
UPDATE vote SET paper = :into
WHERE paper = :from
  AND NOT EXISTS (SELECT 1 FROM vote AS o
                  WHERE o.paper = :into AND o.platform = vote.platform AND o.workspace = vote.workspace AND o.person = vote.person);

-- name: drop_votes
-- Who had voted for both.
DELETE FROM vote WHERE paper = :from;

-- name: recommended
-- What it was recommended for.
UPDATE recommendation SET paper = :into
WHERE paper = :from
  AND NOT EXISTS (SELECT 1 FROM recommendation AS o WHERE o.paper = :into AND o.because = recommendation.because);

-- name: drop_recommended
-- What both were recommended for.
DELETE FROM recommendation WHERE paper = :from;

-- name: because
-- What was recommended for it.
UPDATE recommendation SET because = :into
WHERE because = :from
  AND NOT EXISTS (SELECT 1 FROM recommendation AS o WHERE o.because = :into AND o.paper = recommendation.paper);

-- name: drop_because
-- What was recommended for both, or one for the other.
DELETE FROM recommendation WHERE because = :from OR paper = because;
