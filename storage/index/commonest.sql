-- The commonest terms of a large library; storage/index/commonest.py says how their papers are written.

CREATE TABLE commonest (
    term TEXT NOT NULL PRIMARY KEY,
    keys BLOB NOT NULL
) STRICT;
