-- Whoever is promised a post hears what it waits for.

ALTER TABLE wait ADD COLUMN reason TEXT NOT NULL DEFAULT '';
