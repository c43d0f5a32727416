-- name: PasskeyUser :one
SELECT handle FROM passkey_user WHERE account_id = ?;

-- name: CreatePasskeyUser :exec
INSERT INTO passkey_user (account_id, handle) VALUES (?, ?) ON CONFLICT (account_id) DO NOTHING;

-- name: CountPasskeys :one
SELECT count(*) FROM passkey WHERE account_id = ?;

-- name: Passkeys :many
SELECT * FROM passkey WHERE account_id = ? ORDER BY id;

-- name: Passkey :one
SELECT * FROM passkey WHERE id = ? AND account_id = ?;

-- name: PasskeyByCredential :one
SELECT sqlc.embed(passkey), sqlc.embed(account), passkey_user.handle
FROM passkey JOIN account ON account.id = passkey.account_id JOIN passkey_user ON passkey_user.account_id = account.id
WHERE passkey.credential_id = ?;

-- name: CreatePasskey :one
INSERT INTO passkey (account_id, credential_id, public_key, sign_count, transports, flags, aaguid, label, created_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *;

-- name: UsePasskey :exec
UPDATE passkey SET sign_count = sqlc.arg(sign_count), flags = sqlc.arg(flags), used_at = sqlc.arg(now) WHERE id = sqlc.arg(id);

-- name: RefusePasskey :exec
UPDATE passkey SET refused_at = sqlc.arg(now) WHERE id = sqlc.arg(id);

-- name: RenamePasskey :execrows
UPDATE passkey SET label = ? WHERE id = ? AND account_id = ?;

-- name: DeletePasskey :execrows
DELETE FROM passkey WHERE id = ? AND account_id = ?;

-- name: DeletePasskeysOf :exec
DELETE FROM passkey WHERE account_id = ?;

-- name: PutChallenge :exec
INSERT INTO passkey_challenge (holder, purpose, challenge, expires_at) VALUES (?, ?, ?, ?)
ON CONFLICT (holder, purpose) DO UPDATE SET challenge = excluded.challenge, expires_at = excluded.expires_at;

-- name: UseChallenge :one
DELETE FROM passkey_challenge WHERE holder = ? AND purpose = ? RETURNING challenge, expires_at;

-- name: DeleteExpiredChallenges :exec
DELETE FROM passkey_challenge WHERE expires_at <= sqlc.arg(now);
