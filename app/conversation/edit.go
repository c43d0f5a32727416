package conversation

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"time"

	"porchlight/app/fault"
	"porchlight/app/store"
)

// EditWithin is how long a sender may change or delete a message after it was sent.
const EditWithin = 5 * time.Minute

// Edit gives a message of d.From another body; the message is named by d.ID. The same edit again returns what is stored.
// Errors: those of Check; NotFound (there is no such message of that side); Forbidden (it is too late, another owner wrote it, it
// was deleted, or the visitor is blocked); Unavailable.
func (c *Conversations) Edit(ctx context.Context, id string, d Draft) (Message, error) {
	d, err := d.Check()
	if err != nil {
		return Message{}, err
	}
	return c.change(ctx, id, d, false)
}

// Delete empties a message, as Edit changes it; d needs no body. Its place in the thread stays.
func (c *Conversations) Delete(ctx context.Context, id string, d Draft) (Message, error) {
	d.Body = ""
	return c.change(ctx, id, d, true)
}

func (c *Conversations) change(ctx context.Context, id string, d Draft, deletes bool) (m Message, err error) {
	now := c.now()
	defer c.wiped.Add(1)
	err = c.store.WriteIn(ctx, id, func(q store.Queries) error {
		row, err := q.MessageByID(ctx, id, string(d.From), d.ID)
		if errors.Is(err, sql.ErrNoRows) {
			return fault.New(fault.NotFound, "There is no such message of yours.")
		}
		if m = messageFromRow(row); err != nil || m.Deleted == deletes && m.Body == d.Body {
			return err // it is so already
		}
		if d.From == Owner && row.AccountID.Int64 != d.AccountID {
			return fault.New(fault.Forbidden, "Another owner wrote that.")
		}
		if err := mayEdit(ctx, q, id, d.From, deletes, now); err != nil {
			return err
		}
		rev, err := q.NextRev(ctx, now.UnixMilli(), id)
		if err != nil {
			return err
		}
		first := sha256.Sum256([]byte(row.Body))
		changed := store.ChangeMessageParams{
			Body: d.Body, Rev: rev, EditedAt: at(now), FirstHash: first[:],
			ConversationID: id, Sender: string(d.From), ID: d.ID, Since: now.Add(-EditWithin).UnixMilli(),
		}
		if deletes {
			changed.DeletedAt = at(now)
		}
		m.Body, m.Rev, m.Edited, m.Deleted = d.Body, rev, true, deletes
		err = counted(fault.New(fault.Forbidden, "A message can be changed for %d minutes after it was sent. This one stays as it is.", int(EditWithin.Minutes())))(q.ChangeMessage(ctx, changed))
		if err == nil && deletes {
			err = q.CountVisitor(ctx, id)
		}
		return err
	})
	return m, err
}

// mayEdit refuses the new text of a visitor who is blocked, which would be one more message. They may take one back.
func mayEdit(ctx context.Context, q store.Queries, id string, from Side, deletes bool, now time.Time) error {
	if from == Owner || deletes {
		return nil
	}
	row, err := q.Conversation(ctx, id)
	if err == nil && fromRow(row).BlockedUntil.After(now) {
		return isBlocked()
	}
	return err
}

// sentAs reports whether a stored message was first sent with this body. Of one that was deleted nothing is known any more.
func sentAs(row store.Message, body string) bool {
	if row.DeletedAt.Valid {
		return true
	}
	if row.FirstHash == nil {
		return row.Body == body
	}
	sum := sha256.Sum256([]byte(body))
	return bytes.Equal(row.FirstHash, sum[:])
}
