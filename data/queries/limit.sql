-- name: AddressKey :one
SELECT key FROM address_key WHERE day = ?;

-- name: PutAddressKey :exec
INSERT INTO address_key (day, key) VALUES (?, ?) ON CONFLICT (day) DO NOTHING;

-- name: DeleteAddressKeysBefore :exec
DELETE FROM address_key WHERE day < ?;
