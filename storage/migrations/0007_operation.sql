-- Since when a source does not answer, and what a channel missed.

ALTER TABLE poll ADD COLUMN answered INTEGER;        -- when it last answered, with new papers or without
ALTER TABLE poll ADD COLUMN failing INTEGER;         -- since when it does not; NULL: it does
UPDATE poll SET answered = CASE WHEN ok THEN asked ELSE fresh END, failing = CASE WHEN ok THEN NULL ELSE asked END;

ALTER TABLE channel ADD COLUMN missed TEXT;          -- the first local date since its last digest that had none
