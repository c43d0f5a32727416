-- name: AddressKey :one
SELECT key FROM address_key WHERE day = ?;

-- name: PutAddressKey :exec
INSERT INTO address_key (day, key) VALUES (?, ?) ON CONFLICT (day) DO NOTHING;

-- name: DeleteAddressKeysBefore :exec
DELETE FROM address_key WHERE day < ?;

-- name: PutBlock :exec
INSERT INTO address_block (conversation_id, key, address, expires_at) VALUES (?, ?, ?, ?);

-- name: Blocks :many
SELECT key, address, expires_at FROM address_block WHERE expires_at > sqlc.arg(now);

-- name: DeleteBlocks :exec
DELETE FROM address_block WHERE conversation_id = ?;

-- name: DeleteBlocksBefore :exec
DELETE FROM address_block WHERE expires_at <= ?;
