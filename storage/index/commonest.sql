-- The commonest terms of a large library; storage/index/commonest.py says how their papers are written.

CREATE TABLE commonest (
    term  TEXT    NOT NULL,
    block INTEGER NOT NULL,                          -- of keys: new papers are in the last one
    keys  BLOB    NOT NULL,
    PRIMARY KEY (term, block)
) STRICT;
