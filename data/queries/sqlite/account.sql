-- name: CreateAccount :one
INSERT INTO account (email, role, password_hash, created_at, joined_at) VALUES (?, ?, ?, ?, ?) RETURNING *;

-- name: AccountByEmail :one
SELECT * FROM account WHERE email = ?;

-- name: AccountByID :one
SELECT * FROM account WHERE id = ?;

-- name: CountOwners :one
SELECT count(*) FROM account WHERE role = 'owner';

-- CountOtherOwners are those who could still log in and see to everything.
-- name: CountOtherOwners :one
SELECT count(*) FROM account WHERE role = 'owner' AND disabled_at IS NULL AND joined_at IS NOT NULL AND id <> ?;

-- name: People :many
SELECT sqlc.embed(account), i.expires_at AS link_ends,
  (SELECT count(*) FROM session s WHERE s.account_id = account.id AND s.created_at >= sqlc.arg(created_from) AND s.used_at >= sqlc.arg(used_from)) AS sessions,
  (SELECT count(*) FROM passkey p WHERE p.account_id = account.id) AS passkeys
FROM account LEFT JOIN invitation i ON i.account_id = account.id AND i.expires_at > sqlc.arg(now)
ORDER BY account.disabled_at IS NOT NULL, account.email;

-- name: SetPassword :exec
UPDATE account SET password_hash = sqlc.arg(password_hash), joined_at = coalesce(joined_at, sqlc.arg(now)) WHERE id = sqlc.arg(id);

-- name: SetRole :exec
UPDATE account SET role = ? WHERE id = ?;

-- name: DisableAccount :exec
UPDATE account SET disabled_at = ? WHERE id = ?;

-- name: EnableAccount :exec
UPDATE account SET disabled_at = NULL WHERE id = ?;

-- name: DeleteAccount :exec
DELETE FROM account WHERE id = ?;

-- name: PutInvitation :exec
INSERT INTO invitation (account_id, token_hash, expires_at) VALUES (?, ?, ?)
ON CONFLICT (account_id) DO UPDATE SET token_hash = excluded.token_hash, expires_at = excluded.expires_at;

-- name: Invitation :one
SELECT i.expires_at, a.email, a.disabled_at FROM invitation i JOIN account a ON a.id = i.account_id WHERE i.token_hash = ?;

-- name: DeleteInvitation :exec
DELETE FROM invitation WHERE account_id = ?;

-- name: CreateSession :exec
INSERT INTO session (token_hash, id, browser, account_id, created_at, used_at) VALUES (?, ?, ?, ?, ?, ?);

-- name: SessionAccount :one
SELECT sqlc.embed(session), sqlc.embed(account)
FROM session JOIN account ON account.id = session.account_id
WHERE session.token_hash = ?;

-- SessionNamed is the same by its id, for who has no token in hand.
-- name: SessionNamed :one
SELECT sqlc.embed(session), sqlc.embed(account)
FROM session JOIN account ON account.id = session.account_id
WHERE session.id = ?;

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

-- ProveSession gives a session another token, and keeps who it is.
-- name: ProveSession :execrows
UPDATE session SET token_hash = sqlc.arg(next), proved_at = sqlc.arg(proved_at) WHERE token_hash = sqlc.arg(token_hash);

-- name: DeleteSession :exec
DELETE FROM session WHERE token_hash = ?;

-- name: DeleteSessionsOf :exec
DELETE FROM session WHERE account_id = ?;

-- name: DeleteSessions :execrows
DELETE FROM session;

-- name: DeleteInvitations :exec
DELETE FROM invitation;

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
