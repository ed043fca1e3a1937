-- name: get
-- A request by its number.
SELECT id, address, wish, queries, zone, person, asked, due, tries, channel FROM mail_request WHERE id = :id;

-- name: of_address
-- An address's requests that are not confirmed.
SELECT id, address, wish, queries, zone, person, asked, due, tries, channel
FROM mail_request WHERE address = :address AND channel IS NULL ORDER BY id;

-- name: asked_by
-- For how many addresses somebody asked of late.
SELECT count(DISTINCT address) FROM mail_request WHERE asked >= :since AND person = :person;

-- name: add
-- A new request.
INSERT INTO mail_request (address, wish, queries, zone, person, asked, due, tries, channel)
VALUES (:address, :wish, :queries, :zone, :person, :asked, :due, :tries, :channel)
RETURNING id;

-- name: save
-- A request as it is now.
UPDATE mail_request
SET queries = :queries, zone = :zone, person = :person, asked = :asked, due = :due, tries = :tries
WHERE id = :id;

-- name: due
-- Those whose letter is to be written, the longest waiting first.
SELECT id, address, wish, queries, zone, person, asked, due, tries, channel
FROM mail_request WHERE due IS NOT NULL AND due <= :now ORDER BY due, id LIMIT :limit;

-- name: written
-- A request's letter is written, by whoever is first.
UPDATE mail_request SET due = NULL, tries = tries + 1 WHERE id = :id AND due IS NOT NULL;

-- name: memory
-- What is kept of an address.
SELECT written, letters, ending, reason, ended FROM mail_memory WHERE mark = :mark;

-- name: remember
-- Keep it, replacing what was there.
INSERT INTO mail_memory (mark, written, letters, ending, reason, ended)
VALUES (:mark, :written, :letters, :ending, :reason, :ended)
ON CONFLICT (mark) DO UPDATE
SET written = excluded.written, letters = excluded.letters, ending = excluded.ending, reason = excluded.reason,
    ended = excluded.ended;

-- name: confirmed
-- A request became a channel.
UPDATE mail_request SET channel = :channel, due = NULL WHERE id = :id;

-- name: settled
-- What else was asked for an address that now has its channel.
DELETE FROM mail_request
WHERE channel IS NULL AND due IS NULL AND id <> :id AND address = (SELECT address FROM mail_request WHERE id = :id);

-- name: forget
-- An address's requests, deleted.
DELETE FROM mail_request WHERE address = :address;

-- name: tidy
-- Requests of long ago, whatever became of them.
DELETE FROM mail_request WHERE asked < :before;

-- name: tidy_memory
-- Memories that say no more than that a letter was written long ago.
DELETE FROM mail_memory WHERE ending = '' AND written < :before;
