-- Papers, the ids they go by, and what sources said of them over time.
-- Instants are whole microseconds since 1970 (UTC); dates are ISO text; lists are JSON text. 
-- Text is compared byte by byte, as SQLite does, whatever the database's own order of words is.

CREATE TABLE paperboy (                                            -- whose tables these are, and of which version
    version BIGINT NOT NULL
);
INSERT INTO paperboy VALUES (0);

CREATE FUNCTION utc_date (instant BIGINT) RETURNS TEXT LANGUAGE SQL IMMUTABLE PARALLEL SAFE
RETURN to_char(to_timestamp(instant / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD') COLLATE "C";

CREATE TABLE paper (
    id           BIGINT           PRIMARY KEY,                     -- never deleted, so never used twice
    canonical    TEXT COLLATE "C" NOT NULL UNIQUE,
    title        TEXT COLLATE "C" NOT NULL,
    url          TEXT COLLATE "C" NOT NULL,
    abstract     TEXT COLLATE "C" NOT NULL,
    authors      TEXT COLLATE "C" NOT NULL,
    published    TEXT COLLATE "C",
    tldr         TEXT COLLATE "C" NOT NULL,
    categories   TEXT COLLATE "C" NOT NULL,
    keywords     TEXT COLLATE "C" NOT NULL,
    organization TEXT COLLATE "C" NOT NULL,
    code_url     TEXT COLLATE "C" NOT NULL,
    stars        BIGINT           NOT NULL,
    withdrawn    BIGINT           NOT NULL,
    title_key    TEXT COLLATE "C" NOT NULL,                        -- bot.papers.identity has this form of the title, for look-alikes
    added        BIGINT           NOT NULL,
    revision     BIGINT           NOT NULL,                        -- ascends with every change, so that an index can catch up
    merged_into  BIGINT           REFERENCES paper (id),           -- turned out to be that paper: a signpost, no paper any more
    first_listed TEXT COLLATE "C",                                 -- from here on: what the listings add up to
    last_listed  TEXT COLLATE "C",
    upvotes      BIGINT           NOT NULL DEFAULT 0,
    velocity     DOUBLE PRECISION NOT NULL DEFAULT 0,
    comments     BIGINT           NOT NULL DEFAULT 0,
    sources      TEXT COLLATE "C" NOT NULL DEFAULT '[]',
    described_by TEXT COLLATE "C" NOT NULL DEFAULT '',
    retired      BIGINT           NOT NULL DEFAULT 0,
    withdrawn_at BIGINT
);
CREATE INDEX paper_title_key ON paper USING hash (title_key);  -- titles may be longer than a B-tree takes
CREATE INDEX paper_last_listed ON paper (last_listed);
CREATE INDEX paper_revision ON paper (revision);
CREATE INDEX paper_merged ON paper (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX paper_retired ON paper (retired) WHERE retired = 1 AND merged_into IS NULL;
CREATE INDEX paper_withdrawn ON paper (withdrawn_at) WHERE withdrawn_at IS NOT NULL;

CREATE TABLE alias (
    id    TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    paper BIGINT           NOT NULL REFERENCES paper (id)
);
CREATE INDEX alias_paper ON alias (paper);

CREATE TABLE listing (
    paper     BIGINT           NOT NULL REFERENCES paper (id),
    source    TEXT COLLATE "C" NOT NULL,
    list_date TEXT COLLATE "C" NOT NULL,
    observed  BIGINT           NOT NULL,
    rank      BIGINT           NOT NULL,
    upvotes   BIGINT           NOT NULL,
    comments  BIGINT           NOT NULL,
    PRIMARY KEY (paper, source, list_date, observed)
);
CREATE INDEX listing_date ON listing (list_date, paper);

CREATE TABLE recommendation (
    paper   BIGINT NOT NULL REFERENCES paper (id),
    because BIGINT NOT NULL REFERENCES paper (id),                 -- that somebody saved
    at      BIGINT NOT NULL,                                       -- when it was said last
    PRIMARY KEY (because, paper)
);
CREATE INDEX recommendation_paper ON recommendation (paper);
CREATE INDEX recommendation_at ON recommendation (at);

CREATE VIEW candidate AS                             -- the columns of bot.model.paper.Candidate, in order
SELECT id, canonical, title, url, abstract, authors, published, tldr, categories, keywords, organization, code_url,
       stars, withdrawn, coalesce(first_listed, utc_date(added)) AS first_listed,
       coalesce(last_listed, utc_date(added)) AS last_listed, upvotes, velocity, comments, sources, added,
       described_by
FROM paper WHERE merged_into IS NULL;
