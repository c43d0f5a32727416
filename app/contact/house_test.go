package contact_test

import (
	"context"
	"testing"
	"time"

	"porchlight/app/contact"
	"porchlight/app/conversation"
	"porchlight/app/fault"
	"porchlight/app/store"
	"porchlight/app/testparts"
)

func TestMain(m *testing.M) { testparts.EveryStore(m) }

var ctx = context.Background()

// begin is when the tests' clock starts.
var begin = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

// house is a store, with the contacts that are kept there and a clock that only the test moves.
type house struct {
	*contact.Contacts
	path          string
	store         store.Store
	conversations *conversation.Conversations
	now           time.Time
	put           []string // what was put into the outbox: kind and conversation
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{path: testparts.NewDatabase(t), now: begin}
	h.open(t)
	return h
}

// open opens the store anew, as a restart does.
func (h *house) open(t *testing.T) {
	t.Helper()
	if h.store != nil {
		must(t, h.store.Close())
	}
	kept := testparts.OpenStore(t, h.path, store.Alone)
	t.Cleanup(func() { _ = kept.Close() })
	h.store, h.conversations = kept, conversation.New(kept, h.clock)
	h.Contacts = h.node()
}

func (h *house) clock() time.Time { return h.now }

// node is one more process.
func (h *house) node() *contact.Contacts { return h.nodeOn(h.store) }

// nodeOn is one that has the store open for itself.
func (h *house) nodeOn(kept store.Store) *contact.Contacts {
	c := contact.New(kept, h.clock)
	c.Put = func(_ context.Context, _ store.Queries, kind, conversation string) error {
		h.put = append(h.put, kind+" "+conversation)
		return nil
	}
	return c
}

// talk is the conversation of a visitor who has asked something.
func (h *house) talk(t *testing.T, visitor string) string {
	t.Helper()
	id := conversation.IDOf(visitor)
	_, err := h.conversations.Send(ctx, id, conversation.Draft{ID: "00000000-0000-4000-8000-000000000001", Body: "Hello", Place: "/", From: conversation.Visitor})
	must(t, err)
	return id
}

// leave leaves an address, which must be taken.
func (h *house) leave(t *testing.T, conversation, address string) {
	t.Helper()
	_, err := h.Leave(ctx, conversation, address, 0)
	must(t, err)
}

// mailed claims the confirmation of a conversation, has the mail server take it, and returns its link; empty: it must not go.
func (h *house) mailed(t *testing.T, conversation string) string {
	t.Helper()
	to, link, err := h.Claim(ctx, conversation, conversation, 0)
	must(t, err)
	if link != "" {
		must(t, h.Accepted(ctx, to))
	}
	return link
}

// confirmed leaves an address and confirms it.
func (h *house) confirmed(t *testing.T, conversation, address string) contact.Contact {
	t.Helper()
	h.leave(t, conversation, address)
	found, err := h.Confirm(ctx, h.mailed(t, conversation))
	must(t, err)
	if found.State != contact.Good {
		t.Fatalf("the confirmation is %s", found.State)
	}
	return h.of(t, conversation)
}

func (h *house) of(t *testing.T, conversation string) contact.Contact {
	t.Helper()
	c, has, err := h.Of(ctx, conversation)
	must(t, err)
	if !has {
		t.Fatal("the conversation has no contact")
	}
	return c
}

func (h *house) link(t *testing.T, purpose contact.Purpose, conversation string) string {
	t.Helper()
	link, err := h.Link(ctx, purpose, h.of(t, conversation))
	must(t, err)
	return link
}

func (h *house) state(t *testing.T, purpose contact.Purpose, link string) contact.State {
	t.Helper()
	found, err := h.Look(ctx, purpose, link)
	must(t, err)
	return found.State
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refused(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Fatalf("the error is %v, want kind %d", err, kind)
	}
}
