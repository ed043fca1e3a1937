-- Threads that were opened on papers, so that each paper has one in a channel.

CREATE TABLE discussion (
    channel BIGINT           NOT NULL REFERENCES channel (id) ON DELETE CASCADE,
    paper   BIGINT           NOT NULL REFERENCES paper (id),
    tried   BIGINT           NOT NULL,                             -- when somebody last began to open it
    link    TEXT COLLATE "C",                                      -- NULL: it is not known to be open
    PRIMARY KEY (channel, paper)
);
CREATE INDEX discussion_paper ON discussion (paper);
