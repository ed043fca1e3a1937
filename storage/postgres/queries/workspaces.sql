-- name: notes
-- Facts of its adapter that name it, as `welcome:T1:C1` does.
DELETE FROM note WHERE platform = :platform AND strpos(':' || name || ':', ':' || :workspace || ':') > 0;

-- name: overwrite
-- PostgreSQL has no such mode: what is deleted is overwritten after the next vacuum.
SELECT 1;

-- name: overwrite_no_more
-- As above.
SELECT 1;
