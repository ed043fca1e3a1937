-- Whose words a paper's title, abstract, authors and link are: a source of lower standing never replaces them.

ALTER TABLE paper ADD COLUMN described_by TEXT NOT NULL DEFAULT '';
UPDATE paper SET described_by = CASE                 -- the best of those that listed it, as bot.papers.standing has it
    WHEN sources LIKE '%"arxiv"%' THEN 'arxiv'
    WHEN sources LIKE '%"huggingface"%' THEN 'huggingface'
    WHEN sources LIKE '%"file"%' OR sources LIKE '%"community"%' THEN 'file'
    WHEN sources LIKE '%"rss"%' THEN 'rss'
    ELSE ''
END;

DROP VIEW candidate;
CREATE VIEW candidate AS                             -- the columns of bot.model.paper.Candidate, in order
SELECT id, canonical, title, url, abstract, authors, published, tldr, categories, keywords, organization, code_url,
       stars, withdrawn, coalesce(first_listed, date(added / 1000000, 'unixepoch')) AS first_listed,
       coalesce(last_listed, date(added / 1000000, 'unixepoch')) AS last_listed, upvotes, velocity, comments, sources,
       added, described_by
FROM paper WHERE merged_into IS NULL;
