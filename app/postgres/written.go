package postgres

import "database/sql"

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
