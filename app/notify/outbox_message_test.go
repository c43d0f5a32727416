package notify_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/notify"
	"porchlight/app/store"
)

func TestAMessageAndItsNoticesAreStoredTogetherOrNotAtAll(t *testing.T) {
	p := newPost(t)
	p.Mails, p.Calls = true, true
	p.accounts(t)
	all := conversation.New(p.store, p.Now)
	all.Also = p.Message
	thread := conversation.IDOf("a visitor's secret")
	draft := conversation.Draft{ID: "00000000-0000-4000-8000-000000000001", Body: "Hello", From: conversation.Visitor}
	send := func(from conversation.Side, n int) error {
		draft.From, draft.ID = from, fmt.Sprintf("00000000-0000-4000-8000-%012x", n)
		_, err := all.Send(t.Context(), thread, draft)
		return err
	}
	must(t, send(conversation.Visitor, 1))
	must(t, send(conversation.Visitor, 2))
	must(t, send(conversation.Owner, 3)) // to a visitor who left no address
	p.has(t, thread, "webhook message", "mail asked", "webhook message", "webhook message")

	all.Also = func(context.Context, store.Queries, string, int64, bool) error { return errDown }
	if err := send(conversation.Visitor, 4); !errors.Is(err, errDown) {
		t.Errorf("the message was taken: %v", err)
	}
	if now, err := all.Get(t.Context(), thread); err != nil || now.LastSeq != 3 {
		t.Errorf("%d messages are stored, %v", now.LastSeq, err)
	}
	must(t, p.store.Write(t.Context(), func(q store.Queries) error { return p.Forget(t.Context(), q, thread) }))
	p.has(t, thread)
}

// accounts are an owner who is mailed what was asked, and four who are not: another who wants no mails, one who is disabled, one who was
// invited and did not come yet, and an admin, who reads no conversation.
func (p *post) accounts(t *testing.T) {
	t.Helper()
	now := sql.NullInt64{Int64: p.Now().UnixMilli(), Valid: true}
	must(t, p.store.Write(t.Context(), func(q store.Queries) error {
		for email, change := range map[string]func(id int64) error{
			"robin@example.com": nil,
			"sam@example.com":   func(id int64) error { return q.SetMails(t.Context(), 0, id) },
			"alex@example.com":  func(id int64) error { return q.DisableAccount(t.Context(), now, id) },
			"jo@example.com":    nil,
			"kim@example.com":   func(id int64) error { return q.SetRole(t.Context(), "admin", id) },
		} {
			params := store.CreateAccountParams{Email: email, Role: "owner", JoinedAt: now}
			if email == "jo@example.com" {
				params.JoinedAt.Valid = false
			}
			row, err := q.CreateAccount(t.Context(), params)
			if err == nil && change != nil {
				err = change(row.ID)
			}
			if err != nil {
				return err
			}
		}
		return nil
	}))
}

// has checks what waits for a conversation.
func (p *post) has(t *testing.T, thread string, want ...string) {
	t.Helper()
	notices, err := p.Of(t.Context(), thread)
	must(t, err)
	var got []string
	for _, n := range notices {
		got = append(got, fmt.Sprint(n.Channel, " ", n.Kind))
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%q wait, want %q", got, want)
	}
}

func TestNothingIsSentOfAConversationThatIsErased(t *testing.T) {
	p := newPost(t)
	all := conversation.New(p.store, p.Now)
	erased, kept := conversation.IDOf("one"), conversation.IDOf("another")
	for _, id := range []string{erased, kept} {
		_, err := all.Send(t.Context(), id, conversation.Draft{ID: "00000000-0000-4000-8000-000000000001", Body: "Hello", From: conversation.Visitor})
		must(t, err)
		for _, key := range []string{"reply:", "asked:"} {
			must(t, p.Send(t.Context(), notify.Draft{Key: key + id, Channel: notify.MailChannel, Kind: "test", Conversation: id}))
		}
	}
	p.run(t)
	end := p.underWay(t)
	must(t, p.store.Write(t.Context(), func(q store.Queries) error { return p.Forget(t.Context(), q, erased) }))
	p.ends(nil)
	end(errDown)
	p.settled(t)
	p.passes(t, time.Hour)
	p.rests(t, 0, 0)
	var of []string
	for _, n := range p.sent() {
		of = append(of, n.Conversation)
	}
	if want := []string{erased, kept, kept}; !slices.Equal(of, want) {
		t.Errorf("there were tries of %q, want %q", of, want)
	}
}
