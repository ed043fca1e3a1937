-- What happened: polls, faults, changes made by people, events seen once, and small facts.

CREATE TABLE poll (
    source     TEXT    NOT NULL PRIMARY KEY,
    cursor     TEXT    NOT NULL,
    asked      INTEGER,
    fresh      INTEGER,
    note       TEXT    NOT NULL,
    ok         INTEGER NOT NULL,
    not_before INTEGER
) STRICT;

CREATE TABLE fault (
    id     INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    source TEXT    NOT NULL,
    place  TEXT    NOT NULL,
    reason TEXT    NOT NULL,
    UNIQUE (source, place, reason)                   -- the same fault on each poll is one fault
) STRICT;
CREATE INDEX fault_at ON fault (at);

CREATE TABLE audit (
    id        INTEGER PRIMARY KEY,
    at        INTEGER NOT NULL,
    platform  TEXT    NOT NULL,
    workspace TEXT    NOT NULL,
    channel   TEXT    NOT NULL,
    person    TEXT    NOT NULL,
    what      TEXT    NOT NULL
) STRICT;
CREATE INDEX audit_address ON audit (platform, workspace, channel, id);

CREATE TABLE event (
    id TEXT    NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX event_at ON event (at);

CREATE TABLE note (
    platform TEXT NOT NULL,
    name     TEXT NOT NULL,
    value    TEXT NOT NULL,
    PRIMARY KEY (platform, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE fact (                                  -- the database about itself: beat, counters, backup marker
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE secret (
    platform  TEXT NOT NULL,
    workspace TEXT NOT NULL,
    name      TEXT NOT NULL,
    sealed    BLOB NOT NULL,
    PRIMARY KEY (platform, workspace, name)
) STRICT, WITHOUT ROWID;
