-- name: Lamp :one
SELECT sqlc.embed(lamp), coalesce(account.email, '') AS email FROM lamp LEFT JOIN account ON account.id = lamp.account_id;

-- name: SetLamp :exec
UPDATE lamp SET switch = ?, until = ?, account_id = ?, set_at = sqlc.arg(now), sign_at = max(sign_at, sqlc.arg(now));

-- SignLamp notes a sign of life, and affects no row where one was noted since. One of a time to come is of a clock that was set back.
-- name: SignLamp :execrows
UPDATE lamp SET sign_at = sqlc.arg(now) WHERE sign_at <= sqlc.arg(since) OR sign_at > sqlc.arg(now);
