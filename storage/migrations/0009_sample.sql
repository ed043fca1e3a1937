-- The bundled sample serves until a real source has papers; then its papers are retired: no candidates, not found.

ALTER TABLE paper ADD COLUMN retired INTEGER NOT NULL DEFAULT 0;
CREATE INDEX paper_retired ON paper (retired) WHERE retired = 1 AND merged_into IS NULL;

UPDATE paper SET retired = 1, revision = (SELECT max(revision) FROM paper) + id
WHERE sources = '["sample"]' AND merged_into IS NULL
    AND EXISTS (SELECT 1 FROM poll WHERE source <> 'sample' AND fresh IS NOT NULL);

INSERT INTO fact (name, value)                       -- it still serves
SELECT 'sample', 'serves' WHERE EXISTS (SELECT 1 FROM paper WHERE sources = '["sample"]' AND retired = 0);
