-- Papers that are like ones that channels saved.

CREATE TABLE recommendation (
    paper   INTEGER NOT NULL REFERENCES paper (id),
    because INTEGER NOT NULL REFERENCES paper (id),   -- that somebody saved
    at      INTEGER NOT NULL,                         -- when it was said last
    PRIMARY KEY (because, paper)
) STRICT, WITHOUT ROWID;
CREATE INDEX recommendation_paper ON recommendation (paper);
CREATE INDEX recommendation_at ON recommendation (at);
