package conversation

import (
	"context"
	"database/sql"
	"time"

	"porchlight/app/fault"
	"porchlight/app/store"
)

// State is what is to be done about a conversation.
type State string

// The states. One that is blocked, closed or snoozed is nothing else; an open one waits while the visitor spoke last.
const (
	Open    State = "open"
	Waiting State = "waiting"
	Snoozed State = "snoozed"
	Closed  State = "closed"
	Blocked State = "blocked"
)

// State returns what the conversation is at a time.
func (c Conversation) State(now time.Time) State {
	switch {
	case c.BlockedUntil.After(now):
		return Blocked
	case c.Closed:
		return Closed
	case c.SnoozedUntil.After(now):
		return Snoozed
	case c.VisitorSeq == c.LastSeq && c.LastSeq > 0:
		return Waiting
	}
	return Open
}

// Every change of state takes the next rev, as every other change does, and is fault.NotFound where nobody has written.

// Close ends a conversation until somebody writes in it again.
func (c *Conversations) Close(ctx context.Context, id string) error {
	return c.set(ctx, id, func(q store.Queries) (int64, error) { return q.CloseConversation(ctx, at(c.now()), id) })
}

// Reopen takes back a Close or a Snooze.
func (c *Conversations) Reopen(ctx context.Context, id string) error {
	return c.set(ctx, id, func(q store.Queries) (int64, error) { return q.CloseConversation(ctx, sql.NullInt64{}, id) })
}

// Snooze puts a conversation away until a time, or until somebody writes in it.
func (c *Conversations) Snooze(ctx context.Context, id string, until time.Time) error {
	if !until.After(c.now()) {
		return fault.New(fault.Invalid, "That time is past. Choose a later one.")
	}
	return c.set(ctx, id, func(q store.Queries) (int64, error) { return q.SnoozeConversation(ctx, at(until), id) })
}

// Block refuses the visitor's messages until the given time.
func (c *Conversations) Block(ctx context.Context, id string, until time.Time) error {
	return c.set(ctx, id, func(q store.Queries) (int64, error) { return q.BlockConversation(ctx, at(until), id) })
}

// BlockUnwritten blocks a visitor whether or not anybody has written: where nobody has, it begins a conversation without a message, which
// the block belongs to.
func (c *Conversations) BlockUnwritten(ctx context.Context, id string, until time.Time) error {
	return c.set(ctx, id, func(q store.Queries) (int64, error) {
		if err := q.BeginByOwner(ctx, id, c.now().UnixMilli()); err != nil {
			return 0, err
		}
		return q.BlockConversation(ctx, at(until), id)
	})
}

func (c *Conversations) set(ctx context.Context, id string, change func(store.Queries) (int64, error)) error {
	return c.store.WriteIn(ctx, id, func(q store.Queries) error { return counted(noConversation())(change(q)) })
}

func noConversation() error { return fault.New(fault.NotFound, "There is no such conversation.") }
