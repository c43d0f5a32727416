package conversation

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"math"
	"slices"
	"time"

	"porchlight/app/fault"
	"porchlight/app/store"
)

// Changes are what happened in a conversation after a rev.
type Changes struct {
	Conversation Conversation
	Messages     []Message // in seq order
	Marks        bool      // whether a mark changed too
}

// Since returns everything that changed after rev. A conversation that does not exist has no changes and rev 0.
//
// The conversation is read before its messages, and messages newer than that are left for the next call: without a
// transaction the result is still exactly what had happened up to Conversation.Rev.
func (c *Conversations) Since(ctx context.Context, id string, rev int64) (Changes, error) {
	conversation, err := c.Get(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return Changes{Conversation: Conversation{ID: id}}, nil
	}
	if err != nil || conversation.Rev <= rev {
		return Changes{Conversation: conversation}, err
	}
	rows, err := c.store.Read().MessagesAfter(ctx, id, rev)
	if err != nil {
		return Changes{}, err
	}
	changes := Changes{Conversation: conversation, Marks: conversation.MarksRev > rev}
	for _, row := range rows {
		if row.Rev <= conversation.Rev {
			changes.Messages = append(changes.Messages, messageFromRow(row))
		}
	}
	return changes, nil
}

// Standing is what of a conversation changes with anything that its pages show or that closes them. Two that are equal say that
// nothing has happened between them.
type Standing struct {
	Rev          int64
	BlockedUntil time.Time
	SnoozedUntil time.Time
	Closed       bool
}

// Standing is how the conversation stands.
func (c Conversation) Standing() Standing {
	return Standing{Rev: c.Rev, BlockedUntil: c.BlockedUntil, SnoozedUntil: c.SnoozedUntil, Closed: c.Closed}
}

// standingsAtOnce is how many conversations one query is for, far below the variables that SQLite takes (32,766).
const standingsAtOnce = 500

// Standings returns how these conversations stand, by id. One that nobody has written in is not among them.
func (c *Conversations) Standings(ctx context.Context, ids []string) (map[string]Standing, error) {
	found := make(map[string]Standing, len(ids))
	for some := range slices.Chunk(ids, standingsAtOnce) {
		rows, err := c.store.Read().Standings(ctx, some)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			found[row.ID] = Standing{row.Rev, timeOf(row.BlockedUntil), timeOf(row.SnoozedUntil), row.ClosedAt.Valid}
		}
	}
	return found, nil
}

// Latest returns the last messages of a conversation, at most so many; with before those before that seq. It is what a page shows
// of a long thread, and holds as Since does.
func (c *Conversations) Latest(ctx context.Context, id string, before, most int64) (Changes, error) {
	conversation, err := c.Get(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return Changes{Conversation: Conversation{ID: id}}, nil
	}
	if err != nil {
		return Changes{}, err
	}
	rows, err := c.store.Read().MessagesBefore(ctx, id, min(cmp.Or(before, math.MaxInt64), conversation.LastSeq+1), most)
	changes := Changes{Conversation: conversation}
	for _, row := range slices.Backward(rows) {
		if row.Rev <= conversation.Rev {
			changes.Messages = append(changes.Messages, messageFromRow(row))
		}
	}
	return changes, err
}

// Mark moves a side's marks forward, never back, and returns the new rev; 0 when nothing moved.
func (c *Conversations) Mark(ctx context.Context, id string, side Side, m Marks) (rev int64, err error) {
	m.Received = max(m.Received, m.Read)
	now, err := c.Get(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return 0, nil
	}
	if err != nil || !now.moves(side, m) {
		return 0, err
	}
	err = c.store.WriteIn(ctx, id, func(q store.Queries) error {
		mark := q.MarkVisitor
		if side == Owner {
			mark = q.MarkOwner
		}
		rev, err = mark(ctx, m.Received, m.Read, id)
		return noRows(err)
	})
	return rev, err
}

// moves spares the store a write, and its flush, for a mark that is where it is asked to go.
func (c Conversation) moves(side Side, m Marks) bool {
	now := c.MarksOf(side)
	return min(m.Received, c.LastSeq) > now.Received || min(m.Read, c.LastSeq) > now.Read
}

// noRows takes away the error that says that nothing was changed.
func noRows(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	return err
}
