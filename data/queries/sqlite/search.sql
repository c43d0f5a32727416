-- name: NotIndexed :many
SELECT id, rev, first_seq, indexed_rev, updated_at FROM conversation WHERE updated_at >= sqlc.arg(since) AND indexed_rev < rev ORDER BY updated_at LIMIT sqlc.arg(most);

-- name: SetIndexed :exec
UPDATE conversation SET indexed_rev = sqlc.arg(rev) WHERE id = sqlc.arg(id) AND indexed_rev < sqlc.arg(rev);

-- name: SearchRow :one
SELECT row_id FROM message_searched WHERE conversation_id = ? AND seq = ?;

-- name: SearchRowsBelow :many
SELECT seq, row_id FROM message_searched WHERE conversation_id = sqlc.arg(id) AND seq < sqlc.arg(seq) LIMIT sqlc.arg(most);

-- name: ForgetSearchRow :exec
DELETE FROM message_searched WHERE conversation_id = ? AND seq = ?;

-- name: RememberSearchRow :exec
INSERT INTO message_searched (conversation_id, seq, row_id) VALUES (?, ?, ?);
