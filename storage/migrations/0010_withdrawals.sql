-- When papers were withdrawn, and which channels that had them were told so.

ALTER TABLE paper ADD COLUMN withdrawn_at INTEGER;   -- when Paperboy learnt of it; NULL: it is not withdrawn
UPDATE paper SET withdrawn_at = 0 WHERE withdrawn;   -- so long ago that nobody is told of it any more
CREATE INDEX paper_withdrawn ON paper (withdrawn_at) WHERE withdrawn_at IS NOT NULL;

CREATE TABLE told_withdrawn (
    paper   INTEGER NOT NULL REFERENCES paper (id),
    channel INTEGER NOT NULL REFERENCES channel (id) ON DELETE CASCADE,
    digest  INTEGER NOT NULL,                        -- that said so
    PRIMARY KEY (paper, channel)
) STRICT, WITHOUT ROWID;
CREATE INDEX told_withdrawn_channel ON told_withdrawn (channel);
