-- name: AddressKey :one
SELECT key FROM address_key WHERE day = ?;

-- name: PutAddressKey :exec
INSERT INTO address_key (day, key) VALUES (?, ?) ON CONFLICT (day) DO NOTHING;

-- name: DeleteAddressKeysBefore :exec
DELETE FROM address_key WHERE day < ?;

-- PutBlock adds an address, as long as the conversation has not as many as may be.
-- name: PutBlock :exec
INSERT INTO address_block (conversation_id, key, address, expires_at)
SELECT CAST(sqlc.arg(conversation_id) AS TEXT), CAST(sqlc.arg(key) AS BLOB), CAST(sqlc.arg(address) AS TEXT), CAST(sqlc.arg(expires_at) AS INTEGER)
WHERE (SELECT count(*) FROM address_block b WHERE b.conversation_id = CAST(sqlc.arg(conversation_id) AS TEXT)) < CAST(sqlc.arg(most) AS INTEGER);

-- name: Blocks :many
SELECT key, address, expires_at FROM address_block WHERE expires_at > sqlc.arg(now);

-- name: DeleteBlocks :exec
DELETE FROM address_block WHERE conversation_id = ?;

-- name: DeleteBlocksBefore :exec
DELETE FROM address_block WHERE expires_at <= ?;
