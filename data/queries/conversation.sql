-- name: Conversation :one
SELECT * FROM conversation WHERE id = ?;

-- CountFromVisitor counts a message of the visitor, who begins the conversation with the first; no row is affected where they
-- are blocked. (RETURNING would give the numbers, and take ten times as long: it builds a table for them.)
-- name: CountFromVisitor :execrows
INSERT INTO conversation (id, created_at, updated_at, last_seq, rev, visitor_seq)
VALUES (sqlc.arg(id), sqlc.arg(now), sqlc.arg(now), 1, 1, 1)
ON CONFLICT (id) DO UPDATE
SET last_seq = last_seq + 1, rev = rev + 1, visitor_seq = last_seq + 1, updated_at = excluded.updated_at, closed_at = NULL
WHERE blocked_until IS NULL OR blocked_until <= excluded.updated_at;

-- CountFromOwner counts a message of an owner; no row is affected where nobody has asked.
-- name: CountFromOwner :execrows
UPDATE conversation
SET last_seq = last_seq + 1, rev = rev + 1, updated_at = sqlc.arg(now), closed_at = NULL
WHERE id = sqlc.arg(id);

-- name: Numbers :one
SELECT last_seq, rev FROM conversation WHERE id = ?;

-- CreateMessage stores a message, unless its id is taken: then no row is affected.
-- name: CreateMessage :execrows
INSERT INTO message (conversation_id, seq, rev, id, sender, account_id, body, place, created_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (conversation_id, sender, id) DO NOTHING;

-- name: MessageByID :one
SELECT * FROM message WHERE conversation_id = ? AND sender = ? AND id = ?;

-- name: MessagesAfter :many
SELECT * FROM message WHERE conversation_id = ? AND rev > ? ORDER BY seq;

-- name: MarkVisitor :one
UPDATE conversation
SET visitor_received = max(visitor_received, min(last_seq, CAST(sqlc.arg(received) AS INTEGER))),
    visitor_read = max(visitor_read, min(last_seq, CAST(sqlc.arg(read) AS INTEGER))),
    rev = rev + 1, marks_rev = rev + 1
WHERE id = sqlc.arg(id)
  AND (visitor_received < min(last_seq, CAST(sqlc.arg(received) AS INTEGER)) OR visitor_read < min(last_seq, CAST(sqlc.arg(read) AS INTEGER)))
RETURNING rev;

-- name: MarkOwner :one
UPDATE conversation
SET owner_received = max(owner_received, min(last_seq, CAST(sqlc.arg(received) AS INTEGER))),
    owner_read = max(owner_read, min(last_seq, CAST(sqlc.arg(read) AS INTEGER))),
    rev = rev + 1, marks_rev = rev + 1
WHERE id = sqlc.arg(id)
  AND (owner_received < min(last_seq, CAST(sqlc.arg(received) AS INTEGER)) OR owner_read < min(last_seq, CAST(sqlc.arg(read) AS INTEGER)))
RETURNING rev;

-- name: BlockConversation :execrows
UPDATE conversation SET blocked_until = sqlc.arg(until) WHERE id = sqlc.arg(id);

-- name: UnreadByVisitor :one
SELECT count(*) FROM message
WHERE conversation_id = sqlc.arg(id) AND sender = 'owner'
  AND seq > (SELECT visitor_read FROM conversation WHERE conversation.id = sqlc.arg(id));

-- name: Inbox :many
SELECT sqlc.embed(c), sqlc.embed(m),
  (SELECT count(*) FROM message u
   WHERE u.conversation_id = c.id AND u.sender = 'visitor' AND u.seq > c.owner_read) AS unread
FROM conversation c JOIN message m ON m.conversation_id = c.id AND m.seq = c.last_seq
ORDER BY c.updated_at DESC, c.id
LIMIT sqlc.arg(most);

-- name: CountConversations :one
SELECT count(*) FROM conversation WHERE last_seq > 0;

-- name: CountUnread :one
SELECT count(*) FROM conversation WHERE visitor_seq > owner_read;
