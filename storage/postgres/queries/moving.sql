-- name: columns
-- A table's columns.
SELECT column_name::TEXT FROM information_schema.columns
WHERE table_schema = current_schema() AND table_name = CAST(:table AS TEXT);

-- name: last_number
-- The greatest id that a table ever gave.
SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence(CAST(:table AS TEXT), 'id')::regclass), 0);

-- name: go_on_after
-- A table's next id is greater than that.
SELECT setval(pg_get_serial_sequence(CAST(:table AS TEXT), 'id'), CAST(:last AS BIGINT));
