// Package notify reaches people who are not looking at a page: by mail, by push, and by a call to a program of the owner's.
//
// What is to be sent is a notice. It is stored first, in one transaction with what it tells of, and sent afterwards by whichever node
// comes to it: a crash loses none, and repeats at most the one that was under way. What it says is composed when it is sent, from what
// is true then.
package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"porchlight/app/store"
	"porchlight/app/tracing"
)

// Channel is a way to reach somebody.
type Channel string

// The channels. Each has its own queue, so that a mail server that hangs holds up no push.
const (
	MailChannel    Channel = "mail"
	PushChannel    Channel = "push"
	WebhookChannel Channel = "webhook"
)

// Draft is a notice on its way into the outbox.
type Draft struct {
	Key          string // one that waits has it alone: what comes under the same key is grouped with it
	Channel      Channel
	Kind         string    // what is to be composed, such as reply
	Conversation string    // that it belongs to, and goes with; empty: none
	Data         any       // what composing needs to know, as JSON; small
	Due          time.Time // not before; zero: now
}

// MailOf is a mail of a kind about a conversation, with nothing to know but that. One that waits is enough.
func MailOf(kind, conversation string) Draft {
	return Draft{Key: kind + ":" + conversation, Channel: MailChannel, Kind: kind, Conversation: conversation}
}

// Notice is what waits in the outbox.
type Notice struct {
	ID           int64
	UID          string // names its content to whoever gets it: the same on each try, another one when there is more to say
	Channel      Channel
	Kind         string
	Conversation string
	Data         []byte
	Attempts     int // this one included
	CreatedAt    time.Time
	Due          time.Time
	Dead         time.Time // when it was given up; zero: it is not
	Reason       string    // why the last attempt failed

	generation int64
	claim      int64 // until when it is this node's, as the store has it
}

// Read decodes what the notice was put with.
func (n Notice) Read(into any) error { return json.Unmarshal(n.Data, into) }

// Trace is the span that the notice was put in, as package tracing tells it; empty: none that is recorded.
func (n Notice) Trace() string {
	var with struct{ Trace string }
	_ = n.Read(&with) // what cannot be read has none
	return with.Trace
}

// withTrace adds the context's span to what a notice is put with, which is null or an object.
func withTrace(ctx context.Context, data []byte) ([]byte, error) {
	parent := tracing.Parent(ctx)
	if parent == "" {
		return data, nil
	}
	var all map[string]any
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, err
	}
	if all == nil {
		all = map[string]any{}
	}
	all["trace"] = parent
	return json.Marshal(all)
}

func fromRow(row store.Notice) Notice {
	n := Notice{
		ID: row.ID, UID: fmt.Sprintf("%s-%d", row.Uid, row.Generation), Channel: Channel(row.Channel), Kind: row.Kind, Conversation: row.ConversationID.String,
		Data: []byte(row.Data), Attempts: int(row.Attempts), CreatedAt: time.UnixMilli(row.CreatedAt), Due: time.UnixMilli(row.DueAt), Reason: row.Reason,
		generation: row.Generation, claim: row.ClaimedUntil,
	}
	if row.DeadAt.Valid {
		n.Dead = time.UnixMilli(row.DeadAt.Int64)
	}
	return n
}
