-- name: AddressKey :one
SELECT key FROM address_key WHERE day = $1;

-- name: PutAddressKey :exec
INSERT INTO address_key (day, key) VALUES ($1, $2) ON CONFLICT (day) DO NOTHING;

-- name: DeleteAddressKeysBefore :exec
DELETE FROM address_key WHERE day < $1;

-- PutBlock adds an address, as long as the conversation has not as many as may be.
-- name: PutBlock :exec
INSERT INTO address_block (conversation_id, key, address, expires_at)
SELECT sqlc.arg(conversation_id)::text, sqlc.arg(key)::bytea, sqlc.arg(address)::text, sqlc.arg(expires_at)::bigint
WHERE (SELECT count(*) FROM address_block b WHERE b.conversation_id = sqlc.arg(conversation_id)::text) < sqlc.arg(most)::bigint;

-- name: Blocks :many
SELECT key, address, expires_at FROM address_block WHERE expires_at > sqlc.arg(now);

-- name: DeleteBlocks :exec
DELETE FROM address_block WHERE conversation_id = $1;

-- name: DeleteBlocksBefore :exec
DELETE FROM address_block WHERE expires_at <= $1;
