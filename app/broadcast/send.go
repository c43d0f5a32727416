package broadcast

import (
	"context"
	"database/sql"
	"errors"

	"porchlight/app/fault"
	"porchlight/app/store"
)

// Preview returns what a draft would be if it were sent now, or fault.Invalid.
func (b *Broadcasts) Preview(d Draft) (Broadcast, error) {
	now := b.now()
	d, ends, err := d.check(now)
	return Broadcast{Target: d.Target, ID: d.ID, Text: d.Text, Card: d.Card, Account: d.Account, Sent: now, Ends: ends}, err
}

// Send stores a broadcast and returns it, on the disk; from then on it runs. The same id and words again return what is stored.
// Errors: Invalid, Conflict (the id is taken by another one, or too many run), Unavailable.
func (b *Broadcasts) Send(ctx context.Context, d Draft) (sent Broadcast, fresh bool, err error) {
	sent, err = b.Preview(d)
	if err != nil {
		return sent, false, err
	}
	err = b.store.Write(ctx, func(q store.Queries) error {
		running, err := q.CountRunning(ctx, sent.Sent.UnixMilli())
		if err != nil {
			return err
		}
		rows, err := q.AddBroadcast(ctx, store.AddBroadcastParams{
			ID: sent.ID, Body: sent.Text, Card: sent.Card, Place: sent.Place, Visitor: sent.Visitor, AccountID: idOf(sent.Account),
			SentAt: sent.Sent.UnixMilli(), EndsAt: sent.Ends.UnixMilli(),
		})
		if err != nil {
			return err
		}
		if fresh = rows > 0; fresh && running >= RunningMost {
			return fault.New(fault.Conflict, "%d broadcasts are running, which is as many as can. End one of them first.", running)
		}
		if fresh {
			return nil
		}
		before, err := q.Broadcast(ctx, sent.ID)
		if stored := fromRow(before, before.Shown); err == nil && !stored.says(sent) {
			return fault.New(fault.Conflict, "This form was sent before, with other words. Reload the page to send another one.")
		}
		sent = fromRow(before, before.Shown)
		return err
	})
	return sent, fresh, err
}

// says reports whether another one says the same to the same people.
func (b Broadcast) says(other Broadcast) bool {
	return b.Text == other.Text && b.Card == other.Card && b.Target == other.Target
}

// End ends a broadcast now. One that is over stays as it is. Errors: NotFound, Unavailable.
func (b *Broadcasts) End(ctx context.Context, id string, account int64) (ended bool, err error) {
	err = b.store.Write(ctx, func(q store.Queries) error {
		rows, err := q.EndBroadcast(ctx, b.now().UnixMilli(), idOf(account), id)
		if ended = rows > 0; ended || err != nil {
			return err
		}
		if _, err = q.Broadcast(ctx, id); errors.Is(err, sql.ErrNoRows) {
			return errUnknown
		}
		return err
	})
	return ended, err
}

// Running returns those that run, the newest first.
func (b *Broadcasts) Running(ctx context.Context) (running []Broadcast, err error) {
	rows, err := b.store.Read().RunningBroadcasts(ctx, b.now().UnixMilli())
	for _, row := range rows {
		running = append(running, fromRow(row.Broadcast, row.Visitors))
	}
	return running, err
}

// Past returns those that have ended, the last first, at most PastMost.
func (b *Broadcasts) Past(ctx context.Context) (past []Broadcast, err error) {
	rows, err := b.store.Read().PastBroadcasts(ctx, b.now().UnixMilli(), PastMost)
	for _, row := range rows {
		past = append(past, fromRow(row.Broadcast, row.Visitors))
	}
	return past, err
}

// To returns what was told to one visitor alone and is kept, the oldest first.
func (b *Broadcasts) To(ctx context.Context, visitor string) (told []Broadcast, err error) {
	rows, err := b.store.Read().BroadcastsTo(ctx, visitor)
	for _, row := range rows {
		told = append(told, fromRow(row, row.Shown))
	}
	return told, err
}
