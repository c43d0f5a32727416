-- name: Conversation :one
SELECT * FROM conversation WHERE id = $1;

-- Standings is what tells whether any of these was changed since it was read.
-- name: Standings :many
SELECT id, rev, blocked_until, snoozed_until, closed_at FROM conversation WHERE id = ANY (sqlc.arg(ids)::text[]);

-- CountFromVisitor counts a message of the visitor, who begins the conversation with the first; no row is affected where they
-- are blocked.
-- name: CountFromVisitor :execrows
INSERT INTO conversation (id, created_at, updated_at, last_seq, rev, visitor_seq, place)
VALUES (sqlc.arg(id), sqlc.arg(now), sqlc.arg(now), 1, 1, 1, sqlc.arg(place))
ON CONFLICT (id) DO UPDATE
SET last_seq = conversation.last_seq + 1, rev = conversation.rev + 1, visitor_seq = conversation.last_seq + 1, updated_at = excluded.updated_at,
    closed_at = NULL, snoozed_until = NULL, place = CASE WHEN excluded.place = '' THEN conversation.place ELSE excluded.place END
WHERE conversation.blocked_until IS NULL OR conversation.blocked_until <= excluded.updated_at;

-- CountFromOwner counts a message of an owner; no row is affected where nobody has asked.
-- name: CountFromOwner :execrows
UPDATE conversation
SET last_seq = last_seq + 1, rev = rev + 1, updated_at = sqlc.arg(now), closed_at = NULL, snoozed_until = NULL
WHERE id = sqlc.arg(id);

-- BeginByOwner makes the conversation that an owner begins with somebody who is here, or that a block of them belongs to.
-- name: BeginByOwner :exec
INSERT INTO conversation (id, created_at, updated_at) VALUES (sqlc.arg(id), sqlc.arg(now), sqlc.arg(now))
ON CONFLICT (id) DO NOTHING;

-- name: Numbers :one
SELECT last_seq, rev FROM conversation WHERE id = $1;

