-- name: AddBroadcast :execrows
INSERT INTO broadcast (id, body, card, place, visitor, account_id, sent_at, ends_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING;

-- name: Broadcast :one
SELECT * FROM broadcast WHERE id = ?;

-- name: CountRunning :one
SELECT count(*) FROM broadcast WHERE ends_at > sqlc.arg(now);

-- name: RunningBroadcasts :many
SELECT sqlc.embed(broadcast), broadcast.shown + (SELECT count(*) FROM broadcast_shown WHERE broadcast_id = broadcast.id) AS visitors
FROM broadcast WHERE ends_at > sqlc.arg(now) ORDER BY sent_at DESC, id;

-- name: PastBroadcasts :many
SELECT sqlc.embed(broadcast), broadcast.shown + (SELECT count(*) FROM broadcast_shown WHERE broadcast_id = broadcast.id) AS visitors
FROM broadcast WHERE ends_at <= sqlc.arg(now) ORDER BY ends_at DESC, id LIMIT sqlc.arg(most);

-- name: BroadcastsTo :many
SELECT * FROM broadcast WHERE visitor = ? AND visitor <> '' ORDER BY sent_at, id;

-- name: EndBroadcast :execrows
UPDATE broadcast SET ends_at = sqlc.arg(now), ended_by = sqlc.arg(account_id) WHERE id = sqlc.arg(id) AND ends_at > sqlc.arg(now);

-- ShowBroadcast notes that a visitor was shown a broadcast, where those who were are still told apart.
-- name: ShowBroadcast :exec
INSERT INTO broadcast_shown (broadcast_id, mark)
SELECT broadcast.id, CAST(sqlc.arg(mark) AS BLOB) FROM broadcast WHERE broadcast.id = sqlc.arg(id) AND ends_at > sqlc.arg(settled) ON CONFLICT DO NOTHING;

-- CountShown keeps of the visitors of broadcasts that ended a while ago how many they were; ForgetShown forgets who.
-- name: CountShown :exec
UPDATE broadcast SET shown = shown + (SELECT count(*) FROM broadcast_shown WHERE broadcast_id = broadcast.id)
WHERE ends_at <= sqlc.arg(settled) AND EXISTS (SELECT 1 FROM broadcast_shown WHERE broadcast_id = broadcast.id);

-- name: ForgetShown :exec
DELETE FROM broadcast_shown WHERE broadcast_id IN (SELECT id FROM broadcast WHERE ends_at <= sqlc.arg(settled));

-- name: ForgetMark :execrows
DELETE FROM broadcast_shown WHERE broadcast_id = ? AND mark = ?;

-- name: AddShown :exec
UPDATE broadcast SET shown = shown + 1 WHERE id = ?;

-- name: DeleteBroadcastsTo :execrows
DELETE FROM broadcast WHERE visitor = ? AND visitor <> '';

-- name: DeleteBroadcastsBefore :execrows
DELETE FROM broadcast WHERE ends_at < sqlc.arg(before);
