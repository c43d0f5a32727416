// Package audit keeps the log of what owners and admins did. A record is added and never changed.
package audit

import (
	"context"
	"time"

	"porchlight/app/sqlite"
)

// Record is one thing that somebody did.
type Record struct {
	ID        int64
	At        time.Time
	AccountID int64
	Email     string // of the account, as it was then
	Action    string // such as account.add
	Subject   string // what it was done to: a conversation, an account, a place
	Detail    string // never what a visitor wrote, and no secret
}

// Log is the audit log. It is safe for concurrent use.
type Log struct {
	store *sqlite.Store
	now   func() time.Time
}

// New returns the log of store. The clock now dates the records.
func New(store *sqlite.Store, now func() time.Time) *Log { return &Log{store, now} }

// Add writes a record and dates it.
func (l *Log) Add(ctx context.Context, r Record) error {
	return l.store.Write(ctx, func(q *sqlite.Queries) error {
		return q.AddRecord(ctx, sqlite.AddRecordParams{
			At: l.now().UnixMilli(), AccountID: r.AccountID, Email: r.Email, Action: r.Action, Subject: r.Subject, Detail: r.Detail,
		})
	})
}

// Last returns the newest records, the newest first, at most so many.
func (l *Log) Last(ctx context.Context, most int64) (records []Record, err error) {
	rows, err := l.store.Read().Records(ctx, most)
	for _, row := range rows {
		records = append(records, Record{
			ID: row.ID, At: time.UnixMilli(row.At), AccountID: row.AccountID, Email: row.Email, Action: row.Action, Subject: row.Subject, Detail: row.Detail,
		})
	}
	return records, err
}
