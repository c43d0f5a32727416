-- name: AddBroadcast :execrows
INSERT INTO broadcast (id, body, card, place, visitor, account_id, sent_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING;

-- name: Broadcast :one
SELECT * FROM broadcast WHERE id = $1;

-- name: CountRunning :one
SELECT count(*) FROM broadcast WHERE ends_at > sqlc.arg(now);

-- name: RunningBroadcasts :many
SELECT sqlc.embed(broadcast), (broadcast.shown + (SELECT count(*) FROM broadcast_shown WHERE broadcast_id = broadcast.id))::bigint AS visitors
FROM broadcast WHERE ends_at > sqlc.arg(now) ORDER BY sent_at DESC, id;

-- name: PastBroadcasts :many
SELECT sqlc.embed(broadcast), (broadcast.shown + (SELECT count(*) FROM broadcast_shown WHERE broadcast_id = broadcast.id))::bigint AS visitors
FROM broadcast WHERE ends_at <= sqlc.arg(now) ORDER BY ends_at DESC, id LIMIT sqlc.arg(most)::bigint;

-- name: BroadcastsTo :many
SELECT * FROM broadcast WHERE visitor = $1 AND visitor <> '' ORDER BY sent_at, id;

-- name: EndBroadcast :execrows
UPDATE broadcast SET ends_at = sqlc.arg(now), ended_by = sqlc.arg(account_id) WHERE id = sqlc.arg(id) AND ends_at > sqlc.arg(now);

-- ShowBroadcast notes that a visitor was shown a broadcast, where those who were are still told apart.
-- name: ShowBroadcast :exec
INSERT INTO broadcast_shown (broadcast_id, mark)
SELECT broadcast.id, sqlc.arg(mark)::bytea FROM broadcast WHERE broadcast.id = sqlc.arg(id) AND ends_at > sqlc.arg(settled) ON CONFLICT DO NOTHING;

-- CountShown keeps of the visitors of broadcasts that ended a while ago how many they were; ForgetShown forgets who.
-- name: CountShown :exec
UPDATE broadcast SET shown = shown + (SELECT count(*) FROM broadcast_shown WHERE broadcast_id = broadcast.id)
WHERE ends_at <= sqlc.arg(settled) AND EXISTS (SELECT 1 FROM broadcast_shown WHERE broadcast_id = broadcast.id);

-- name: ForgetShown :exec
DELETE FROM broadcast_shown WHERE broadcast_id IN (SELECT id FROM broadcast WHERE ends_at <= sqlc.arg(settled));

-- name: ForgetMark :execrows
DELETE FROM broadcast_shown WHERE broadcast_id = $1 AND mark = $2;

-- name: AddShown :exec
UPDATE broadcast SET shown = shown + 1 WHERE id = $1;

-- name: DeleteBroadcastsTo :execrows
DELETE FROM broadcast WHERE visitor = $1 AND visitor <> '';

-- name: DeleteBroadcastsBefore :execrows
DELETE FROM broadcast WHERE ends_at < sqlc.arg(before);
