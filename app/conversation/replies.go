package conversation

import (
	"context"
	"time"
)

// Reply is an answer of an owner, and when the first message came that the visitor had waiting by then.
type Reply struct{ Asked, Answered time.Time }

// answersPerReply is how many of the owners' messages are looked at for one that answers something: many only go on.
const answersPerReply = 10

// Replies returns the last answers to something that was asked, at most so many, the last one first.
func (c *Conversations) Replies(ctx context.Context, most int) (replies []Reply, err error) {
	rows, err := c.store.Read().Answers(ctx, int64(most*answersPerReply))
	for _, row := range rows {
		if row.AskedAt > 0 && len(replies) < most {
			replies = append(replies, Reply{time.UnixMilli(row.AskedAt), time.UnixMilli(row.AnsweredAt)})
		}
	}
	return replies, err
}
