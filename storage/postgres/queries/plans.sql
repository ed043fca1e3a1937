-- name: still_due
-- Which of these channels are due still, and nobody else's: they are locked until the transaction ends.
SELECT id FROM channel
WHERE id IN (SELECT value FROM json_each(:channels)) AND next_due <= :now
ORDER BY id FOR UPDATE SKIP LOCKED;

-- name: before_digests
-- The number before so many new ones, which no other process is given.
SELECT new_digests(:count) - 1;
