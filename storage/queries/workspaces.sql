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

-- name: secrets
-- Its secrets.
DELETE FROM secret WHERE platform = :platform AND workspace = :workspace;

-- name: audit
-- Its record of changes, of channels long removed too.
DELETE FROM audit WHERE platform = :platform AND workspace = :workspace;

-- name: waits
-- What it was told to wait for.
DELETE FROM wait WHERE platform = :platform AND workspace = :workspace;
