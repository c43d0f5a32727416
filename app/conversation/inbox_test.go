package conversation_test

import (
	"fmt"
	"testing"
	"time"

	"porchlight/app/conversation"
)

var ann, bob, eve = conversation.IDOf("ann"), conversation.IDOf("bob"), conversation.IDOf("eve")

var names = map[string]string{ann: "ann", bob: "bob", eve: "eve"}

// busyHouse has three conversations: ann's is the oldest, bob's is answered, eve's is the newest.
func busyHouse(t *testing.T) *house {
	t.Helper()
	h := newHouse(t)
	for n, step := range []struct {
		of    string
		draft func(int, string) conversation.Draft
	}{{ann, fromVisitor}, {bob, fromVisitor}, {ann, fromVisitor}, {bob, fromOwner}, {eve, fromVisitor}} {
		h.now = h.now.Add(time.Minute)
		h.send(t, step.of, step.draft(n+1, fmt.Sprint("text ", n+1)))
	}
	return h
}

// seen is the inbox in words: who, their last message and what is unread.
func (h *house) seen(t *testing.T, most int64) string {
	t.Helper()
	box, err := h.Inbox(ctx, conversation.Filter{Most: most})
	if err != nil {
		t.Fatal(err)
	}
	words := ""
	for _, item := range box.Items {
		words += fmt.Sprintf("%s: %s, %d unread; ", names[item.Conversation.ID], item.Last.Body, item.Unread)
	}
	return words + fmt.Sprintf("%d of %d", box.Unread, box.Total)
}

func TestTheInbox(t *testing.T) {
	for _, c := range []struct {
		does string
		then func(*testing.T, *house)
		most int64
		seen string
	}{
		{"lists who wrote last first, behind those with something unread", func(*testing.T, *house) {}, 10,
			"eve: text 5, 1 unread; bob: text 4, 1 unread; ann: text 3, 2 unread; 3 of 3"},
		{"counts all and lists the most recent", func(*testing.T, *house) {}, 1,
			"eve: text 5, 1 unread; 3 of 3"},
		{"brings a conversation to the top with every message", func(t *testing.T, h *house) { h.send(t, ann, fromOwner(9, "answer")) }, 10,
			"ann: answer, 2 unread; eve: text 5, 1 unread; bob: text 4, 1 unread; 3 of 3"},
		{"forgets what an owner has read, and leaves the order", func(t *testing.T, h *house) { h.markOf(t, ann, conversation.Owner, 1) }, 10,
			"eve: text 5, 1 unread; bob: text 4, 1 unread; ann: text 3, 1 unread; 3 of 3"},
		{"counts a conversation out when all is read", func(t *testing.T, h *house) { h.markOf(t, bob, conversation.Owner, 2) }, 10,
			"eve: text 5, 1 unread; ann: text 3, 2 unread; bob: text 4, 0 unread; 2 of 3"},
		{"takes what was received for unread", func(t *testing.T, h *house) {
			if _, err := h.Mark(ctx, eve, conversation.Owner, conversation.Marks{Received: 1}); err != nil {
				t.Fatal(err)
			}
		}, 10, "eve: text 5, 1 unread; bob: text 4, 1 unread; ann: text 3, 2 unread; 3 of 3"},
		{"has nothing to do with what a visitor has read", func(t *testing.T, h *house) { h.markOf(t, bob, conversation.Visitor, 2) }, 10,
			"eve: text 5, 1 unread; bob: text 4, 1 unread; ann: text 3, 2 unread; 3 of 3"},
	} {
		t.Run(c.does, func(t *testing.T) {
			h := busyHouse(t)
			h.now = h.now.Add(time.Minute)
			c.then(t, h)
			if got := h.seen(t, c.most); got != c.seen {
				t.Errorf("the inbox shows\n%s, want\n%s", got, c.seen)
			}
		})
	}
}

func TestTheInboxOfANewSiteIsEmpty(t *testing.T) {
	if got := newHouse(t).seen(t, 10); got != "0 of 0" {
		t.Errorf("the inbox shows %s", got)
	}
}

func TestAVisitorsUnreadAnswersAreTheOwnersOnly(t *testing.T) {
	h := fourMessages(t) // of which the second and the fourth are answers
	for _, c := range []struct{ read, unread int64 }{{0, 2}, {1, 2}, {2, 1}, {3, 1}, {4, 0}} {
		h.mark(t, conversation.Visitor, conversation.Marks{Read: c.read})
		if n, err := h.UnreadByVisitor(ctx, thread); err != nil || n != c.unread {
			t.Errorf("having read up to %d there are %d unread, %v; want %d", c.read, n, err, c.unread)
		}
	}
	if n, err := h.UnreadByVisitor(ctx, conversation.IDOf("nobody")); err != nil || n != 0 {
		t.Errorf("nobody has %d unread, %v", n, err)
	}
}

func (h *house) markOf(t *testing.T, id string, side conversation.Side, read int64) {
	t.Helper()
	if _, err := h.Mark(ctx, id, side, conversation.Marks{Read: read}); err != nil {
		t.Fatal(err)
	}
}
