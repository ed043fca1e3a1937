-- The full-text index: derived from the papers, in a file of its own, made anew whenever it is not as it should be.

CREATE VIRTUAL TABLE paper_index USING fts5 (
    title, abstract, title_forms, abstract_forms, meta,  -- storage/index/terms.py says what stands in them
    tokenize = "ascii tokenchars '+#.=-_:@&%|/'''"
);
INSERT INTO paper_index (paper_index, rank) VALUES ('automerge', 0);         -- merged at leisure, not while adding
INSERT INTO paper_index (paper_index, rank) VALUES ('hashsize', 16777216);   -- a batch of papers is one segment

CREATE TABLE term (                                  -- every term of titles and abstracts, forms too
    term   TEXT    NOT NULL PRIMARY KEY,
    papers INTEGER NOT NULL                          -- about how many papers have it
) STRICT, WITHOUT ROWID;

CREATE TABLE doc (
    id      INTEGER PRIMARY KEY,                     -- the row in paper_index: the newest has the least
    paper   INTEGER NOT NULL UNIQUE,
    upvotes INTEGER NOT NULL,
    digest  BLOB    NOT NULL,                        -- of what the terms are made of: a new vote re-writes no terms
    title   TEXT    NOT NULL,                        -- its terms once more: thirty to a page, not two, when ranking
    forms   TEXT    NOT NULL
) STRICT;
CREATE INDEX doc_upvotes ON doc (upvotes DESC, id);

CREATE TABLE todo (                                  -- papers that can be found, whose words and topics wait
    paper INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE word (                                  -- words as papers write them
    word     TEXT    NOT NULL,                       -- folded, not stemmed
    spelling TEXT    NOT NULL,
    papers   INTEGER NOT NULL,
    PRIMARY KEY (word, spelling)
) STRICT, WITHOUT ROWID;

CREATE TABLE deletion (                              -- what is left of a word without one of its letters
    rest INTEGER NOT NULL,                           -- a hash
    word TEXT    NOT NULL,
    PRIMARY KEY (rest, word)
) STRICT, WITHOUT ROWID;

CREATE TABLE topic (                                 -- where a paper lies in the space of topics
    paper  INTEGER PRIMARY KEY,
    length REAL    NOT NULL,                         -- of its weighted terms
    vector BLOB    NOT NULL
) STRICT;

CREATE TABLE fact (                                  -- with row ids: some values are of megabytes
    name  TEXT NOT NULL PRIMARY KEY,
    value ANY  NOT NULL
) STRICT;
