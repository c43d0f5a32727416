package conversation

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"

	"porchlight/app/store"
)

// indexBatch is how many conversations are looked at, and how many texts of each, before others may write.
const indexBatch = 100

// forgetBatch is how many texts one write takes out of search. Each is worth ten that come in: what is to be gone for good is
// overwritten wherever one of its words stands (https://www.sqlite.org/fts5.html#the_secure_delete_configuration_option).
const forgetBatch = 20

// Index brings search up to date with what was said since a time, in Unix milliseconds, and returns the time to go on from. A
// message is stored without it, so that its sender does not wait for the index. What was deleted is then taken off the disk.
func (c *Conversations) Index(ctx context.Context, since int64) (next int64, err error) {
	for {
		wiped := c.wiped.Load() // before looking: what is wiped from now on, search may know still
		rows, err := c.store.Read().NotIndexed(ctx, since, indexBatch)
		if err != nil {
			return since, err
		}
		if len(rows) == 0 {
			return since, c.sweep(ctx, wiped)
		}
		for _, row := range rows {
			if err := c.store.WriteIn(ctx, row.ID, func(q store.Queries) error { return index(ctx, q, row) }); err != nil {
				return since, err
			}
		}
		since = rows[0].UpdatedAt // the same again, until nothing is left of them
	}
}

// sweep writes the log into the file and empties it: a deleted text is overwritten in the file, and would stay in the log.
// https://www.sqlite.org/wal.html
func (c *Conversations) sweep(ctx context.Context, wiped int64) error {
	if c.swept.Load() == wiped {
		return nil
	}
	gone, err := c.store.Forget(ctx)
	if gone {
		c.swept.Store(wiped)
	}
	return err
}

// Wiped notes that something was deleted from the store elsewhere: Index takes it off the disk, too.
func (c *Conversations) Wiped() { c.wiped.Add(1) }

// Swept reports whether all that was deleted or changed here is off the disk.
func (c *Conversations) Swept() bool { return c.swept.Load() == c.wiped.Load() }

// index brings a part of a conversation up to date, the oldest changes first.
func index(ctx context.Context, q store.Queries, of store.NotIndexedRow) error {
	if more, err := forgetTexts(ctx, q, of.ID, of.FirstSeq); more || err != nil {
		return err
	}
	messages, err := q.MessagesAfter(ctx, of.ID, of.IndexedRev)
	if err != nil {
		return err
	}
	slices.SortFunc(messages, func(a, b store.Message) int { return cmp.Compare(a.Rev, b.Rev) })
	rev := of.Rev
	if len(messages) > indexBatch {
		messages = messages[:indexBatch]
		rev = messages[indexBatch-1].Rev
	}
	for _, m := range messages {
		rev = max(rev, m.Rev)
		if err := replaceText(ctx, q, m); err != nil {
			return err
		}
	}
	return q.SetIndexed(ctx, rev, of.ID)
}

// indexAll brings a whole conversation up to date.
func indexAll(ctx context.Context, q store.Queries, id string) error {
	for {
		row, err := q.Conversation(ctx, id)
		if err != nil || row.IndexedRev >= row.Rev {
			return err
		}
		err = index(ctx, q, store.NotIndexedRow{ID: id, Rev: row.Rev, FirstSeq: row.FirstSeq, IndexedRev: row.IndexedRev, UpdatedAt: row.UpdatedAt})
		if err != nil {
			return err
		}
	}
}

// replaceText makes search know a message as it is now.
func replaceText(ctx context.Context, q store.Queries, m store.Message) error {
	row, err := q.SearchRow(ctx, m.ConversationID, m.Seq)
	switch {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return err
	default:
		if err := forgetText(ctx, q, m.ConversationID, m.Seq, row); err != nil {
			return err
		}
	}
	if m.DeletedAt.Valid {
		return nil
	}
	if row, err = q.PutSearchText(ctx, m.Body, m.ConversationID, m.Seq); err != nil {
		return err
	}
	return q.RememberSearchRow(ctx, m.ConversationID, m.Seq, row)
}

// forgetTexts takes the texts of a conversation below a seq out of search, a batch of them, and reports whether there are more.
func forgetTexts(ctx context.Context, q store.Queries, id string, seq int64) (more bool, err error) {
	gone, err := q.SearchRowsBelow(ctx, id, seq, forgetBatch)
	for _, row := range gone {
		if err := forgetText(ctx, q, id, row.Seq, row.RowID); err != nil {
			return false, err
		}
	}
	return len(gone) == forgetBatch, err
}

func forgetText(ctx context.Context, q store.Queries, id string, seq, row int64) error {
	return errors.Join(q.DeleteSearchText(ctx, row), q.ForgetSearchRow(ctx, id, seq))
}
