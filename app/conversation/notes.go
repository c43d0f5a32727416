package conversation

import (
	"context"
	"database/sql"
	"strings"
	"time"
	"unicode/utf8"

	"porchlight/app/fault"
	"porchlight/app/store"
)

// Note is what owners write about a conversation for each other. It is in a table of its own, which nothing that visitors
// are shown is read from.
type Note struct {
	ID   int64
	By   string // the e-mail address of the owner; empty when the account is gone
	Body string
	At   time.Time
}

// Note adds a note to a conversation. Errors: Invalid, NotFound, Unavailable.
func (c *Conversations) Note(ctx context.Context, id string, account int64, body string) error {
	body = strings.TrimSpace(lineFeeds.Replace(body))
	switch {
	case body == "" || !utf8.ValidString(body) || strings.ContainsRune(body, 0):
		return fault.New(fault.Invalid, "A note needs a few words of plain text.")
	case utf8.RuneCountInString(body) > BodyMost:
		return fault.New(fault.Invalid, "A note holds %d characters. Please shorten it.", BodyMost)
	}
	if _, err := c.Get(ctx, id); err != nil {
		return err
	}
	return c.store.WriteIn(ctx, id, func(q store.Queries) error {
		return q.CreateNote(ctx, store.CreateNoteParams{
			ConversationID: id, AccountID: sql.NullInt64{Int64: account, Valid: account != 0}, Body: body, CreatedAt: c.now().UnixMilli(),
		})
	})
}

// Notes returns the notes of a conversation, the oldest first.
func (c *Conversations) Notes(ctx context.Context, id string) (notes []Note, err error) {
	rows, err := c.store.Read().Notes(ctx, id)
	for _, row := range rows {
		notes = append(notes, Note{ID: row.ID, By: row.Email, Body: row.Body, At: time.UnixMilli(row.CreatedAt)})
	}
	return notes, err
}

// DeleteNote removes a note; fault.NotFound where there is none.
func (c *Conversations) DeleteNote(ctx context.Context, id string, note int64) error {
	defer c.wiped.Add(1)
	return c.store.WriteIn(ctx, id, func(q store.Queries) error {
		return counted(fault.New(fault.NotFound, "There is no such note."))(q.DeleteNote(ctx, id, note))
	})
}
