-- What a channel's times were before they were put right: a clock that was set back may be set right again.

CREATE TABLE time_before (
    channel   INTEGER NOT NULL PRIMARY KEY REFERENCES channel (id) ON DELETE CASCADE,
    schedule  TEXT    NOT NULL,
    pause     TEXT    NOT NULL,
    next_due  INTEGER,
    last_date TEXT,
    since     TEXT    NOT NULL,
    missed    TEXT
) STRICT;
