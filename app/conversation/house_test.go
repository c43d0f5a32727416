package conversation_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/fault"
	"porchlight/app/store"
	"porchlight/app/testparts"
)

func TestMain(m *testing.M) { testparts.EveryStore(m) }

var ctx = context.Background()

// begin is when the tests' clock starts.
var begin = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

// house is a store with a clock that only the test moves.
type house struct {
	*conversation.Conversations
	path  string
	store store.Store
	now   time.Time
}

func newHouse(t *testing.T) *house {
	t.Helper()
	return reopen(t, testparts.NewDatabase(t))
}

func reopen(t testing.TB, path string) *house {
	t.Helper()
	kept := testparts.OpenStore(t, path, store.Beside)
	t.Cleanup(func() { _ = kept.Close() }) // some tests close it themselves
	h := &house{path: path, store: kept, now: begin}
	h.Conversations = conversation.New(kept, h.clock)
	return h
}

func (h *house) clock() time.Time { return h.now }

// thread is the conversation of most tests.
var thread = conversation.IDOf("a visitor's secret")

// messageID is a proper id, another one for each number.
func messageID(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012x", n) }

func fromVisitor(n int, body string) conversation.Draft {
	return conversation.Draft{ID: messageID(n), Body: body, Place: "/shop", From: conversation.Visitor}
}

func fromOwner(n int, body string) conversation.Draft {
	return conversation.Draft{ID: messageID(n), Body: body, From: conversation.Owner}
}

func (h *house) send(t *testing.T, id string, d conversation.Draft) conversation.Message {
	t.Helper()
	m, err := h.Send(ctx, id, d)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func (h *house) mark(t *testing.T, side conversation.Side, m conversation.Marks) (rev int64) {
	t.Helper()
	rev, err := h.Mark(ctx, thread, side, m)
	if err != nil {
		t.Fatal(err)
	}
	return rev
}

func (h *house) since(t *testing.T, id string, rev int64) conversation.Changes {
	t.Helper()
	changes, err := h.Since(ctx, id, rev)
	if err != nil {
		t.Fatal(err)
	}
	return changes
}

// stored is all that lies in the store.
func (h *house) stored(t *testing.T) string {
	t.Helper()
	return testparts.Stored(t, h.path)
}

func refused(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Fatalf("the error is %v, want kind %d", err, kind)
	}
}
