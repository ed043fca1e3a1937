-- name: put
-- Keep a sealed secret, replacing what was there.
INSERT INTO secret (platform, workspace, name, sealed) VALUES (:platform, :workspace, :name, :sealed)
ON CONFLICT (platform, workspace, name) DO UPDATE SET sealed = excluded.sealed;

-- name: put_first
-- Keep a sealed secret unless there is one.
INSERT INTO secret (platform, workspace, name, sealed) VALUES (:platform, :workspace, :name, :sealed)
ON CONFLICT DO NOTHING;

-- name: get
-- A sealed secret.
SELECT sealed FROM secret WHERE platform = :platform AND workspace = :workspace AND name = :name;

-- name: delete
-- Forget a secret.
DELETE FROM secret WHERE platform = :platform AND workspace = :workspace AND name = :name;

-- name: delete_all
-- Forget all secrets of a workspace.
DELETE FROM secret WHERE platform = :platform AND workspace = :workspace;

-- name: workspaces
-- Workspaces that have secrets.
SELECT DISTINCT workspace FROM secret WHERE platform = :platform ORDER BY workspace;

-- name: all
-- Every sealed secret.
SELECT platform, workspace, name, sealed FROM secret ORDER BY platform, workspace, name;
