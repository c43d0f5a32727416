-- name: CountDevices :one
SELECT count(*) FROM push_subscription WHERE account_id = sqlc.arg(account_id) AND endpoint <> sqlc.arg(endpoint);

-- A browser belongs to whoever asked in it last.
-- name: PutDevice :exec
INSERT INTO push_subscription (account_id, endpoint, p256dh, auth, label, created_at) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (endpoint) DO UPDATE
SET account_id = excluded.account_id, p256dh = excluded.p256dh, auth = excluded.auth, label = excluded.label, created_at = excluded.created_at;

-- name: Devices :many
SELECT * FROM push_subscription WHERE account_id = ? ORDER BY id;

-- name: Device :one
SELECT * FROM push_subscription WHERE id = ?;

-- name: DeleteDevice :execrows
DELETE FROM push_subscription WHERE id = ? AND account_id = ?;

-- name: DeleteDeviceAt :execrows
DELETE FROM push_subscription WHERE endpoint = ? AND auth = ? AND account_id = ?;

-- name: DeleteGoneDevice :exec
DELETE FROM push_subscription WHERE id = ?;

-- name: TouchDevice :exec
UPDATE push_subscription SET pushed_at = sqlc.arg(now) WHERE id = sqlc.arg(id);

-- name: SetMails :exec
UPDATE account SET mails = ? WHERE id = ?;

-- name: DeleteDevicesOf :exec
DELETE FROM push_subscription WHERE account_id = ?;

-- name: DeleteDevices :exec
DELETE FROM push_subscription;

-- name: AnyDevice :one
SELECT CAST(EXISTS (SELECT 1 FROM push_subscription) AS INTEGER);
