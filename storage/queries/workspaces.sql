-- name: kill
-- A workspace is dead; an instant of deletion that was set stays.
INSERT INTO workspace (platform, workspace, reason, delete_at) VALUES (:platform, :workspace, :reason, :delete_at)
ON CONFLICT (platform, workspace)
DO UPDATE SET reason = excluded.reason, delete_at = coalesce(workspace.delete_at, excluded.delete_at);

-- name: revive
-- It lives.
DELETE FROM workspace WHERE platform = :platform AND workspace = :workspace;

-- name: dead
-- All that are dead.
SELECT platform, workspace, reason, delete_at FROM workspace ORDER BY platform, workspace;

-- name: channels
-- A workspace's channels.
SELECT id FROM channel WHERE platform = :platform AND workspace = :workspace;

-- name: votes
-- Its votes.
DELETE FROM vote WHERE platform = :platform AND workspace = :workspace;

-- name: people
-- What its people are called.
DELETE FROM person WHERE platform = :platform AND workspace = :workspace;

-- name: secrets
-- Its secrets.
DELETE FROM secret WHERE platform = :platform AND workspace = :workspace;

-- name: asked
-- Who of its people asked for an address.
UPDATE mail_request SET person = ''
WHERE substr(person, 1, length(:platform || :workspace) + 2) = :platform || ':' || :workspace || ':';

-- name: set_up
-- Which of its people set an address's channel up.
UPDATE channel SET owner = ''
WHERE platform = 'email' AND substr(owner, 1, length(:platform || :workspace) + 2) = :platform || ':' || :workspace || ':';

-- name: audit
-- Its record of changes, of channels long removed too.
DELETE FROM audit WHERE platform = :platform AND workspace = :workspace;

-- name: waits
-- What it was told to wait for.
DELETE FROM wait WHERE platform = :platform AND workspace = :workspace;

-- name: faults
-- What went wrong in its channels: their place is `platform:workspace:channel`.
DELETE FROM fault
WHERE source = 'planner' AND substr(place, 1, length(:platform || :workspace) + 2) = :platform || ':' || :workspace || ':';

-- name: notes
-- Facts of its adapter that name it, as `welcome:T1:C1` does.
DELETE FROM note WHERE platform = :platform AND instr(':' || name || ':', ':' || :workspace || ':') > 0;

-- name: events
-- Its events: `slack:T1:Ev1`.
DELETE FROM event WHERE substr(id, 1, length(:platform || :workspace) + 2) = :platform || ':' || :workspace || ':';

-- name: overwrite
-- From now on this connection leaves nothing of what it deletes.
PRAGMA secure_delete = ON;

-- name: overwrite_no_more
-- From now on deleted rows are only given up.
PRAGMA secure_delete = OFF;
