-- Two words that stand next to each other in a title or an abstract, as one term; storage/index/pairs.py says why.

CREATE VIRTUAL TABLE pair USING fts5 (
    words,
    content = '', detail = none,                     -- which papers have a pair, by key: neither texts nor places
    tokenize = "ascii tokenchars '+#.=-_:@&%|/'''"
);
INSERT INTO pair (pair, rank) VALUES ('hashsize', 16777216);
