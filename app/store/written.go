package store

import (
	"context"
	"database/sql"
)

// written are the queries that the generator does not understand, and that each store writes by hand.
type written interface {
	// Search returns what matches all words of a query, what was made known last first: to rank everything would take long where a word
	// is common.
	Search(ctx context.Context, words []SearchWord, most int64) ([]Hit, error)
	// PutSearchText makes search know a text and returns its row.
	PutSearchText(ctx context.Context, body, conversation string, seq int64) (int64, error)
	// DeleteSearchText takes a row out of search.
	DeleteSearchText(ctx context.Context, row int64) error

	// PutNotice adds a notice to the outbox, or groups it with the one that waits under its key.
	PutNotice(ctx context.Context, p PutNoticeParams) error
	// NoticesOfMessage puts everything that follows from a new message, in one statement: its sender waits for it. It returns how many
	// notices that are.
	NoticesOfMessage(ctx context.Context, p NoticesOfMessageParams) (int64, error)

	// LastRecordID is the highest id that a record of the audit log ever had.
	LastRecordID(ctx context.Context) (int64, error)
	// RowsChanged counts the rows that were changed so far through these queries, or before on the same connection: it tells whether a
	// write changed anything.
	RowsChanged(ctx context.Context) (int64, error)
}

// SearchWord is a word that is looked for: letters and numbers alone.
type SearchWord struct {
	Text   string
	Begins bool // it may go on
}

// Hit is where search found something.
type Hit struct {
	ConversationID string
	Seq            int64
}

// PutNoticeParams is a notice as it is put; one of no conversation has no ConversationID.
type PutNoticeParams struct {
	Key, Channel, Kind string
	ConversationID     sql.NullString
	Data               string // JSON
	CreatedAt, DueAt   int64
}

// NoticesOfMessageParams is a new message, and what is set up to tell of it.
type NoticesOfMessageParams struct {
	ConversationID          string
	Seq                     int64
	Asks                    bool // it is the visitor's
	Mails, Calls            bool
	Now, AskedDue, ReplyDue int64
	Trace                   string // the span that it is put in; empty: none
}
