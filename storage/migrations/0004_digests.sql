-- Digests, their deliveries, and what each channel has had.

CREATE TABLE digest (
    id         INTEGER PRIMARY KEY,
    channel    INTEGER NOT NULL,                     -- of `channel`; storage/removal.py sees to it that it is there
    local_date TEXT    NOT NULL,
    slot       TEXT    NOT NULL,
    planned    INTEGER NOT NULL,
    picks      TEXT    NOT NULL,                     -- storage/digest_rows.py says how
    counts     TEXT    NOT NULL,
    note       TEXT    NOT NULL,
    UNIQUE (local_date, channel, slot)               -- a night's million rows stay in one place, as those of `seen`
) STRICT;

CREATE VIEW day AS                                   -- every local date that has digests: one seek each
WITH RECURSIVE days (local_date) AS (
    SELECT max(local_date) FROM digest
    UNION ALL
    SELECT (SELECT max(g.local_date) FROM digest AS g WHERE g.local_date < days.local_date)
    FROM days WHERE days.local_date IS NOT NULL
)
SELECT local_date FROM days WHERE local_date IS NOT NULL;

CREATE TABLE seen (                                  -- (paper, channel): a night of a million rows stays in one place
    paper   INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    how     INTEGER NOT NULL,                        -- 0 reserved, 1 posted, 2 hidden
    digest  INTEGER,
    PRIMARY KEY (paper, channel)
) STRICT, WITHOUT ROWID;

CREATE TABLE delivery (
    id          INTEGER PRIMARY KEY,
    digest      INTEGER NOT NULL REFERENCES digest (id) ON DELETE CASCADE,
    channel     INTEGER NOT NULL,
    platform    TEXT    NOT NULL,
    part        INTEGER NOT NULL,
    token       TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    due         INTEGER NOT NULL,                    -- when it should have gone
    ready       INTEGER,                             -- when it may be claimed (due, or a lease's end); NULL: settled
    attempts    INTEGER NOT NULL DEFAULT 0,
    plain       INTEGER NOT NULL DEFAULT 0,
    insisted    INTEGER NOT NULL DEFAULT 0,          -- a person sends it again, however late
    first_tried INTEGER,
    reason      TEXT    NOT NULL DEFAULT '',
    message_id  TEXT,
    link        TEXT,
    settled     INTEGER,
    UNIQUE (digest, part)
) STRICT;
CREATE INDEX delivery_ready ON delivery (platform, ready) WHERE ready IS NOT NULL;
CREATE INDEX delivery_parked ON delivery (settled) WHERE state = 'parked';

CREATE TABLE wait (                                  -- Retry-After outlives a restart; '' means wider than that
    platform  TEXT    NOT NULL,
    workspace TEXT    NOT NULL,
    channel   TEXT    NOT NULL,
    until     INTEGER NOT NULL,
    PRIMARY KEY (platform, workspace, channel)
) STRICT, WITHOUT ROWID;
