-- name: NextNotice :one
SELECT id FROM notice
WHERE channel = sqlc.arg(channel) AND dead_at IS NULL AND due_at <= sqlc.arg(now) AND claimed_until <= sqlc.arg(now)
ORDER BY due_at, id LIMIT 1;

-- ClaimNotice counts the attempt before it is made, so that a notice which ends the process is not tried for ever.
-- What another node claims just now is passed over: none waits for another, and each notice is claimed by one.
-- name: ClaimNotice :one
UPDATE notice SET claimed_by = sqlc.arg(node), claimed_until = sqlc.arg(until), attempts = attempts + 1
WHERE id = (
  SELECT n.id FROM notice n
  WHERE n.channel = sqlc.arg(channel) AND n.dead_at IS NULL AND n.due_at <= sqlc.arg(now) AND n.claimed_until <= sqlc.arg(now)
  ORDER BY n.due_at, n.id LIMIT 1
  FOR UPDATE SKIP LOCKED
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
SELECT DISTINCT ON (channel) channel, reason, count(*) OVER (PARTITION BY channel) AS many, due_at AS next_at FROM notice
WHERE dead_at IS NULL AND reason <> '' ORDER BY channel, due_at, id;

-- name: DeadNotices :many
SELECT * FROM notice WHERE dead_at IS NOT NULL ORDER BY dead_at DESC, id DESC LIMIT sqlc.arg(most)::bigint;

-- name: CountDeadNotices :one
SELECT count(*) FROM notice WHERE dead_at IS NOT NULL;

-- name: ReviveNotice :execrows
UPDATE notice SET dead_at = NULL, attempts = 0, due_at = sqlc.arg(now) WHERE id = sqlc.arg(id) AND dead_at IS NOT NULL;

-- name: DiscardNotice :execrows
DELETE FROM notice WHERE id = sqlc.arg(id) AND dead_at IS NOT NULL;

-- name: DeleteNoticesOf :exec
DELETE FROM notice WHERE conversation_id = $1;

-- name: NoticeOf :one
SELECT * FROM notice WHERE key = $1;

-- name: NoticesOf :many
SELECT * FROM notice WHERE conversation_id = $1 ORDER BY id;

-- name: PutSecret :exec
INSERT INTO secret (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING;

-- name: Secret :one
SELECT value FROM secret WHERE name = $1;

-- DeleteDeadNotices forgets what was given up before a time, a batch of it.
-- name: DeleteDeadNotices :execrows
DELETE FROM notice WHERE id IN (SELECT n.id FROM notice n WHERE n.dead_at < sqlc.arg(before) LIMIT sqlc.arg(most)::bigint);

-- CountClaims is how many notices are being sent just now: what tests wait for.
-- name: CountClaims :one
SELECT count(*) FROM notice WHERE claimed_by <> '';

-- NoticesByChannel is how many notices are to be sent, and how many were given up.
-- name: NoticesByChannel :many
SELECT channel, CAST(count(*) - count(dead_at) AS BIGINT) AS waiting, count(dead_at) AS dead FROM notice GROUP BY channel;
