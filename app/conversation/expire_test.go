package conversation_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/store"
)

const month = 30 * 24 * time.Hour

// expire removes what has not changed for a month, and returns the ids.
func (h *house) expire(t *testing.T) (total conversation.Expired, ids []string) {
	t.Helper()
	total, err := h.Expire(ctx, h.now.Add(-month), func(id string) { ids = append(ids, id) })
	if err != nil {
		t.Fatal(err)
	}
	return total, ids
}

func TestWhatHasNotChangedIsRemovedWithAllThatHangsOnIt(t *testing.T) {
	h := newHouse(t)
	h.OnErase = append(h.OnErase, func(_ context.Context, _ store.Queries, id string) error {
		if id != ann {
			t.Errorf("the hook is called for %s", id)
		}
		return nil
	})
	h.send(t, ann, fromVisitor(1, "a lonely question"))
	h.send(t, ann, fromOwner(2, "a lonely answer"))
	h.send(t, bob, fromVisitor(3, "a question"))
	if err := h.Note(ctx, ann, 0, "a note"); err != nil {
		t.Fatal(err)
	}
	h.index(t)
	h.now = h.now.Add(month)
	if total, ids := h.expire(t); total != (conversation.Expired{}) || len(ids) > 0 {
		t.Errorf("a month is not over yet: %+v %q", total, ids)
	}
	h.send(t, bob, fromVisitor(4, "another"))
	h.now = h.now.Add(time.Millisecond)
	if total, ids := h.expire(t); total != (conversation.Expired{Conversations: 1, Messages: 2, Notes: 1}) || !slices.Equal(ids, []string{ann}) {
		t.Errorf("removed are %+v %q", total, ids)
	}
	if total, ids := h.expire(t); total != (conversation.Expired{}) || len(ids) > 0 {
		t.Errorf("a second sweep finds %+v %q", total, ids)
	}
	if found := h.found(t, "lonely"); found != "" {
		t.Errorf("search finds %q", found)
	}
	if m := h.send(t, ann, fromVisitor(5, "again")); m.Seq != 1 || m.Rev != 1 {
		t.Errorf("what comes next is %+v", m)
	}
}

func TestWhatWasErasedLeavesItsLastTraceAMonthLater(t *testing.T) {
	h := newHouse(t)
	h.send(t, ann, fromVisitor(1, "a question"))
	if err := h.Erase(ctx, ann); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		wait time.Duration
		left bool
	}{{conversation.ErasedFor, true}, {time.Millisecond, false}} {
		h.now = h.now.Add(step.wait)
		if _, err := h.Expire(ctx, time.Time{}, func(string) {}); err != nil { // all else is kept for ever
			t.Fatal(err)
		}
		if _, err := h.Get(ctx, ann); (err == nil) != step.left {
			t.Errorf("at %s: %v", h.now, err)
		}
	}
}

func TestAHookThatFailsErasesNothing(t *testing.T) {
	h := newHouse(t)
	h.send(t, ann, fromVisitor(1, "a question"))
	failing := fmt.Errorf("not now")
	h.OnErase = append(h.OnErase, func(context.Context, store.Queries, string) error { return failing })
	if err := h.Erase(ctx, ann); err == nil {
		t.Error("it is said to be erased")
	}
	if changes := h.since(t, ann, 0); len(changes.Messages) != 1 {
		t.Errorf("there are %d messages", len(changes.Messages))
	}
}

// TestAMessageGoesBetweenTheWritesOfASweep counts writes and not time, which a busy machine spoils: a message that comes while a
// sweep is under way is stored before the next conversation but a few goes.
func TestAMessageGoesBetweenTheWritesOfASweep(t *testing.T) {
	h := newHouse(t)
	const many, asked = 300, 20
	for i := range many {
		h.send(t, conversation.IDOf(fmt.Sprint(i)), fromVisitor(i, "a question"))
	}
	h.index(t)
	h.now = h.now.Add(2 * month)
	gone, most := 0, 0
	_, err := h.Expire(ctx, h.now.Add(-month), func(string) {
		if gone++; gone%(many/asked) != 0 {
			return
		}
		before := gone
		h.send(t, bob, fromVisitor(many+gone, "between"))
		most = max(most, gone-before)
	})
	if err != nil || gone != many {
		t.Fatalf("%d are gone: %v", gone, err)
	}
	if changes := h.since(t, bob, 0); len(changes.Messages) != asked {
		t.Errorf("%d messages came through", len(changes.Messages))
	}
}
