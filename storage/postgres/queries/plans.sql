-- name: still_due
-- Which of these channels are due still, and nobody else's: they are locked until the transaction ends.
SELECT id FROM channel
WHERE id = ANY (ARRAY(SELECT value FROM json_each(:channels))) AND next_due <= :now
ORDER BY id FOR UPDATE SKIP LOCKED;

-- name: before_digests
-- The number before so many new ones, which no other process is given.
SELECT new_digests(:count) - 1;

-- name: go_on
-- When these channels are due again (ANY: in the order of the index, which takes a quarter less than one by one).
UPDATE channel SET next_due = :next_due, last_date = :last_date, pause = :pause, missed = :missed
WHERE id = ANY (ARRAY(SELECT value FROM json_each(:channels)));
