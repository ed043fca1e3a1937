-- Papers, the ids they go by, and what sources said of them over time.
-- Instants are whole microseconds since 1970 (UTC); dates are ISO text; lists are JSON text.

CREATE TABLE paper (
    id           INTEGER PRIMARY KEY,                -- never deleted, so never used twice
    canonical    TEXT    NOT NULL UNIQUE,
    title        TEXT    NOT NULL,
    url          TEXT    NOT NULL,
    abstract     TEXT    NOT NULL,
    authors      TEXT    NOT NULL,
    published    TEXT,
    tldr         TEXT    NOT NULL,
    categories   TEXT    NOT NULL,
    keywords     TEXT    NOT NULL,
    organization TEXT    NOT NULL,
    code_url     TEXT    NOT NULL,
    stars        INTEGER NOT NULL,
    withdrawn    INTEGER NOT NULL,
    title_key    TEXT    NOT NULL,                   -- bot.identity's form of the title, for look-alikes
    added        INTEGER NOT NULL,
    revision     INTEGER NOT NULL,                   -- ascends with every change, so that an index can catch up
    merged_into  INTEGER REFERENCES paper (id),      -- turned out to be that paper: a signpost, no paper any more
    first_listed TEXT,                               -- from here on: what the listings add up to
    last_listed  TEXT,
    upvotes      INTEGER NOT NULL DEFAULT 0,
    velocity     REAL    NOT NULL DEFAULT 0,
    comments     INTEGER NOT NULL DEFAULT 0,
    sources      TEXT    NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX paper_title_key ON paper (title_key);
CREATE INDEX paper_last_listed ON paper (last_listed);
CREATE INDEX paper_revision ON paper (revision);
CREATE INDEX paper_merged ON paper (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE alias (
    id    TEXT    NOT NULL PRIMARY KEY,
    paper INTEGER NOT NULL REFERENCES paper (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX alias_paper ON alias (paper);

CREATE TABLE listing (
    paper     INTEGER NOT NULL REFERENCES paper (id),
    source    TEXT    NOT NULL,
    list_date TEXT    NOT NULL,
    observed  INTEGER NOT NULL,
    rank      INTEGER NOT NULL,
    upvotes   INTEGER NOT NULL,
    comments  INTEGER NOT NULL,
    PRIMARY KEY (paper, source, list_date, observed)
) STRICT, WITHOUT ROWID;
CREATE INDEX listing_date ON listing (list_date, paper);

CREATE VIEW candidate AS                             -- the columns of bot.paper.Candidate, in order
SELECT id, canonical, title, url, abstract, authors, published, tldr, categories, keywords, organization, code_url,
       stars, withdrawn, coalesce(first_listed, date(added / 1000000, 'unixepoch')) AS first_listed,
       coalesce(last_listed, date(added / 1000000, 'unixepoch')) AS last_listed, upvotes, velocity, comments, sources,
       added
FROM paper WHERE merged_into IS NULL;
