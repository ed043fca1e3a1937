-- Records that only ever grow. Each statement takes a batch, so that nobody waits long for the writer.

-- name: digests
-- Old digests and, with them, their deliveries; the newest one stays, so that no number is given twice.
DELETE FROM digest WHERE id IN (
    SELECT g.id FROM digest AS g
    WHERE g.local_date < :before AND g.id < (SELECT max(id) FROM digest)
      AND NOT EXISTS (
          SELECT 1 FROM delivery AS d WHERE d.digest = g.id AND (d.ready IS NOT NULL OR d.state = 'parked'))
    LIMIT :batch);

-- name: observations
-- Of each day on which a list was looked at again and again, all but the last look.
DELETE FROM listing WHERE (paper, source, list_date, observed) IN (
    SELECT l.paper, l.source, l.list_date, l.observed FROM listing AS l
    WHERE l.list_date < :before
      AND EXISTS (
          SELECT 1 FROM listing AS n
          WHERE n.paper = l.paper AND n.source = l.source AND n.list_date = l.list_date
            AND n.observed > l.observed AND n.observed / :day = l.observed / :day)
    LIMIT :batch);

-- name: entries
-- Old entries of the audit log.
DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < :instant LIMIT :batch);
