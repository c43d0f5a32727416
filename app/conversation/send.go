package conversation

import (
	"context"
	"database/sql"
	"errors"
	"regexp"
	"strings"
	"unicode/utf8"

	"porchlight/app/fault"
	"porchlight/app/sqlite"
)

// BodyMost is the longest message, in Unicode code points.
const BodyMost = 4000

// uuidForm is the text form of RFC 9562, section 4, in lower case.
var uuidForm = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// Draft is a message on its way in.
type Draft struct {
	ID        string
	Body      string
	Place     string
	From      Side
	AccountID int64 // of the owner who answers; 0 for a visitor
}

// Check returns the draft as it would be stored, or fault.Invalid with what is wrong with it.
func (d Draft) Check() (Draft, error) {
	d.Body = strings.ReplaceAll(d.Body, "\r\n", "\n") // forms send CRLF, sockets LF: the same text must be the same message
	switch {
	case !uuidForm.MatchString(d.ID):
		return d, fault.New(fault.Invalid, "The message came without a proper id. Reload the page and send it again.")
	case !utf8.ValidString(d.Body):
		return d, fault.New(fault.Invalid, "The message holds bytes that are not text. Please write it again as plain text.")
	case strings.ContainsRune(d.Body, 0):
		return d, fault.New(fault.Invalid, "The message holds a character that cannot be stored. Please remove it.")
	case strings.TrimSpace(d.Body) == "":
		return d, fault.New(fault.Invalid, "Write a few words first.")
	case utf8.RuneCountInString(d.Body) > BodyMost:
		return d, fault.New(fault.Invalid, "That is %d characters; a message holds %d. Please shorten it or send it in parts.", utf8.RuneCountInString(d.Body), BodyMost)
	}
	return d, nil
}

// Send stores a message and returns it with its seq and rev, on the disk. The same id and body from the same side again
// returns what is stored. Errors: Invalid, Conflict (the id is taken by another text), Forbidden (blocked), NotFound
// (an owner answers where nobody asked), Unavailable.
func (c *Conversations) Send(ctx context.Context, id string, d Draft) (Message, error) {
	d, err := d.Check()
	if err != nil {
		return Message{}, err
	}
	var sent Message
	err = c.store.Write(ctx, func(q *sqlite.Queries) error {
		sent, err = c.send(ctx, q, id, d)
		return err
	})
	return sent, err
}

func (c *Conversations) send(ctx context.Context, q *sqlite.Queries, id string, d Draft) (Message, error) {
	stored, err := stored(ctx, q, id, d)
	if err != nil || stored.Seq > 0 {
		return stored, err
	}
	now := c.now().UnixMilli()
	if d.From == Visitor {
		if err := q.CreateConversation(ctx, id, now); err != nil {
			return Message{}, err
		}
		row, err := q.Conversation(ctx, id)
		if err != nil {
			return Message{}, err
		}
		if row.BlockedUntil.Int64 > now {
			return Message{}, fault.New(fault.Forbidden, "Messages from this browser are not accepted at the moment.")
		}
	}
	next, err := q.NextMessage(ctx, now, map[Side]int64{Visitor: 1}[d.From], id)
	if errors.Is(err, sql.ErrNoRows) {
		return Message{}, fault.New(fault.NotFound, "There is no such conversation.")
	}
	if err != nil {
		return Message{}, err
	}
	row := sqlite.CreateMessageParams{
		ConversationID: id, Seq: next.LastSeq, Rev: next.Rev, ID: d.ID, Sender: string(d.From),
		AccountID: sql.NullInt64{Int64: d.AccountID, Valid: d.AccountID != 0}, Body: d.Body, Place: d.Place, CreatedAt: now,
	}
	return messageFromRow(sqlite.Message(row)), q.CreateMessage(ctx, row)
}

// Stored returns the message that a draft repeats; its Seq is 0 when the draft is new.
func (c *Conversations) Stored(ctx context.Context, id string, d Draft) (Message, error) {
	d, err := d.Check()
	if err != nil {
		return Message{}, err
	}
	return stored(ctx, c.store.Read(), id, d)
}

func stored(ctx context.Context, q *sqlite.Queries, id string, d Draft) (Message, error) {
	row, err := q.MessageByID(ctx, id, string(d.From), d.ID)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Message{}, nil
	case err != nil:
		return Message{}, err
	case row.Body != d.Body:
		return Message{}, fault.New(fault.Conflict, "A different message was already sent under this id. Reload the page and send it again.")
	}
	return messageFromRow(row), nil
}
