package conversation

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"porchlight/app/store"
)

// Conversations are carried from one site to another, or to other tools, as JSON Lines (https://jsonlines.org): a header, then each
// conversation followed by its messages and its notes. Every line says what it is and which conversation it belongs to, so that each can be
// read by itself. Fields are named as in calls to programs and in what a visitor takes along.
const (
	carryFormat  = "porchlight-conversations"
	carryVersion = 1 // it grows when a field changes its meaning, goes or comes

	kindConversation = "conversation"
	kindMessage      = "message"
	kindNote         = "note"
)

// Carried is how much a file holds.
type Carried struct {
	Conversations int64 `json:"conversations"`
	Messages      int64 `json:"messages"`
	Notes         int64 `json:"notes"`
}

// carriedHeader is the first line. Without counts, whoever made the file does not say how much it holds.
type carriedHeader struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	Site    string `json:"site"`
	Made    moment `json:"made_at"`
	*Carried
}

// carriedConversation is a conversation without what follows from its messages. Nothing in it opens it: the id is a pseudonym.
type carriedConversation struct {
	Type            string `json:"type"`
	ID              string `json:"id"`
	Began           moment `json:"began_at"`
	Changed         moment `json:"changed_at"`
	Closed          moment `json:"closed_at,omitzero"`
	SnoozedUntil    moment `json:"snoozed_until,omitzero"`
	BlockedUntil    moment `json:"blocked_until,omitzero"`
	Place           string `json:"place"`
	Language        string `json:"language"`
	TimeZone        string `json:"time_zone"`
	Device          string `json:"device"`
	FirstSeq        int64  `json:"first_seq"`
	LastSeq         int64  `json:"last_seq"`
	Rev             int64  `json:"rev"`
	MarksRev        int64  `json:"marks_rev"`
	VisitorReceived int64  `json:"visitor_received"`
	VisitorRead     int64  `json:"visitor_read"`
	OwnerReceived   int64  `json:"owner_received"`
	OwnerRead       int64  `json:"owner_read"`
}

type carriedMessage struct {
	Type         string `json:"type"`
	Conversation string `json:"conversation"`
	Seq          int64  `json:"seq"`
	Rev          int64  `json:"rev"`
	ID           string `json:"id"`
	From         Side   `json:"from"`
	By           string `json:"by,omitempty"` // the e-mail address of the owner; empty: a visitor, or an account that is gone
	Sent         moment `json:"sent_at"`
	Edited       moment `json:"edited_at,omitzero"`
	Deleted      moment `json:"deleted_at,omitzero"`
	Place        string `json:"place"`
	Body         string `json:"body"` // empty once it was deleted
}

type carriedNote struct {
	Type         string `json:"type"`
	Conversation string `json:"conversation"`
	By           string `json:"by,omitempty"`
	Written      moment `json:"written_at"`
	Body         string `json:"body"`
}

func carriedOf(row store.Conversation) carriedConversation {
	return carriedConversation{
		Type: kindConversation, ID: row.ID, Began: momentOf(row.CreatedAt), Changed: momentOf(row.UpdatedAt),
		Closed: moment(row.ClosedAt), SnoozedUntil: moment(row.SnoozedUntil), BlockedUntil: moment(row.BlockedUntil),
		Place: row.Place, Language: row.Language, TimeZone: row.TimeZone, Device: row.Device,
		FirstSeq: row.FirstSeq, LastSeq: row.LastSeq, Rev: row.Rev, MarksRev: row.MarksRev,
		VisitorReceived: row.VisitorReceived, VisitorRead: row.VisitorRead, OwnerReceived: row.OwnerReceived, OwnerRead: row.OwnerRead,
	}
}

func carriedMessageOf(row store.Message, by string) carriedMessage {
	return carriedMessage{
		Type: kindMessage, Conversation: row.ConversationID, Seq: row.Seq, Rev: row.Rev, ID: row.ID, From: Side(row.Sender), By: by,
		Sent: momentOf(row.CreatedAt), Edited: moment(row.EditedAt), Deleted: moment(row.DeletedAt), Place: row.Place, Body: row.Body,
	}
}

func carriedNoteOf(conversation string, row store.NotesRow) carriedNote {
	return carriedNote{Type: kindNote, Conversation: conversation, By: row.Email, Written: momentOf(row.CreatedAt), Body: row.Body}
}

// moment is a stored time, in Unix milliseconds: in a file it is RFC 3339 in UTC with all of them, so that times sort as text does.
type moment sql.NullInt64

const (
	momentForm    = "2006-01-02T15:04:05.000Z"
	momentExample = "2026-11-24T09:00:00.000Z"
)

func momentOf(ms int64) moment { return moment{Int64: ms, Valid: true} }

// IsZero reports whether there is no time.
func (m moment) IsZero() bool { return !m.Valid }

// MarshalJSON implements json.Marshaler.
func (m moment) MarshalJSON() ([]byte, error) {
	return json.Marshal(time.UnixMilli(m.Int64).UTC().Format(momentForm))
}

// UnmarshalJSON implements json.Unmarshaler.
func (m *moment) UnmarshalJSON(text []byte) error {
	var written string
	if err := json.Unmarshal(text, &written); err != nil {
		return err
	}
	t, err := time.Parse(time.RFC3339Nano, written)
	year := t.UTC().Year() // which the offset may move out of what RFC 3339 can write (section 1)
	if err != nil || t.Nanosecond()%int(time.Millisecond) != 0 || year < 0 || year > 9999 {
		return fmt.Errorf("%.40q is no time such as %s", written, momentExample)
	}
	*m = momentOf(t.UnixMilli())
	return nil
}
