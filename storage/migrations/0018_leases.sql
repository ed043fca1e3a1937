-- Which process holds a delivery, and by which claim: one that lost it to another neither begins nor settles it.

ALTER TABLE delivery ADD COLUMN owner TEXT NOT NULL DEFAULT '';       -- '': the one process of a file
ALTER TABLE delivery ADD COLUMN lease INTEGER NOT NULL DEFAULT 0;    -- one more whenever another process claims it

DROP VIEW may_go;
CREATE VIEW may_go AS                                -- deliveries that nothing but a wait holds up
SELECT d.id, d.digest, d.platform, c.workspace, c.channel, d.part, d.token, d.state, d.attempts, d.plain,
       d.first_tried, d.last_tried, d.insisted, d.lease, d.due, d.ready,
       (SELECT max(w.until) FROM wait AS w               -- NULL: nothing is waited for
        WHERE w.platform = c.platform AND w.workspace IN ('', c.workspace) AND w.channel IN ('', c.channel)
       ) AS held_until
FROM delivery AS d CROSS JOIN channel AS c ON c.id = d.channel
WHERE d.ready IS NOT NULL AND d.state IN ('queued', 'ambiguous')
  AND (d.part = 0 OR EXISTS (                        -- messages of a digest go in order
      SELECT 1 FROM delivery AS p WHERE p.digest = d.digest AND p.part = d.part - 1 AND p.state = 'sent'))
  AND NOT EXISTS (SELECT 1 FROM workspace AS w WHERE w.platform = c.platform AND w.workspace = c.workspace);
