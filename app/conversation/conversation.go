// Package conversation holds the rules of the thread between a visitor and the owner, and all of its SQL.
//
// A message has a seq, its place in the thread, and a rev, the conversation's change counter when it last changed.
// Whoever knows a rev can ask for everything that changed since: that is the whole of catching up.
package conversation

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"regexp"
	"sync/atomic"
	"time"

	"porchlight/app/store"
)

// Side is one of the two ends of a conversation.
type Side string

// The two sides. Several owners answer as one.
const (
	Visitor Side = "visitor"
	Owner   Side = "owner"
)

// Other returns the side that s talks to.
func (s Side) Other() Side {
	if s == Visitor {
		return Owner
	}
	return Visitor
}

// idBytes is how much of the hash names a conversation: 128 bits, as hard to guess as a UUID.
const idBytes = 16

var idForm = regexp.MustCompile(`^[0-9a-f]{32}$`)

// IDOf derives the conversation of a visitor from the secret in their cookie, so that the store never holds the secret.
func IDOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:idBytes])
}

// Message is one line of a conversation.
type Message struct {
	ID    string // a UUID made by the sender's browser
	Seq   int64
	Rev   int64
	From  Side
	Body  string // empty once it was deleted
	Place string // what it is about: where the visitor was, or what an owner answers with; empty: nothing
	At    time.Time

	AccountID int64 // of the owner who wrote it; 0: a visitor, or an account that is gone
	Edited    bool
	Deleted   bool
}

// Marks are how far one side has got: the highest seq it received and read.
type Marks struct{ Received, Read int64 }

// Conversation is what is known of a thread as a whole.
type Conversation struct {
	ID           string
	Rev          int64
	FirstSeq     int64 // messages below are gone for good
	LastSeq      int64
	VisitorSeq   int64 // of the visitor's last message
	MarksRev     int64 // rev of the last change of a mark
	Visitor      Marks
	Owner        Marks
	BlockedUntil time.Time // zero: not blocked
	SnoozedUntil time.Time // zero: not snoozed
	Closed       bool
	Place        string // the visitor asked from last
	Facts        Facts
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// MarksOf returns how far a side has got.
func (c Conversation) MarksOf(s Side) Marks {
	if s == Visitor {
		return c.Visitor
	}
	return c.Owner
}

// Conversations is the store of all of them.
type Conversations struct {
	// OnErase removes what others keep of a conversation, in the transaction that erases it. It is set before the first erasing.
	OnErase []func(ctx context.Context, q store.Queries, id string) error
	// Also is what else is stored with each new message, in its transaction: whom it is to reach. Nil: nothing. It is set before the
	// first message.
	Also func(ctx context.Context, q store.Queries, conversation string, seq int64, asks bool) error

	store store.Store
	now   func() time.Time
	wiped atomic.Int64  // how often something was deleted or changed here, from 1: what was before is not known
	swept atomic.Int64  // up to which of those times nothing is left of it on the disk
	finds chan struct{} // held while somebody searches: one at a time, so that others find the store free
}

// New returns the conversations kept in store; now is the clock.
func New(store store.Store, now func() time.Time) *Conversations {
	c := &Conversations{store: store, now: now, finds: make(chan struct{}, 1)}
	c.wiped.Store(1)
	return c
}

// Get returns a conversation; fault.NotFound when nobody has written in it.
func (c *Conversations) Get(ctx context.Context, id string) (Conversation, error) {
	row, err := c.store.Read().Conversation(ctx, id)
	if errors.Is(err, sql.ErrNoRows) {
		return Conversation{}, noConversation()
	}
	return fromRow(row), err
}

// Version changes whenever anyone commits to the store; see store.Store.
func (c *Conversations) Version(ctx context.Context) (int64, error) { return c.store.Version(ctx) }

// Changed receives when Version is worth asking; see store.Store.
func (c *Conversations) Changed() <-chan struct{} { return c.store.Changed() }

// Unheard says whether other nodes hear of what is written here, and returns whether one of them says that it is not heard; see store.Store.
func (c *Conversations) Unheard(are bool) (others bool, err error) { return c.store.Unheard(are) }

// ValidID reports whether id has the form that IDOf gives.
func ValidID(id string) bool { return idForm.MatchString(id) }

func fromRow(row store.Conversation) Conversation {
	return Conversation{
		ID: row.ID, Rev: row.Rev, FirstSeq: row.FirstSeq, LastSeq: row.LastSeq, VisitorSeq: row.VisitorSeq, MarksRev: row.MarksRev,
		Visitor:      Marks{Received: row.VisitorReceived, Read: row.VisitorRead},
		Owner:        Marks{Received: row.OwnerReceived, Read: row.OwnerRead},
		BlockedUntil: timeOf(row.BlockedUntil), SnoozedUntil: timeOf(row.SnoozedUntil), Closed: row.ClosedAt.Valid,
		Place: row.Place, Facts: Facts{Language: row.Language, TimeZone: row.TimeZone, Device: row.Device},
		CreatedAt: time.UnixMilli(row.CreatedAt), UpdatedAt: time.UnixMilli(row.UpdatedAt),
	}
}

func messageFromRow(row store.Message) Message {
	return Message{
		ID: row.ID, Seq: row.Seq, Rev: row.Rev, From: Side(row.Sender), Body: row.Body, Place: row.Place, At: time.UnixMilli(row.CreatedAt),
		AccountID: row.AccountID.Int64, Edited: row.EditedAt.Valid, Deleted: row.DeletedAt.Valid,
	}
}

// timeOf is the zero time for no value.
func timeOf(ms sql.NullInt64) time.Time {
	if !ms.Valid {
		return time.Time{}
	}
	return time.UnixMilli(ms.Int64)
}

// at is how a time is stored; the zero time is no value.
func at(t time.Time) sql.NullInt64 { return sql.NullInt64{Int64: t.UnixMilli(), Valid: !t.IsZero()} }
