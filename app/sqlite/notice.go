package sqlite

import (
	"context"
	"database/sql"

	"porchlight/app/store"
)

// How notices are put into the outbox. It is written by hand: the generator does not understand a union that is inserted.

// grouped tells the notice that waits under a key that there is more. Its time is then the earlier one, unless it failed before: more
// to say does not mend that.
const grouped = `
ON CONFLICT (key) DO UPDATE
SET generation = generation + 1, data = excluded.data,
    due_at = CASE WHEN dead_at IS NOT NULL OR claimed_by <> '' THEN excluded.due_at WHEN attempts > 0 THEN due_at ELSE min(due_at, excluded.due_at) END,
    attempts = iif(dead_at IS NULL, attempts, 0), dead_at = NULL`

const putNotice = `
INSERT INTO notice (key, channel, kind, conversation_id, data, created_at, due_at) VALUES (?, ?, ?, ?, ?, ?, ?)` + grouped

// PutNotice implements store.Queries.
func (q *Queries) PutNotice(ctx context.Context, p store.PutNoticeParams) error {
	_, err := q.db.ExecContext(ctx, putNotice, p.Key, p.Channel, p.Kind, p.ConversationID, p.Data, p.CreatedAt, p.DueAt)
	return err
}

const noticesOfMessage = `
INSERT INTO notice (key, channel, kind, conversation_id, data, created_at, due_at)
SELECT key, channel, kind, conversation_id, iif(:trace = '', data, json_insert(data, '$.trace', :trace)), created_at, due_at FROM (
  SELECT 'message:' || :conversation || ':' || :seq AS key, 'webhook' AS channel, 'message' AS kind, :conversation AS conversation_id,
    json_object('seq', :seq) AS data, :now AS created_at, :now AS due_at WHERE :calls
  UNION ALL
  SELECT 'push:' || :conversation || ':' || s.id, 'push', 'asked', :conversation, json_object('subscription', s.id), :now, :now
  FROM push_subscription s JOIN account a ON a.id = s.account_id WHERE a.role = 'owner' AND a.disabled_at IS NULL AND :asks
  UNION ALL
  SELECT 'asked:' || :conversation || ':' || a.id, 'mail', 'asked', :conversation, json_object('account', a.id), :now, :asked_due
  FROM account a WHERE a.role = 'owner' AND a.mails AND a.disabled_at IS NULL AND a.joined_at IS NOT NULL AND :asks AND :mails
  UNION ALL
  SELECT 'reply:' || c.conversation_id, 'mail', 'reply', c.conversation_id, '{}', :now, :reply_due
  FROM contact c WHERE c.conversation_id = :conversation AND c.confirmed_at IS NOT NULL AND NOT :asks AND :mails
) WHERE true ORDER BY channel DESC, key` + grouped

// NoticesOfMessage implements store.Queries.
func (q *Queries) NoticesOfMessage(ctx context.Context, p store.NoticesOfMessageParams) (int64, error) {
	result, err := q.db.ExecContext(ctx, noticesOfMessage,
		sql.Named("conversation", p.ConversationID), sql.Named("seq", p.Seq), sql.Named("asks", p.Asks), sql.Named("mails", p.Mails),
		sql.Named("calls", p.Calls), sql.Named("now", p.Now), sql.Named("asked_due", p.AskedDue), sql.Named("reply_due", p.ReplyDue), sql.Named("trace", p.Trace))
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}
