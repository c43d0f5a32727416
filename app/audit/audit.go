// Package audit keeps the log of what owners and admins did. A record is added and never changed: the file itself refuses that, and who
// changes it behind the file's back breaks a chain of hashes, which Check finds.
package audit

import (
	"context"
	"strings"
	"time"

	"porchlight/app/store"
)

// Record is one thing that somebody did.
type Record struct {
	ID           int64
	At           time.Time
	AccountID    int64  // 0: of no account
	Email        string // of the account, as it was then; empty: nobody knows who
	Action       string // such as account.add: what comes before the dot is its kind
	Subject      string // what it was done to: an account, a place; of a conversation a handle, which says nothing by itself
	Conversation string // what it was done to, as long as that is there
	Detail       string // never what a visitor wrote, and no secret
	Hash         string // of the record and the one before, in hexadecimal
}

// CommandLine is who did what was done on the machine that the site runs on.
const CommandLine = "command line"

const detailMost = 500 // bytes; more is nobody's honest detail

// Log is the audit log. It is safe for concurrent use, also by several nodes.
type Log struct {
	store store.Store
	now   func() time.Time
}

// New returns the log of store. The clock now dates the records.
func New(store store.Store, now func() time.Time) *Log { return &Log{store, now} }

// Add writes a record and dates it. One about a conversation names that, and no subject.
func (l *Log) Add(ctx context.Context, r Record) error {
	return l.store.Write(ctx, func(q store.Queries) error { return l.add(ctx, q, r) })
}

// Along returns a context whose first change of the store writes a record too, in the same transaction: nothing is done without it, and
// what changes nothing is not recorded.
func (l *Log) Along(ctx context.Context, r Record) context.Context {
	return store.Along(ctx, func(q store.Queries) error { return l.add(ctx, q, r) })
}

func (l *Log) add(ctx context.Context, q store.Queries, r Record) (err error) {
	if r.Conversation != "" {
		if r.Subject, err = handleOf(ctx, q, r.Conversation); err != nil {
			return err
		}
	}
	end, err := q.EndOfRecords(ctx)
	if err != nil {
		return err
	}
	last, err := q.LastRecordID(ctx) // the end's, unless somebody took records away there: that leaves a gap
	if err != nil {
		return err
	}
	row := store.Record{
		ID: last + 1, At: l.now().UnixMilli(), AccountID: r.AccountID, Email: plain(r.Email), Action: r.Action, Subject: plain(r.Subject), Detail: plain(r.Detail[:min(len(r.Detail), detailMost)]),
	}
	row.Hash = link(end.Hash, row)
	return q.AddRecord(ctx, store.AddRecordParams(row))
}

// plain is a text that every store keeps as it is: one that is read otherwise than it was hashed looks as if somebody had changed it.
func plain(text string) string { return strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\x00", "") }
