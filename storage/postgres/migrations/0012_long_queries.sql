-- A query may be longer than a B-tree takes (2.7 kB: 2,000 characters of Chinese): a hash index takes any, and as it
-- excludes what is equal, a text is kept once all the same.

ALTER TABLE query ADD CONSTRAINT query_text_once EXCLUDE USING hash (text WITH =); -- as strict as before
ALTER TABLE query DROP CONSTRAINT query_text_key;
