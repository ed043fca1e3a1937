-- name: newest
-- The newest list date, and when a paper was learned of last.
SELECT (SELECT max(last_listed) FROM paper), (SELECT max(added) FROM paper);

-- name: park
-- Nothing that waits goes out by itself.
UPDATE delivery SET state = 'parked', reason = :reason, ready = NULL, settled = :now WHERE ready IS NOT NULL;

-- name: overdue_or_earlier
-- Channels that are overdue or whose papers begin before that date.
SELECT id, platform, workspace, channel, name, since, schedule, settings, pause, owner, next_due, last_date
FROM channel WHERE since < :since OR next_due <= :now;
