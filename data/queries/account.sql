-- name: CreateAccount :one
INSERT INTO account (email, role, password_hash, created_at, joined_at) VALUES (?, ?, ?, ?, ?) RETURNING *;

-- name: AccountByEmail :one
SELECT * FROM account WHERE email = ?;

-- name: AccountByID :one
SELECT * FROM account WHERE id = ?;

-- name: CountOwners :one
SELECT count(*) FROM account WHERE role = 'owner';

-- name: SetPassword :execrows
UPDATE account SET password_hash = ? WHERE id = ?;

-- name: CreateSession :exec
INSERT INTO session (token_hash, id, browser, account_id, created_at, used_at) VALUES (?, ?, ?, ?, ?, ?);

-- name: SessionAccount :one
SELECT sqlc.embed(session), sqlc.embed(account)
FROM session JOIN account ON account.id = session.account_id
WHERE session.token_hash = ?;

-- name: TouchSession :exec
UPDATE session SET used_at = sqlc.arg(used_at) WHERE token_hash = sqlc.arg(token_hash) AND used_at < sqlc.arg(used_at);

-- name: TouchAccount :exec
UPDATE account SET used_at = sqlc.arg(used_at) WHERE id = sqlc.arg(id) AND coalesce(used_at, 0) < sqlc.arg(used_at);

-- Sessions are those that are not over, the one used last first.
-- name: Sessions :many
SELECT * FROM session
WHERE account_id = sqlc.arg(account_id) AND created_at >= sqlc.arg(created_from) AND used_at >= sqlc.arg(used_from)
ORDER BY used_at DESC, created_at DESC, id;

-- name: DeleteSessionByID :execrows
DELETE FROM session WHERE account_id = ? AND id = ?;

-- name: DeleteOtherSessions :execrows
DELETE FROM session WHERE account_id = ? AND token_hash <> ?;

-- name: ProveSession :execrows
UPDATE session SET proved_at = sqlc.arg(proved_at) WHERE token_hash = sqlc.arg(token_hash);

-- name: DeleteSession :exec
DELETE FROM session WHERE token_hash = ?;

-- name: DeleteSessionsOf :exec
DELETE FROM session WHERE account_id = ?;

-- name: DeleteExpiredSessions :exec
DELETE FROM session WHERE created_at < sqlc.arg(created_before) OR used_at < sqlc.arg(used_before);

-- name: CreateSetupLink :exec
INSERT INTO setup_link (token_hash, expires_at) VALUES (?, ?);

-- name: SetupLink :one
SELECT * FROM setup_link WHERE token_hash = ?;

-- name: UseSetupLink :execrows
DELETE FROM setup_link WHERE token_hash = sqlc.arg(token_hash) AND expires_at > sqlc.arg(now);

-- name: DeleteSetupLinks :exec
DELETE FROM setup_link WHERE expires_at <= sqlc.arg(expired);
