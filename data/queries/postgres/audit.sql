-- name: AddRecord :exec
INSERT INTO record (id, at, account_id, email, action, subject, detail, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- EndOfRecords is what the next record builds upon: the last one, or the last that has gone.
-- name: EndOfRecords :one
(SELECT r.id, r.hash FROM record r ORDER BY r.id DESC LIMIT 1)
UNION ALL SELECT f.last_id, f.hash FROM record_front f
ORDER BY id DESC LIMIT 1;

-- Records are those before an id, the newest first.
-- name: Records :many
SELECT sqlc.embed(record), coalesce(h.conversation_id, '') AS conversation_id
FROM record LEFT JOIN record_handle h ON h.handle = record.subject
WHERE record.id < sqlc.arg(before)
  AND (sqlc.arg(email)::text = '' OR record.email = sqlc.arg(email)::text)
  AND (sqlc.arg(kind)::text = '' OR starts_with(record.action, sqlc.arg(kind)::text || '.'))
ORDER BY record.id DESC LIMIT sqlc.arg(most)::bigint;

-- name: RecordsAfter :many
SELECT * FROM record WHERE id > sqlc.arg(id) ORDER BY id LIMIT sqlc.arg('limit')::bigint;

-- name: RecordFront :one
SELECT * FROM record_front;

-- name: MoveRecordFront :exec
UPDATE record_front SET before = greatest(before, sqlc.arg(before)::bigint), last_id = sqlc.arg(last_id), hash = sqlc.arg(hash);

-- name: DeleteRecords :execrows
DELETE FROM record WHERE id <= $1;

-- name: RecordEmails :many
SELECT DISTINCT email FROM record WHERE email <> '' ORDER BY email;

-- MakeHandle gives a conversation that there is its handle.
-- name: MakeHandle :exec
INSERT INTO record_handle (handle, conversation_id)
SELECT sqlc.arg(handle), c.id FROM conversation c WHERE c.id = sqlc.arg(conversation_id)
ON CONFLICT (conversation_id) DO NOTHING;

-- name: HandleOf :one
SELECT handle FROM record_handle WHERE conversation_id = $1;

-- name: DeleteHandle :exec
DELETE FROM record_handle WHERE conversation_id = $1;
