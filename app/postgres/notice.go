package postgres

import (
	"context"

	"porchlight/app/store"

	"github.com/jackc/pgx/v5"
)

// How notices are put into the outbox. It is written by hand, as SQLite's is.

// grouped tells the notice that waits under a key that there is more. Its time is then the earlier one, unless it failed before: more
// to say does not mend that.
const grouped = `
ON CONFLICT (key) DO UPDATE
SET generation = notice.generation + 1, data = excluded.data,
    due_at = CASE WHEN notice.dead_at IS NOT NULL OR notice.claimed_by <> '' THEN excluded.due_at
      WHEN notice.attempts > 0 THEN notice.due_at ELSE least(notice.due_at, excluded.due_at) END,
    attempts = CASE WHEN notice.dead_at IS NULL THEN notice.attempts ELSE 0 END, dead_at = NULL`

const putNotice = `
INSERT INTO notice (key, channel, kind, conversation_id, data, created_at, due_at) VALUES ($1, $2, $3, $4, $5, $6, $7)` + grouped

// PutNotice implements store.Queries.
func (q *Queries) PutNotice(ctx context.Context, p store.PutNoticeParams) error {
	_, err := q.db.Exec(ctx, putNotice, p.Key, p.Channel, p.Kind, p.ConversationID, p.Data, p.CreatedAt, p.DueAt)
	return err
}

const noticesOfMessage = `
INSERT INTO notice (key, channel, kind, conversation_id, data, created_at, due_at)
SELECT key, channel, kind, conversation_id, CASE WHEN @trace::text = '' THEN data ELSE data || jsonb_build_object('trace', @trace::text) END, @now::bigint, due_at FROM (
  SELECT 'message:' || @conversation::text || ':' || @seq::bigint AS key, 'webhook' AS channel, 'message' AS kind, @conversation::text AS conversation_id,
    jsonb_build_object('seq', @seq::bigint) AS data, @now::bigint AS due_at WHERE @calls::bool
  UNION ALL
  SELECT 'push:' || @conversation::text || ':' || s.id, 'push', 'asked', @conversation::text, jsonb_build_object('subscription', s.id), @now::bigint
  FROM push_subscription s JOIN account a ON a.id = s.account_id WHERE a.role = 'owner' AND a.disabled_at IS NULL AND @asks::bool
  UNION ALL
  SELECT 'asked:' || @conversation::text || ':' || a.id, 'mail', 'asked', @conversation::text, jsonb_build_object('account', a.id), @asked_due::bigint
  FROM account a WHERE a.role = 'owner' AND a.mails <> 0 AND a.disabled_at IS NULL AND a.joined_at IS NOT NULL AND @asks::bool AND @mails::bool
  UNION ALL
  SELECT 'reply:' || c.conversation_id, 'mail', 'reply', c.conversation_id, '{}'::jsonb, @reply_due::bigint
  FROM contact c WHERE c.conversation_id = @conversation::text AND c.confirmed_at IS NOT NULL AND NOT @asks::bool AND @mails::bool
) AS follows ORDER BY channel COLLATE "C" DESC, key COLLATE "C"` + grouped

// NoticesOfMessage implements store.Queries: in one statement, since the sender waits for it.
func (q *Queries) NoticesOfMessage(ctx context.Context, p store.NoticesOfMessageParams) (int64, error) {
	result, err := q.db.Exec(ctx, noticesOfMessage, pgx.NamedArgs{
		"conversation": p.ConversationID, "seq": p.Seq, "asks": p.Asks, "mails": p.Mails, "calls": p.Calls,
		"now": p.Now, "asked_due": p.AskedDue, "reply_due": p.ReplyDue, "trace": p.Trace,
	})
	return result.RowsAffected(), err
}
