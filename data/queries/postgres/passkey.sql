-- name: PasskeyUser :one
SELECT handle FROM passkey_user WHERE account_id = $1;

-- name: CreatePasskeyUser :exec
INSERT INTO passkey_user (account_id, handle) VALUES ($1, $2) ON CONFLICT (account_id) DO NOTHING;

-- name: CountPasskeys :one
SELECT count(*) FROM passkey WHERE account_id = $1;

-- name: Passkeys :many
SELECT * FROM passkey WHERE account_id = $1 ORDER BY id;

-- name: Passkey :one
SELECT * FROM passkey WHERE id = $1 AND account_id = $2;

-- name: PasskeyByCredential :one
SELECT sqlc.embed(passkey), sqlc.embed(account), passkey_user.handle
FROM passkey JOIN account ON account.id = passkey.account_id JOIN passkey_user ON passkey_user.account_id = account.id
WHERE passkey.credential_id = $1;

-- name: CreatePasskey :one
INSERT INTO passkey (account_id, credential_id, public_key, sign_count, transports, flags, aaguid, label, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING *;

-- name: UsePasskey :exec
UPDATE passkey SET sign_count = sqlc.arg(sign_count), flags = sqlc.arg(flags), used_at = sqlc.arg(now) WHERE id = sqlc.arg(id);

-- name: RefusePasskey :exec
UPDATE passkey SET refused_at = sqlc.arg(now) WHERE id = sqlc.arg(id);

-- name: RenamePasskey :execrows
UPDATE passkey SET label = $1 WHERE id = $2 AND account_id = $3;

-- name: DeletePasskey :execrows
DELETE FROM passkey WHERE id = $1 AND account_id = $2;

-- name: DeletePasskeysOf :exec
DELETE FROM passkey WHERE account_id = $1;

-- name: PutChallenge :exec
INSERT INTO passkey_challenge (holder, purpose, challenge, expires_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (holder, purpose) DO UPDATE SET challenge = excluded.challenge, expires_at = excluded.expires_at;

-- name: UseChallenge :one
DELETE FROM passkey_challenge WHERE holder = $1 AND purpose = $2 RETURNING challenge, expires_at;

-- name: DeleteExpiredChallenges :exec
DELETE FROM passkey_challenge WHERE expires_at <= sqlc.arg(now);
