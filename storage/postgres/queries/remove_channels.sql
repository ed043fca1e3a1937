-- name: lists
-- Which lists its people were shown: `<channel>:<person>`.
DELETE FROM note WHERE platform = 'list' AND starts_with(name, CAST(? AS BIGINT) || ':');
