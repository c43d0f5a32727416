-- name: AddRecord :exec
INSERT INTO record (at, account_id, email, action, subject, detail) VALUES (?, ?, ?, ?, ?, ?);

-- name: Records :many
SELECT * FROM record ORDER BY id DESC LIMIT ?;
