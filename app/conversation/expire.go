package conversation

import (
	"context"
	"time"

	"porchlight/app/store"
)

// ErasedFor is how long the id and the counters of a conversation that was erased are kept, for tabs that were away to learn of it.
const ErasedFor = 30 * 24 * time.Hour

// expireBatch is how many conversations are removed before the log is written back. Each fills some twenty of its pages.
const expireBatch = 20

// Expired is how much was removed because it had been kept long enough.
type Expired struct{ Conversations, Messages, Notes int64 }

// Expire removes the conversations in which nothing was said or changed since a time, with all that hangs on them; of what was
// erased ErasedFor ago, the rest. It calls gone for each, and Index then takes it off the disk. One whose visitor is blocked stays
// until the block ends. Each is a write of its own, so that messages go between; one with many texts in search is several. To do
// it on two nodes at once does no harm.
func (c *Conversations) Expire(ctx context.Context, before time.Time, gone func(id string)) (total Expired, err error) {
	for {
		now := c.now()
		due := store.ExpiredParams{Changed: before.UnixMilli(), Erased: now.Add(-ErasedFor).UnixMilli(), Now: now.UnixMilli(), Most: expireBatch}
		ids, err := c.store.Read().Expired(ctx, due)
		if err != nil || len(ids) == 0 {
			return total, err
		}
		done := total.Conversations
		for _, id := range ids {
			removed, err := c.remove(ctx, id, due)
			if err != nil {
				return total, err
			}
			total.Conversations += removed.Conversations
			total.Messages += removed.Messages
			total.Notes += removed.Notes
			if removed.Conversations > 0 {
				gone(id)
			}
		}
		if total.Conversations == done { // another node is at it, or all of them wrote just now
			return total, nil
		}
		if err := c.store.WriteBack(ctx); err != nil {
			return total, err
		}
	}
}

// remove ends a conversation, unless somebody has written in it by the time that its turn has come.
func (c *Conversations) remove(ctx context.Context, id string, due store.ExpiredParams) (removed Expired, err error) {
	c.wiped.Add(1) // also before: somebody may see that it is gone before this returns
	defer c.wiped.Add(1)
	begun, more := false, true
	for more && err == nil {
		err = c.store.Write(ctx, func(q store.Queries) (err error) {
			more = false
			row, err := q.Conversation(ctx, id)
			if err != nil {
				return noRows(err) // another node was quicker
			}
			if erased := row.LastSeq < row.FirstSeq; begun && !erased || !begun && !isDue(row, due) {
				return nil
			}
			if !begun {
				if removed, err = c.empty(ctx, q, id); err != nil {
					return err
				}
				if _, err = q.EraseConversation(ctx, due.Now, id); err != nil {
					return err
				}
			}
			if more, err = forgetTexts(ctx, q, id, row.LastSeq+1); more || err != nil {
				return err
			}
			removed.Conversations = 1
			return q.DeleteConversation(ctx, id)
		})
		begun = true
	}
	return removed, err
}

// isDue is the rule of the query Expired.
func isDue(row store.Conversation, due store.ExpiredParams) bool {
	since := due.Changed
	if row.LastSeq < row.FirstSeq {
		since = due.Erased
	}
	return row.UpdatedAt < since && row.BlockedUntil.Int64 <= due.Now
}
