-- Channels, what they subscribe to, and what their teams remember.

CREATE TABLE workspace (                             -- only the dead ones have a row
    platform  TEXT NOT NULL,
    workspace TEXT NOT NULL,
    reason    TEXT NOT NULL,
    delete_at INTEGER,
    PRIMARY KEY (platform, workspace)
) STRICT, WITHOUT ROWID;

CREATE TABLE channel (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used twice: seen rows remember it
    platform     TEXT    NOT NULL,
    workspace    TEXT    NOT NULL,
    channel      TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    since        TEXT    NOT NULL,
    schedule     TEXT    NOT NULL,                   -- storage/channel_rows.py says how these are written
    settings     TEXT    NOT NULL,
    pause        TEXT    NOT NULL,
    owner        TEXT    NOT NULL,
    next_due     INTEGER,
    last_date    TEXT,
    UNIQUE (platform, workspace, channel)
) STRICT;
CREATE INDEX channel_due ON channel (next_due) WHERE next_due IS NOT NULL;

CREATE TABLE query (                                 -- a million channels share a few thousand texts
    id   INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE subscription (
    channel  INTEGER NOT NULL REFERENCES channel (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,                       -- ascends in the order added, with gaps after removals
    query    INTEGER NOT NULL REFERENCES query (id),
    added    INTEGER NOT NULL,
    person   TEXT    NOT NULL,
    PRIMARY KEY (channel, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE saved (
    channel INTEGER NOT NULL REFERENCES channel (id) ON DELETE CASCADE,
    paper   INTEGER NOT NULL REFERENCES paper (id),
    person  TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (channel, paper)
) STRICT, WITHOUT ROWID;
CREATE INDEX saved_paper ON saved (paper);

CREATE TABLE hidden (
    channel INTEGER NOT NULL REFERENCES channel (id) ON DELETE CASCADE,
    paper   INTEGER NOT NULL REFERENCES paper (id),
    person  TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (channel, paper)
) STRICT, WITHOUT ROWID;
CREATE INDEX hidden_paper ON hidden (paper);

CREATE TABLE submission (
    channel INTEGER NOT NULL REFERENCES channel (id) ON DELETE CASCADE,
    paper   INTEGER NOT NULL REFERENCES paper (id),
    person  TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (channel, paper)
) STRICT, WITHOUT ROWID;
CREATE INDEX submission_at ON submission (at);
CREATE INDEX submission_paper ON submission (paper);

CREATE TABLE vote (
    platform  TEXT    NOT NULL,
    workspace TEXT    NOT NULL,
    paper     INTEGER NOT NULL REFERENCES paper (id),
    person    TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    PRIMARY KEY (platform, workspace, paper, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX vote_paper ON vote (paper);
