package audit

import (
	"context"
	"encoding/hex"
	"math"
	"time"

	"porchlight/app/store"
)

// PageSize is how many records a page holds.
const PageSize = 50

// Filter says which records are asked for.
type Filter struct {
	Email  string // who did it; empty: anybody
	Kind   string // what it is about, such as account; empty: anything
	Before int64  // those with a lower id; 0: from the newest
}

// List returns the records of a page, the newest first, and whether there are more below.
func (l *Log) List(ctx context.Context, f Filter) (records []Record, more bool, err error) {
	if f.Before <= 0 {
		f.Before = math.MaxInt64
	}
	rows, err := l.store.Read().Records(ctx, store.RecordsParams{Before: f.Before, Email: f.Email, Kind: f.Kind, Most: PageSize + 1})
	for _, row := range rows {
		r := fromRow(row.Record)
		r.Conversation = row.ConversationID
		records = append(records, r)
	}
	if more = len(records) > PageSize; more {
		records = records[:PageSize]
	}
	return records, more, err
}

// Each gives all records of a filter to do, the newest first, until it fails.
func (l *Log) Each(ctx context.Context, f Filter, do func(Record) error) error {
	for {
		records, more, err := l.List(ctx, f)
		if err != nil {
			return err
		}
		for _, r := range records {
			if err := do(r); err != nil {
				return err
			}
		}
		if !more {
			return nil
		}
		f.Before = records[len(records)-1].ID
	}
}

// Emails returns whoever has a record.
func (l *Log) Emails(ctx context.Context) ([]string, error) { return l.store.Read().RecordEmails(ctx) }

func fromRow(row store.Record) Record {
	return Record{
		ID: row.ID, At: time.UnixMilli(row.At), AccountID: row.AccountID, Email: row.Email, Action: row.Action, Subject: row.Subject, Detail: row.Detail, Hash: hex.EncodeToString(row.Hash),
	}
}
