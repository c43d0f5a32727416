-- name: AddRecord :exec
INSERT INTO record (id, at, account_id, email, action, subject, detail, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?);

-- EndOfRecords is what the next record builds upon: the last one, or the last that has gone.
-- name: EndOfRecords :one
SELECT id, hash FROM (
  SELECT id, hash FROM (SELECT r.id, r.hash FROM record r ORDER BY r.id DESC LIMIT 1)
  UNION ALL SELECT f.last_id, f.hash FROM record_front f
) ORDER BY id DESC LIMIT 1;

-- Records are those before an id, the newest first.
-- name: Records :many
SELECT sqlc.embed(record), coalesce(h.conversation_id, '') AS conversation_id
FROM record LEFT JOIN record_handle h ON h.handle = record.subject
WHERE record.id < sqlc.arg(before)
  AND (CAST(sqlc.arg(email) AS TEXT) = '' OR record.email = CAST(sqlc.arg(email) AS TEXT))
  AND (CAST(sqlc.arg(kind) AS TEXT) = '' OR record.action LIKE CAST(sqlc.arg(kind) AS TEXT) || '.%')
ORDER BY record.id DESC LIMIT sqlc.arg(most);

-- name: RecordsAfter :many
SELECT * FROM record WHERE id > ? ORDER BY id LIMIT ?;

-- name: RecordFront :one
SELECT * FROM record_front;

-- name: MoveRecordFront :exec
UPDATE record_front SET before = max(before, CAST(sqlc.arg(before) AS INTEGER)), last_id = sqlc.arg(last_id), hash = sqlc.arg(hash);

-- name: DeleteRecords :execrows
DELETE FROM record WHERE id <= ?;

-- name: RecordEmails :many
SELECT DISTINCT email FROM record WHERE email <> '' ORDER BY email;

-- MakeHandle gives a conversation that there is its handle.
-- name: MakeHandle :exec
INSERT INTO record_handle (handle, conversation_id)
SELECT sqlc.arg(handle), c.id FROM conversation c WHERE c.id = sqlc.arg(conversation_id)
ON CONFLICT (conversation_id) DO NOTHING;

-- name: HandleOf :one
SELECT handle FROM record_handle WHERE conversation_id = ?;

-- name: DeleteHandle :exec
DELETE FROM record_handle WHERE conversation_id = ?;
