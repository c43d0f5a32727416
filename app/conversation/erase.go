package conversation

import (
	"context"

	"porchlight/app/store"
)

// Tally is how much is kept of a conversation.
type Tally struct {
	Asked    int64 // messages of the visitor, those that they deleted included: their place in the thread is kept
	Answered int64 // of owners
	Notes    int64
}

// Tally counts what is kept of a conversation; nothing where there is none.
func (c *Conversations) Tally(ctx context.Context, id string) (Tally, error) {
	row, err := c.store.Read().Tally(ctx, id)
	return Tally(row), err
}

// Erase deletes everything that was said and noted, for good; Index then takes it out of search and off the disk. What stays is
// the id and the counters, so that tabs that were away learn of it, and seqs are not given again; and a block, until it ends.
func (c *Conversations) Erase(ctx context.Context, id string) error {
	defer c.wiped.Add(1)
	return c.store.Write(ctx, func(q store.Queries) error { // what others keep of it may be about more than it
		if _, err := c.empty(ctx, q, id); err != nil {
			return err
		}
		return counted(noConversation())(q.EraseConversation(ctx, c.now().UnixMilli(), id))
	})
}

// empty deletes what hangs on a conversation, but for what search knows of it.
func (c *Conversations) empty(ctx context.Context, q store.Queries, id string) (gone Expired, err error) {
	if gone.Messages, err = q.DeleteMessages(ctx, id); err != nil {
		return gone, err
	}
	if gone.Notes, err = q.DeleteNotes(ctx, id); err != nil {
		return gone, err
	}
	for _, remove := range c.OnErase {
		if err := remove(ctx, q, id); err != nil {
			return gone, err
		}
	}
	return gone, nil
}
