-- Which code still works on these tables: what knows this step or a later one. A step that takes something away raises
-- it, in the same transaction, to the first one whose code no longer used that: `UPDATE paperboy SET oldest = …`.

ALTER TABLE paperboy ADD COLUMN oldest BIGINT NOT NULL DEFAULT 13;
