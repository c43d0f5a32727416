// Package broadcast keeps what owners tell everyone, a place or one visitor, until it ends.
package broadcast

import (
	"database/sql"
	"strings"
	"time"

	"porchlight/app/fault"
	"porchlight/app/store"
)

const (
	// PastMost is how many of those that have ended are listed.
	PastMost = 50
	// KeptFor is how long one is kept after its end, for owners to see what they said.
	KeptFor = 30 * 24 * time.Hour
	// RunningMost bounds how many run at once: each page that moves is held against all of them.
	RunningMost = 20
)

// Everyone is the place that all others lie below.
const Everyone = "/"

// Target is whom a broadcast is for: whoever is at a place or below it, or one visitor.
type Target struct {
	Place   string // empty: it is for one visitor
	Visitor string // empty: it is for a place
}

// Reaches reports whether a page at a place, opened by a visitor, is one that the target means.
func (t Target) Reaches(place, visitor string) bool {
	if t.Visitor != "" {
		return visitor == t.Visitor
	}
	return t.Place == Everyone || place == t.Place || strings.HasPrefix(place, t.Place+"/")
}

// Broadcast is one of them, as it was sent.
type Broadcast struct {
	Target
	ID      string // a UUID made by its form
	Text    string // plain; empty: it is a card alone
	Card    string // the place whose card goes with it; empty: none
	Account int64  // of the owner who sent it; 0: an account that is gone
	EndedBy int64  // the owner who ended it early; 0: nobody did
	Sent    time.Time
	Ends    time.Time // when it is over, or was
	Shown   int64     // visitors whose pages it was sent to, each once on all nodes
}

// Runs reports whether it is not over yet.
func (b Broadcast) Runs(now time.Time) bool { return b.Ends.After(now) }

// Broadcasts is the store of all of them.
type Broadcasts struct {
	store store.Store
	now   func() time.Time
}

// New returns the broadcasts kept in store; now is the clock.
func New(store store.Store, now func() time.Time) *Broadcasts {
	return &Broadcasts{store: store, now: now}
}

func fromRow(row store.Broadcast, shown int64) Broadcast {
	return Broadcast{
		Target: Target{Place: row.Place, Visitor: row.Visitor}, ID: row.ID, Text: row.Body, Card: row.Card, Account: row.AccountID.Int64, EndedBy: row.EndedBy.Int64,
		Sent: time.UnixMilli(row.SentAt), Ends: time.UnixMilli(row.EndsAt), Shown: shown,
	}
}

func idOf(account int64) sql.NullInt64 { return sql.NullInt64{Int64: account, Valid: account != 0} }

var errUnknown = fault.New(fault.NotFound, "There is no such broadcast. It may have been removed meanwhile.")
