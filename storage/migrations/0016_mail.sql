-- E-mail: who is to be asked before papers are sent, and which addresses nothing is written to.

CREATE TABLE mail_request (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,   -- never used twice: links in letters name it
    address TEXT    NOT NULL,
    wish    TEXT    NOT NULL,
    queries TEXT    NOT NULL,                    -- JSON
    zone    TEXT    NOT NULL,
    person  TEXT    NOT NULL,                    -- platform:workspace:person of whoever asked, '' on the page
    asked   INTEGER NOT NULL,
    due     INTEGER,                             -- when its letter is to be written; NULL once it is
    tries   INTEGER NOT NULL,
    channel INTEGER                              -- what it became
) STRICT;
CREATE INDEX mail_request_address ON mail_request (address);
CREATE INDEX mail_request_due ON mail_request (due) WHERE due IS NOT NULL;
CREATE INDEX mail_request_asked ON mail_request (asked);

CREATE TABLE mail_memory (
    mark    TEXT    PRIMARY KEY,                 -- a keyed digest of the address
    written INTEGER,
    letters INTEGER NOT NULL,
    ending  TEXT    NOT NULL,
    reason  TEXT    NOT NULL,
    ended   INTEGER
) STRICT, WITHOUT ROWID;
