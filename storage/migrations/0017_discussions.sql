-- Threads that were opened on papers, so that each paper has one in a channel.

CREATE TABLE discussion (
    channel INTEGER NOT NULL REFERENCES channel (id) ON DELETE CASCADE,
    paper   INTEGER NOT NULL REFERENCES paper (id),
    tried   INTEGER NOT NULL,                        -- when somebody last began to open it
    link    TEXT,                                    -- NULL: it is not known to be open
    PRIMARY KEY (channel, paper)
) STRICT, WITHOUT ROWID;
CREATE INDEX discussion_paper ON discussion (paper);
