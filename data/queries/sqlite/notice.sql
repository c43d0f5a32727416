-- name: NextNotice :one
SELECT id FROM notice
WHERE channel = sqlc.arg(channel) AND dead_at IS NULL AND due_at <= sqlc.arg(now) AND claimed_until <= sqlc.arg(now)
ORDER BY due_at, id LIMIT 1;

-- ClaimNotice counts the attempt before it is made, so that a notice which ends the process is not tried for ever.
-- name: ClaimNotice :one
UPDATE notice SET claimed_by = sqlc.arg(node), claimed_until = sqlc.arg(until), attempts = attempts + 1
WHERE id = (
  SELECT n.id FROM notice n
  WHERE n.channel = sqlc.arg(channel) AND n.dead_at IS NULL AND n.due_at <= sqlc.arg(now) AND n.claimed_until <= sqlc.arg(now)
  ORDER BY n.due_at, n.id LIMIT 1
)
RETURNING *;

-- name: DeleteNotice :execrows
DELETE FROM notice WHERE id = sqlc.arg(id) AND generation = sqlc.arg(generation);

-- RenewNotice gives a notice back that has more to say than was sent.
-- name: RenewNotice :exec
UPDATE notice SET claimed_by = '', claimed_until = 0, attempts = 0, reason = ''
WHERE id = sqlc.arg(id) AND claimed_by = sqlc.arg(node) AND claimed_until = sqlc.arg(until);

-- ReleaseNotice gives a notice back that was not sent, with when and why.
-- name: ReleaseNotice :exec
UPDATE notice
SET claimed_by = '', claimed_until = 0, attempts = sqlc.arg(attempts), reason = sqlc.arg(reason), due_at = sqlc.arg(due_at), dead_at = sqlc.narg(dead_at)
WHERE id = sqlc.arg(id) AND claimed_by = sqlc.arg(node) AND claimed_until = sqlc.arg(until);

-- ReleaseClaims gives back what other nodes had claimed, where there can be no others any more.
-- name: ReleaseClaims :exec
UPDATE notice SET claimed_by = '', claimed_until = 0 WHERE claimed_by <> '';

-- ClockSetBack takes what was made in a time to come, by a clock that was set back since, for made now, and due as long after that.
-- name: ClockSetBack :exec
UPDATE notice SET due_at = due_at - (created_at - sqlc.arg(now)), created_at = sqlc.arg(now)
WHERE created_at > sqlc.arg(now) AND claimed_by = '' AND dead_at IS NULL;

-- name: CountNotices :one
SELECT count(*) FROM notice WHERE dead_at IS NULL;

-- FailingNotices are what waits because it failed, by channel, with the reason of what is tried next.
-- name: FailingNotices :many
SELECT channel, reason, count(*) AS many, CAST(min(due_at) AS INTEGER) AS next_at FROM notice
WHERE dead_at IS NULL AND reason <> '' GROUP BY channel ORDER BY channel;

-- name: DeadNotices :many
SELECT * FROM notice WHERE dead_at IS NOT NULL ORDER BY dead_at DESC, id DESC LIMIT sqlc.arg(most);

-- name: CountDeadNotices :one
SELECT count(*) FROM notice WHERE dead_at IS NOT NULL;

-- name: ReviveNotice :execrows
UPDATE notice SET dead_at = NULL, attempts = 0, due_at = sqlc.arg(now) WHERE id = sqlc.arg(id) AND dead_at IS NOT NULL;

-- name: DiscardNotice :execrows
DELETE FROM notice WHERE id = sqlc.arg(id) AND dead_at IS NOT NULL;

-- name: DeleteNoticesOf :exec
DELETE FROM notice WHERE conversation_id = ?;

-- name: NoticeOf :one
SELECT * FROM notice WHERE key = ?;

-- name: NoticesOf :many
SELECT * FROM notice WHERE conversation_id = ? ORDER BY id;

-- name: PutSecret :exec
INSERT INTO secret (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING;

-- name: Secret :one
SELECT value FROM secret WHERE name = ?;

-- DeleteDeadNotices forgets what was given up before a time, a batch of it.
-- name: DeleteDeadNotices :execrows
DELETE FROM notice WHERE id IN (SELECT n.id FROM notice n WHERE n.dead_at < sqlc.arg(before) LIMIT sqlc.arg(most));

-- CountClaims is how many notices are being sent just now: what tests wait for.
-- name: CountClaims :one
SELECT count(*) FROM notice WHERE claimed_by <> '';

-- NoticesByChannel is how many notices are to be sent, and how many were given up.
-- name: NoticesByChannel :many
SELECT channel, CAST(count(*) - count(dead_at) AS INTEGER) AS waiting, count(dead_at) AS dead FROM notice GROUP BY channel;
