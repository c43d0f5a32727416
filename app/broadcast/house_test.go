package broadcast_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"porchlight/app/account"
	"porchlight/app/broadcast"
	"porchlight/app/store"
	"porchlight/app/testparts"
)

func TestMain(m *testing.M) { testparts.EveryStore(m) }

var ctx = context.Background()

// begin is when the tests' clock starts.
var begin = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

const (
	redis   = "/data-realtime/technologies/redis"
	ann     = "0123456789abcdef0123456789abcdef"
	ben     = "fedcba9876543210fedcba9876543210"
	firstID = "00000000-0000-4000-8000-000000000001"
)

// house is a store, with an owner, the broadcasts that are kept there, and a clock that only the test moves.
type house struct {
	*broadcast.Broadcasts
	store store.Store
	now   time.Time
	owner int64
	sent  int
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{now: begin}
	kept := testparts.OpenStore(t, testparts.NewDatabase(t), store.Alone)
	t.Cleanup(func() { _ = kept.Close() })
	who, err := account.New(kept, h.clock).Create(ctx, "owner@example.com", "correct horse battery", account.Owner)
	must(t, err)
	h.store, h.owner, h.Broadcasts = kept, who.ID, h.node(kept)
	return h
}

func (h *house) clock() time.Time { return h.now }

// node is one more process on the same store.
func (h *house) node(kept store.Store) *broadcast.Broadcasts {
	return broadcast.New(kept, h.clock)
}

// draft is to everyone for an hour.
func (h *house) draft(text string) broadcast.Draft {
	h.sent++
	return broadcast.Draft{
		Target: broadcast.Target{Place: broadcast.Everyone}, ID: fmt.Sprintf("00000000-0000-4000-8000-%012d", h.sent), Text: text, Length: "1h",
		Zone: time.UTC, Account: h.owner,
	}
}

// sends sends a draft, which must be taken.
func (h *house) sends(t *testing.T, d broadcast.Draft) broadcast.Broadcast {
	t.Helper()
	b, fresh, err := h.Send(ctx, d)
	must(t, err)
	if !fresh {
		t.Fatalf("%q was sent before", d.Text)
	}
	return b
}

// running are the texts of what runs.
func (h *house) running(t *testing.T) (texts []string) {
	t.Helper()
	all, err := h.Running(ctx)
	must(t, err)
	for _, b := range all {
		texts = append(texts, b.Text)
	}
	return texts
}

// shown is how many a broadcast was shown to, whether it runs or has ended.
func (h *house) shown(t *testing.T, id string) int64 {
	t.Helper()
	running, err := h.Running(ctx)
	must(t, err)
	past, err := h.Past(ctx)
	must(t, err)
	for _, b := range append(running, past...) {
		if b.ID == id {
			return b.Shown
		}
	}
	t.Fatalf("there is no broadcast %s", id)
	return 0
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
