package conversation

import (
	"context"
	"database/sql"
	"errors"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"porchlight/app/fault"
	"porchlight/app/store"
	"porchlight/app/tracing"

	"go.opentelemetry.io/otel/trace"
)

// BodyMost is the longest message, in Unicode code points.
const BodyMost = 4000

// uuidForm is the text form of RFC 9562, section 4, in lower case.
var uuidForm = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// lineFeeds ends lines by a line feed alone. Forms send CRLF and sockets LF, and the same text must be the same message; and what comes out
// of it must not change again, when it is read from an export, or where a mail program ends a line at a carriage return.
var lineFeeds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// Draft is a message on its way in.
type Draft struct {
	ID        string
	Body      string
	Place     string
	From      Side
	AccountID int64 // of the owner who answers; 0 for a visitor
	Begins    bool  // an owner writes to somebody who is here and may not have written yet
}

// Check returns the draft as it would be stored, or fault.Invalid with what is wrong with it.
func (d Draft) Check() (Draft, error) {
	d.Body = lineFeeds.Replace(d.Body)
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

// errTaken ends a write whose message id is taken already.
var errTaken = errors.New("a message with this id is stored")

// Send stores a message and returns it with its seq and rev, on the disk. The same id and body from the same side again
// returns what is stored. Errors: Invalid, Conflict (the id is taken by another text), Forbidden (blocked), NotFound
// (an owner answers where nobody asked), Unavailable.
func (c *Conversations) Send(ctx context.Context, id string, d Draft) (sent Message, err error) {
	ctx, sending := tracing.Begin(ctx, "conversation.Send", trace.SpanKindInternal)
	defer func() { tracing.End(sending, err) }()
	if d, err = d.Check(); err != nil {
		return Message{}, err
	}
	err = c.store.WriteIn(ctx, id, func(q store.Queries) error {
		sent, err = c.send(ctx, q, id, d)
		return err
	})
	if errors.Is(err, errTaken) || fault.Is(err, fault.Forbidden) { // what was stored before stays so
		if before, failed := stored(ctx, c.store.Read(), id, d); failed != nil || before.Seq > 0 {
			return before, failed
		}
	}
	return sent, err
}

// send stores a new message by as few statements as can be: how many messages a second are stored depends on little else.
func (c *Conversations) send(ctx context.Context, q store.Queries, id string, d Draft) (Message, error) {
	now := c.now().UnixMilli()
	if err := count(ctx, q, id, d, now); err != nil {
		return Message{}, err
	}
	numbers, err := q.Numbers(ctx, id)
	if err != nil {
		return Message{}, err
	}
	row := store.CreateMessageParams{
		ConversationID: id, Seq: numbers.LastSeq, Rev: numbers.Rev, ID: d.ID, Sender: string(d.From),
		AccountID: sql.NullInt64{Int64: d.AccountID, Valid: d.AccountID != 0}, Body: d.Body, Place: d.Place, CreatedAt: now,
	}
	created, err := q.CreateMessage(ctx, row)
	if err == nil && created == 0 {
		err = errTaken
	}
	if err == nil && c.Also != nil {
		err = c.Also(ctx, q, id, row.Seq, d.From == Visitor)
	}
	return Message{ID: d.ID, Seq: row.Seq, Rev: row.Rev, From: d.From, Body: d.Body, Place: d.Place, At: time.UnixMilli(now), AccountID: d.AccountID}, err
}

// count adds one more message of a side to its conversation.
func count(ctx context.Context, q store.Queries, id string, d Draft, now int64) error {
	if d.From == Visitor {
		return counted(isBlocked())(q.CountFromVisitor(ctx, id, now, d.Place))
	}
	if d.Begins {
		if err := q.BeginByOwner(ctx, id, now); err != nil {
			return err
		}
	}
	return counted(noConversation())(q.CountFromOwner(ctx, now, id))
}

func isBlocked() error {
	return fault.New(fault.Forbidden, "Messages from this browser are not accepted at the moment.")
}

// counted answers a change that affected no row with a refusal.
func counted(refusal error) func(rows int64, err error) error {
	return func(rows int64, err error) error {
		if err == nil && rows == 0 {
			return refusal
		}
		return err
	}
}

// Unsent is what the sender of a draft hears of an error: where something could not even be looked up, that nothing can be stored.
func Unsent(err error) error {
	var f *fault.Error
	if errors.As(err, &f) && f.Kind == fault.Unavailable && f.Cause != nil {
		return store.NotStored(f.Cause, f.Noted)
	}
	return err
}

// Stored returns the message that a draft repeats; its Seq is 0 when the draft is new.
func (c *Conversations) Stored(ctx context.Context, id string, d Draft) (Message, error) {
	d, err := d.Check()
	if err != nil {
		return Message{}, err
	}
	return stored(ctx, c.store.Read(), id, d)
}

func stored(ctx context.Context, q store.Queries, id string, d Draft) (Message, error) {
	row, err := q.MessageByID(ctx, id, string(d.From), d.ID)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Message{}, nil
	case err != nil:
		return Message{}, err
	case !sentAs(row, d.Body):
		return Message{}, fault.New(fault.Conflict, "A different message was already sent under this id. Reload the page and send it again.")
	}
	return messageFromRow(row), nil
}
