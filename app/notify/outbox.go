package notify

import (
	"context"
	"database/sql"
	"encoding/json"
	"log/slog"
	"sync/atomic"
	"time"

	"porchlight/app/fault"
	"porchlight/app/store"
	"porchlight/app/tracing"

	"github.com/prometheus/client_golang/prometheus"
)

const (
	// ReplyAfter is how long an answer may be unread before it is mailed.
	ReplyAfter = 2 * time.Minute
	// AskedAfter is how long a question may be unread before the owners are sent a mail.
	AskedAfter = 5 * time.Minute

	deadMost = 100 // dead letters that are listed
)

// Outbox is the store of all notices. To take one and to note what became of it changes one row, which every other write leaves alone or waits
// for: it is done beside what is said in conversations (store.Store.WriteIn). Its methods may be called from any goroutine.
type Outbox struct {
	// Mails and Calls say what is set up: nothing is put that nobody could send.
	Mails, Calls bool

	store store.Store
	now   func() time.Time
	node  string
	log   *slog.Logger
	woken map[Channel]chan struct{}
	put   atomic.Bool // since the last Wake

	devices  devices
	attempts *prometheus.CounterVec
}

// channels are all there are.
var channels = []Channel{MailChannel, PushChannel, WebhookChannel}

// New returns the outbox kept in store. node names this process among those that share it.
func New(store store.Store, now func() time.Time, node string, log *slog.Logger) *Outbox {
	o := &Outbox{store: store, now: now, node: node, log: log, woken: map[Channel]chan struct{}{}, attempts: newAttempts()}
	for _, channel := range channels {
		o.woken[channel] = make(chan struct{}, 1)
	}
	return o
}

// Put adds a notice inside of a transaction; Wake, after it, has it sent without delay.
func (o *Outbox) Put(ctx context.Context, q store.Queries, d Draft) error {
	data, err := json.Marshal(d.Data)
	if err == nil {
		data, err = withTrace(ctx, data)
	}
	if err != nil {
		return err
	}
	now := o.now()
	if d.Due.IsZero() {
		d.Due = now
	}
	o.put.Store(true)
	return q.PutNotice(ctx, store.PutNoticeParams{
		Key: d.Key, Channel: string(d.Channel), Kind: d.Kind, ConversationID: sql.NullString{String: d.Conversation, Valid: d.Conversation != ""},
		Data: string(data), CreatedAt: now.UnixMilli(), DueAt: d.Due.UnixMilli(),
	})
}

// Send adds a notice and has it sent.
func (o *Outbox) Send(ctx context.Context, d Draft) error {
	defer o.Wake()
	return o.store.Write(ctx, func(q store.Queries) error { return o.Put(ctx, q, d) })
}

// Mail puts MailOf inside of a transaction.
func (o *Outbox) Mail(ctx context.Context, q store.Queries, kind, conversation string) error {
	return o.Put(ctx, q, MailOf(kind, conversation))
}

// Message puts what follows from a new message, inside of its transaction. A visitor's asks: it makes a push to each device of the owners
// and a mail to them. An owner's makes a mail to the visitor who left an address. Either makes a call.
func (o *Outbox) Message(ctx context.Context, q store.Queries, conversation string, seq int64, asks bool) error {
	if !o.Mails && !o.Calls && (!asks || o.devices.none.Load()) {
		return nil
	}
	now := o.now()
	put, err := q.NoticesOfMessage(ctx, store.NoticesOfMessageParams{
		ConversationID: conversation, Seq: seq, Asks: asks, Mails: o.Mails, Calls: o.Calls,
		Now: now.UnixMilli(), AskedDue: now.Add(AskedAfter).UnixMilli(), ReplyDue: now.Add(ReplyAfter).UnixMilli(), Trace: tracing.Parent(ctx),
	})
	if put > 0 {
		o.put.Store(true)
	}
	return err
}

// Wake has everything that was put here sent at once. Other nodes, and this one after a failure, look for themselves each lookEvery.
func (o *Outbox) Wake() {
	if !o.put.Swap(false) {
		return
	}
	for _, woken := range o.woken {
		select {
		case woken <- struct{}{}:
		default: // it is about to look
		}
	}
}

// Waiting returns how many notices are to be sent.
func (o *Outbox) Waiting(ctx context.Context) (int64, error) { return o.store.Read().CountNotices(ctx) }

// Failing is what waits in a channel because it failed.
type Failing struct {
	Channel Channel
	Many    int64
	Reason  string    // of the one that is tried next
	Next    time.Time // when that is
}

// Failing tells what failed and is tried again: settings that are wrong show there long before anything is given up.
func (o *Outbox) Failing(ctx context.Context) (failing []Failing, err error) {
	rows, err := o.store.Read().FailingNotices(ctx)
	for _, row := range rows {
		failing = append(failing, Failing{Channel(row.Channel), row.Many, row.Reason, time.UnixMilli(row.NextAt)})
	}
	return failing, err
}

// Given returns how many notices were given up.
func (o *Outbox) Given(ctx context.Context) (int64, error) {
	return o.store.Read().CountDeadNotices(ctx)
}

// Dead returns the notices that were given up, the last ones first.
func (o *Outbox) Dead(ctx context.Context) (dead []Notice, err error) {
	rows, err := o.store.Read().DeadNotices(ctx, deadMost)
	for _, row := range rows {
		dead = append(dead, fromRow(row))
	}
	return dead, err
}

// Find returns the notice under a key; false where none waits and none was given up.
func (o *Outbox) Find(ctx context.Context, key string) (Notice, bool, error) {
	row, err := o.store.Read().NoticeOf(ctx, key)
	if err != nil {
		return Notice{}, false, noRows(err)
	}
	return fromRow(row), true, nil
}

// Of returns the notices of a conversation.
func (o *Outbox) Of(ctx context.Context, conversation string) (notices []Notice, err error) {
	rows, err := o.store.Read().NoticesOf(ctx, sql.NullString{String: conversation, Valid: true})
	for _, row := range rows {
		notices = append(notices, fromRow(row))
	}
	return notices, err
}

// Retry has a notice that was given up tried again from the beginning; fault.NotFound where there is none.
func (o *Outbox) Retry(ctx context.Context, id int64) error {
	defer o.Wake()
	return o.change(ctx, func(q store.Queries) (int64, error) {
		o.put.Store(true)
		return q.ReviveNotice(ctx, o.now().UnixMilli(), id)
	})
}

// Discard removes a notice that was given up; fault.NotFound where there is none.
func (o *Outbox) Discard(ctx context.Context, id int64) error {
	return o.change(ctx, func(q store.Queries) (int64, error) { return q.DiscardNotice(ctx, id) })
}

func (o *Outbox) change(ctx context.Context, change func(store.Queries) (int64, error)) error {
	return o.store.Write(ctx, func(q store.Queries) error {
		changed, err := change(q)
		if err == nil && changed == 0 {
			return fault.New(fault.NotFound, "That is not waiting here any more.")
		}
		return err
	})
}

// Forget removes the notices of a conversation, inside of the transaction that erases it.
func (o *Outbox) Forget(ctx context.Context, q store.Queries, conversation string) error {
	return q.DeleteNoticesOf(ctx, sql.NullString{String: conversation, Valid: true})
}
