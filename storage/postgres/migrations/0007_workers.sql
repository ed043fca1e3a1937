-- Which process holds a delivery, and by which claim: one that lost it to another neither begins nor settles it.

ALTER TABLE delivery ADD COLUMN owner TEXT COLLATE "C" NOT NULL DEFAULT '';  -- '': a process that was no worker
ALTER TABLE delivery ADD COLUMN lease BIGINT NOT NULL DEFAULT 0;      -- one more whenever another process claims it
CREATE INDEX delivery_sending ON delivery (platform) WHERE state = 'sending';

DROP VIEW may_go;
CREATE VIEW may_go AS                                -- deliveries that nothing but a wait holds up
SELECT d.id, d.digest, d.platform, c.workspace, c.channel, d.part, d.token, d.state, d.attempts, d.plain,
       d.first_tried, d.last_tried, d.insisted, d.lease, d.due, d.ready,
       (SELECT max(w.until) FROM wait AS w               -- NULL: nothing is waited for
        WHERE w.platform = c.platform AND w.workspace IN ('', c.workspace) AND w.channel IN ('', c.channel)
       ) AS held_until
FROM delivery AS d JOIN channel AS c ON c.id = d.channel
WHERE d.ready IS NOT NULL AND d.state IN ('queued', 'ambiguous')
  AND (d.part = 0 OR EXISTS (                        -- messages of a digest go in order
      SELECT 1 FROM delivery AS p WHERE p.digest = d.digest AND p.part = d.part - 1 AND p.state = 'sent'))
  AND NOT EXISTS (SELECT 1 FROM workspace AS w WHERE w.platform = c.platform AND w.workspace = c.workspace);

CREATE TABLE worker (                                                 -- the processes that share the work
    id      TEXT COLLATE "C" NOT NULL PRIMARY KEY,                    -- random, of one process from start to end
    place   TEXT COLLATE "C" NOT NULL,                                -- machine and process number, for people
    version TEXT COLLATE "C" NOT NULL,
    started BIGINT           NOT NULL,                                -- by the server's clock, as `seen`
    seen    BIGINT           NOT NULL                                 -- when it was heard of last
);

CREATE FUNCTION server_now () RETURNS BIGINT LANGUAGE SQL VOLATILE
RETURN (extract(epoch FROM clock_timestamp()) * 1000000)::BIGINT;

CREATE VIEW living AS                                                 -- those heard of within 30 s, the first of them first
SELECT id, place, version, started, seen FROM worker WHERE seen > server_now() - 30000000 ORDER BY started, id;

CREATE FUNCTION tell_workers () RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN                                                                 -- there is something to deliver: do not wait to look
    NOTIFY paperboy;
    RETURN NULL;
END $$;
CREATE TRIGGER delivery_added AFTER INSERT ON delivery FOR EACH STATEMENT EXECUTE FUNCTION tell_workers();
