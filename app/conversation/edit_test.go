package conversation_test

import (
	"testing"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/fault"
)

func TestAMessageCanBeEditedForFiveMinutesByItsSender(t *testing.T) {
	h := newHouse(t)
	h.send(t, thread, fromVisitor(1, "a questoin"))
	h.send(t, thread, fromOwner(2, "an answer"))
	h.now = begin.Add(conversation.EditWithin)
	m, err := h.Edit(ctx, thread, fromVisitor(1, "a question"))
	if err != nil || m.Body != "a question" || !m.Edited || m.Deleted || m.Seq != 1 || m.Rev != 3 {
		t.Fatalf("%+v, %v", m, err)
	}
	changes := h.since(t, thread, 2)
	if len(changes.Messages) != 1 || changes.Messages[0] != m || changes.Conversation.Rev != 3 {
		t.Errorf("who had all before is told %+v", changes)
	}
	_, err = h.Edit(ctx, thread, fromOwner(1, "not mine"))
	refused(t, err, fault.NotFound)
	_, err = h.Edit(ctx, thread, fromVisitor(1, " "))
	refused(t, err, fault.Invalid)
	h.now = h.now.Add(time.Millisecond)
	_, err = h.Edit(ctx, thread, fromVisitor(1, "too late"))
	refused(t, err, fault.Forbidden)
	if again, err := h.Edit(ctx, thread, fromVisitor(1, "a question")); err != nil || again != m {
		t.Errorf("the same edit again: %+v, %v", again, err)
	}
	if now := h.since(t, thread, 0); now.Conversation.Rev != 3 || now.Messages[0].Body != "a question" {
		t.Errorf("what was refused left %+v", now)
	}
}

func TestADeletedMessageLeavesItsPlaceAndNothingElse(t *testing.T) {
	h := newHouse(t)
	h.send(t, thread, fromVisitor(1, "my password is 1234"))
	h.send(t, thread, fromOwner(2, "an answer"))
	h.mark(t, conversation.Visitor, conversation.Marks{Received: 2})
	m, err := h.Delete(ctx, thread, conversation.Draft{ID: messageID(1), From: conversation.Visitor})
	if err != nil || m.Body != "" || !m.Deleted || m.Seq != 1 || m.Rev != 4 {
		t.Fatalf("%+v, %v", m, err)
	}
	if again, err := h.Delete(ctx, thread, conversation.Draft{ID: messageID(1), From: conversation.Visitor}); err != nil || again.Rev != 4 {
		t.Errorf("again: %+v, %v", again, err)
	}
	if got := h.since(t, thread, 3).Messages; len(got) != 1 || got[0] != m {
		t.Errorf("who was away is told %+v", got)
	}
	_, err = h.Edit(ctx, thread, fromVisitor(1, "back again"))
	refused(t, err, fault.Forbidden)
	h.send(t, thread, fromVisitor(3, "and on"))
	if got := h.since(t, thread, 0).Messages; len(got) != 3 || got[2].Seq != 3 {
		t.Errorf("the thread is %+v", got)
	}
}

func TestAChangedMessageThatComesOnceMoreAsItWasSentIsTheSame(t *testing.T) {
	h := newHouse(t)
	h.send(t, thread, fromVisitor(1, "first"))
	h.send(t, thread, fromVisitor(2, "second"))
	for _, change := range []func() (conversation.Message, error){
		func() (conversation.Message, error) { return h.Edit(ctx, thread, fromVisitor(1, "mended")) },
		func() (conversation.Message, error) { return h.Edit(ctx, thread, fromVisitor(1, "mended twice")) },
		func() (conversation.Message, error) {
			return h.Delete(ctx, thread, conversation.Draft{ID: messageID(1), From: conversation.Visitor})
		},
	} {
		changed, err := change()
		if err != nil {
			t.Fatal(err)
		}
		if again := h.send(t, thread, fromVisitor(1, "first")); again != changed {
			t.Errorf("it is %+v, want %+v", again, changed)
		}
		if again, err := h.Send(ctx, thread, fromVisitor(1, "second")); changed.Deleted { // nothing is known of what it said
			if err != nil || again != changed {
				t.Errorf("another text under the id of what was deleted: %+v, %v", again, err)
			}
		} else {
			refused(t, err, fault.Conflict)
		}
	}
}

func TestOwnersChangeTheirOwnAnswersOnly(t *testing.T) {
	h := newHouse(t)
	h.send(t, thread, fromVisitor(1, "a question"))
	h.send(t, thread, fromOwner(2, "an answer"))
	other := fromOwner(2, "another answer")
	other.AccountID = 7
	_, err := h.Edit(ctx, thread, other)
	refused(t, err, fault.Forbidden)
	_, err = h.Delete(ctx, thread, other)
	refused(t, err, fault.Forbidden)
}

func TestWhoTakesTheirLastMessageBackWaitsForNoAnswer(t *testing.T) {
	h := newHouse(t)
	h.send(t, thread, fromVisitor(1, "a question"))
	h.mark(t, conversation.Owner, conversation.Marks{Read: 1})
	h.send(t, thread, fromVisitor(2, "never mind"))
	if _, err := h.Delete(ctx, thread, conversation.Draft{ID: messageID(2), From: conversation.Visitor}); err != nil {
		t.Fatal(err)
	}
	if box, err := h.Inbox(ctx, conversation.Filter{Most: 10}); err != nil || box.Unread != 0 || box.Items[0].Unread != 0 || h.state(t) != conversation.Open {
		t.Errorf("%+v, %v; it is %s", box, err, h.state(t))
	}
}

func TestChangesAreFoundFromEveryRev(t *testing.T) {
	h := newHouse(t)
	for n := range 6 {
		h.send(t, thread, fromVisitor(n, "text"))
	}
	for _, n := range []int{1, 4, 1} {
		if _, err := h.Edit(ctx, thread, fromVisitor(n, "edit of rev "+time.Duration(h.since(t, thread, 0).Conversation.Rev).String())); err != nil {
			t.Fatal(err)
		}
	}
	all := h.since(t, thread, 0).Messages
	for rev := range int64(10) {
		var want []conversation.Message
		for _, m := range all {
			if m.Rev > rev {
				want = append(want, m)
			}
		}
		got := h.since(t, thread, rev).Messages
		if len(got) != len(want) {
			t.Fatalf("after rev %d: %+v, want %+v", rev, got, want)
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("after rev %d: %+v, want %+v", rev, got[i], want[i])
			}
		}
	}
}