-- CreateMessage stores a message, unless its id is taken: then no row is affected.
-- name: CreateMessage :execrows
INSERT INTO message (conversation_id, seq, rev, id, sender, account_id, body, place, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (conversation_id, sender, id) DO NOTHING;

-- name: MessagesBefore :many
SELECT * FROM message WHERE conversation_id = sqlc.arg(id) AND seq < sqlc.arg(seq) ORDER BY seq DESC LIMIT sqlc.arg(most)::bigint;

-- name: AnswersAfter :many
SELECT * FROM message WHERE conversation_id = sqlc.arg(id) AND seq > sqlc.arg(seq) AND sender = 'owner' AND deleted_at IS NULL ORDER BY seq;

-- name: MessageAt :one
SELECT * FROM message WHERE conversation_id = $1 AND seq = $2;

-- name: MessageByID :one
SELECT * FROM message WHERE conversation_id = $1 AND sender = $2 AND id = $3;

-- MessagesAfter are those that changed since a rev. What is new is the end of the thread: it begins after the last message
-- that is as it was sent and has a rev that is known. Before that only what was changed later can be new.
-- name: MessagesAfter :many
WITH known AS (
  SELECT coalesce((
    SELECT k.seq FROM message k WHERE k.conversation_id = sqlc.arg(id) AND k.rev <= sqlc.arg(rev) AND k.first_hash IS NULL ORDER BY k.seq DESC LIMIT 1
  ), 0) AS seq
)
SELECT m.* FROM message m, known WHERE m.conversation_id = sqlc.arg(id) AND m.seq > known.seq AND m.rev > sqlc.arg(rev)
UNION ALL
SELECT m.* FROM message m, known
WHERE m.conversation_id = sqlc.arg(id) AND m.first_hash IS NOT NULL AND m.rev > sqlc.arg(rev) AND m.seq <= known.seq
ORDER BY 2; -- seq

-- name: MarkVisitor :one
UPDATE conversation
SET visitor_received = greatest(visitor_received, least(last_seq, sqlc.arg(received)::bigint)),
    visitor_read = greatest(visitor_read, least(last_seq, sqlc.arg(read)::bigint)),
    rev = rev + 1, marks_rev = rev + 1
WHERE id = sqlc.arg(id)
  AND (visitor_received < least(last_seq, sqlc.arg(received)::bigint) OR visitor_read < least(last_seq, sqlc.arg(read)::bigint))
RETURNING rev;

-- name: MarkOwner :one
UPDATE conversation
SET owner_received = greatest(owner_received, least(last_seq, sqlc.arg(received)::bigint)),
    owner_read = greatest(owner_read, least(last_seq, sqlc.arg(read)::bigint)),
    rev = rev + 1, marks_rev = rev + 1
WHERE id = sqlc.arg(id)
  AND (owner_received < least(last_seq, sqlc.arg(received)::bigint) OR owner_read < least(last_seq, sqlc.arg(read)::bigint))
RETURNING rev;

-- name: BlockConversation :execrows
UPDATE conversation SET blocked_until = sqlc.arg(until), rev = rev + 1 WHERE id = sqlc.arg(id);

-- name: UnreadByVisitor :one
SELECT count(*) FROM message
WHERE conversation_id = sqlc.arg(id) AND sender = 'owner' AND deleted_at IS NULL
  AND seq > (SELECT visitor_read FROM conversation WHERE conversation.id = sqlc.arg(id));

-- ChangeMessage gives a message another text, or with deleted_at none. It affects no row where the message is not that side's,
-- is older than it may be, or was deleted before.
-- name: ChangeMessage :execrows
UPDATE message
SET body = sqlc.arg(body), rev = sqlc.arg(rev), edited_at = sqlc.arg(edited_at), deleted_at = sqlc.narg(deleted_at),
    first_hash = CASE WHEN sqlc.narg(deleted_at)::bigint IS NULL THEN coalesce(first_hash, sqlc.arg(first_hash)::bytea) ELSE '' END
WHERE conversation_id = sqlc.arg(conversation_id) AND sender = sqlc.arg(sender) AND id = sqlc.arg(id)
  AND deleted_at IS NULL AND created_at >= sqlc.arg(since);

-- name: NextRev :one
UPDATE conversation SET rev = rev + 1, updated_at = greatest(updated_at, sqlc.arg(now)::bigint) WHERE id = sqlc.arg(id) RETURNING rev;

-- CountVisitor forgets a message of the visitor that was deleted: nobody waits for an answer to it.
-- name: CountVisitor :exec
UPDATE conversation
SET visitor_seq = coalesce((SELECT max(m.seq) FROM message m WHERE m.conversation_id = conversation.id AND m.sender = 'visitor' AND m.deleted_at IS NULL), 0)
WHERE conversation.id = sqlc.arg(id);

-- name: CloseConversation :execrows
UPDATE conversation SET closed_at = sqlc.narg(closed_at), snoozed_until = NULL, rev = rev + 1 WHERE id = sqlc.arg(id);

-- name: SnoozeConversation :execrows
UPDATE conversation SET snoozed_until = sqlc.narg(until), closed_at = NULL, rev = rev + 1 WHERE id = sqlc.arg(id);

-- EraseConversation leaves an id and counters, from which tabs that were away learn that everything is gone.
-- name: EraseConversation :execrows
UPDATE conversation
SET first_seq = last_seq + 1, visitor_seq = 0, rev = rev + 1, updated_at = greatest(updated_at, sqlc.arg(now)::bigint), closed_at = NULL, snoozed_until = NULL, place = '', language = '', time_zone = '', device = ''
WHERE id = sqlc.arg(id);

-- name: DeleteMessages :execrows
DELETE FROM message WHERE conversation_id = $1;

-- name: DeleteNotes :execrows
DELETE FROM note WHERE conversation_id = $1;

-- Expired are the conversations in which nothing has changed since a time, but for those of visitors who are blocked, whose block
-- would go with them; and those that were erased before another time. (The first condition is what the inbox's index begins with.)
-- name: Expired :many
SELECT id FROM conversation
WHERE (visitor_seq > owner_read) IN (FALSE, TRUE) AND updated_at < greatest(sqlc.arg(changed)::bigint, sqlc.arg(erased)::bigint)
  AND updated_at < CASE WHEN last_seq < first_seq THEN sqlc.arg(erased)::bigint ELSE sqlc.arg(changed)::bigint END
  AND coalesce(blocked_until, 0) <= sqlc.arg(now)::bigint
LIMIT sqlc.arg(most)::bigint;

-- name: DeleteConversation :exec
DELETE FROM conversation WHERE id = $1;

-- Tally counts what is kept of a conversation.
-- name: Tally :one
SELECT
  (SELECT count(*) FROM message m WHERE m.conversation_id = sqlc.arg(id) AND m.sender = 'visitor') AS asked,
  (SELECT count(*) FROM message m WHERE m.conversation_id = sqlc.arg(id) AND m.sender = 'owner') AS answered,
  (SELECT count(*) FROM note n WHERE n.conversation_id = sqlc.arg(id)) AS notes;

-- name: SetFacts :exec
UPDATE conversation
SET language = sqlc.arg(language), time_zone = sqlc.arg(time_zone), device = sqlc.arg(device)
WHERE id = sqlc.arg(id) AND (language, time_zone, device) IS DISTINCT FROM (sqlc.arg(language)::text, sqlc.arg(time_zone)::text, sqlc.arg(device)::text);

-- name: CreateNote :exec
INSERT INTO note (conversation_id, account_id, body, created_at) VALUES ($1, $2, $3, $4);

-- name: Notes :many
SELECT n.id, n.body, n.created_at, coalesce(a.email, '') AS email
FROM note n LEFT JOIN account a ON a.id = n.account_id
WHERE n.conversation_id = $1 ORDER BY n.id;

-- name: DeleteNote :execrows
DELETE FROM note WHERE conversation_id = $1 AND id = $2;

-- Inbox lists conversations of a state, with something unread or without. The states are those of State.
-- name: Inbox :many
SELECT sqlc.embed(c), sqlc.embed(m),
  (SELECT count(*) FROM message u
   WHERE u.conversation_id = c.id AND u.sender = 'visitor' AND u.seq > c.owner_read AND u.deleted_at IS NULL) AS unread
FROM conversation c JOIN message m ON m.conversation_id = c.id AND m.seq = c.last_seq
WHERE (c.visitor_seq > c.owner_read) = (sqlc.arg(with_unread)::bigint <> 0)
  AND (sqlc.arg(place)::text = '' OR c.place = sqlc.arg(place)::text)
  AND CASE sqlc.arg(state)::text
    WHEN 'blocked' THEN c.blocked_until > sqlc.arg(now)
    WHEN 'closed' THEN c.closed_at IS NOT NULL AND coalesce(c.blocked_until, 0) <= sqlc.arg(now)
    WHEN 'snoozed' THEN c.snoozed_until > sqlc.arg(now) AND coalesce(c.blocked_until, 0) <= sqlc.arg(now)
    WHEN 'waiting' THEN c.visitor_seq = c.last_seq AND c.closed_at IS NULL AND coalesce(c.snoozed_until, 0) <= sqlc.arg(now) AND coalesce(c.blocked_until, 0) <= sqlc.arg(now)
    WHEN 'open' THEN c.closed_at IS NULL AND coalesce(c.snoozed_until, 0) <= sqlc.arg(now) AND coalesce(c.blocked_until, 0) <= sqlc.arg(now)
    ELSE TRUE END
ORDER BY c.updated_at DESC, c.id
LIMIT sqlc.arg(most)::bigint;

-- BlockedSilent are those of visitors who are blocked and of whom no message is kept: they never wrote, or erased what they had.
-- name: BlockedSilent :many
SELECT * FROM conversation WHERE last_seq < first_seq AND blocked_until > sqlc.arg(now) ORDER BY blocked_until DESC, id LIMIT sqlc.arg(most)::bigint;

-- name: CountConversations :one
SELECT count(*) FROM conversation WHERE last_seq >= first_seq;

-- name: CountUnread :one
SELECT count(*) FROM conversation WHERE visitor_seq > owner_read;

-- name: AskedPlaces :many
SELECT place, count(*) AS conversations FROM conversation WHERE place <> '' GROUP BY place ORDER BY place;

-- Gaps counts the questions from each place, and the conversations of them that wait for an answer.
-- name: Gaps :many
SELECT g.place, sum(g.questions)::bigint AS questions, count(*) AS conversations,
  count(*) FILTER (WHERE c.visitor_seq = c.last_seq AND c.closed_at IS NULL AND c.place = g.place) AS unanswered
FROM (
  SELECT m.place, m.conversation_id, count(*) AS questions FROM message m
  WHERE m.sender = 'visitor' AND m.place <> '' AND m.deleted_at IS NULL
  GROUP BY m.place, m.conversation_id
) g JOIN conversation c ON c.id = g.conversation_id
GROUP BY g.place
ORDER BY unanswered DESC, questions DESC, g.place;

-- Answers are the owners' last messages, with when the first message came that the visitor had waiting by then; 0: none waited.
-- name: Answers :many
SELECT m.created_at AS answered_at, CAST(coalesce((
    SELECT min(v.created_at) FROM message v
    WHERE v.conversation_id = m.conversation_id AND v.sender = 'visitor' AND v.deleted_at IS NULL AND v.seq < m.seq
      AND v.seq > coalesce((
        SELECT o.seq FROM message o
        WHERE o.conversation_id = m.conversation_id AND o.sender = 'owner' AND o.deleted_at IS NULL AND o.seq < m.seq
        ORDER BY o.seq DESC LIMIT 1), 0)), 0) AS BIGINT) AS asked_at
FROM message m WHERE m.sender = 'owner' AND m.deleted_at IS NULL
ORDER BY m.created_at DESC LIMIT sqlc.arg(most)::bigint;

-- Carried are the conversations that an export has, in the order of their ids: those of which something is left to tell. Of one that was
-- erased only a block is, as long as it holds.
-- name: Carried :many
SELECT * FROM conversation c
WHERE c.id > sqlc.arg(after)
  AND (c.last_seq >= c.first_seq OR c.blocked_until > sqlc.arg(now)::bigint OR EXISTS (SELECT 1 FROM note n WHERE n.conversation_id = c.id))
ORDER BY c.id LIMIT sqlc.arg(most)::bigint;

-- CountCarried counts them, and what they have. (Messages are without a gap.)
-- name: CountCarried :one
SELECT count(*) AS conversations, CAST(coalesce(sum(c.last_seq - c.first_seq + 1), 0) AS BIGINT) AS messages, (SELECT count(*) FROM note) AS notes
FROM conversation c
WHERE c.last_seq >= c.first_seq OR c.blocked_until > sqlc.arg(now)::bigint OR EXISTS (SELECT 1 FROM note n WHERE n.conversation_id = c.id);

-- name: MessagesFrom :many
SELECT * FROM message WHERE conversation_id = sqlc.arg(id) AND seq > sqlc.arg(after) ORDER BY seq LIMIT sqlc.arg(most)::bigint;

-- Authors are all who may have written an answer or a note.
-- name: Authors :many
SELECT id, email FROM account;

-- CarryConversation stores a conversation as it was elsewhere; no row is affected where there is one of this id.
-- name: CarryConversation :execrows
INSERT INTO conversation (id, created_at, updated_at, closed_at, blocked_until, last_seq, visitor_seq, rev, marks_rev, visitor_received, visitor_read,
  owner_received, owner_read, first_seq, snoozed_until, place, language, time_zone, device)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
ON CONFLICT (id) DO NOTHING;

-- name: CarryMessage :exec
INSERT INTO message (conversation_id, seq, rev, id, sender, account_id, body, place, created_at, edited_at, deleted_at, first_hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);
