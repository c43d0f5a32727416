package conversation_test

import (
	"strings"
	"testing"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/fault"
)

func (h *house) state(t *testing.T) conversation.State {
	t.Helper()
	c, err := h.Get(ctx, thread)
	if err != nil {
		t.Fatal(err)
	}
	return c.State(h.now)
}

func TestTheStatesOfAConversation(t *testing.T) {
	h := newHouse(t)
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for n, step := range []struct {
		does string
		do   func()
		want conversation.State
	}{
		{"a visitor asks", func() { h.send(t, thread, fromVisitor(1, "a question")) }, conversation.Waiting},
		{"an owner answers", func() { h.send(t, thread, fromOwner(2, "an answer")) }, conversation.Open},
		{"it is closed", func() { do(h.Close(ctx, thread)) }, conversation.Closed},
		{"it is opened again", func() { do(h.Reopen(ctx, thread)) }, conversation.Open},
		{"it is closed again", func() { do(h.Close(ctx, thread)) }, conversation.Closed},
		{"writing opens it", func() { h.send(t, thread, fromVisitor(3, "one more")) }, conversation.Waiting},
		{"it is put away", func() { do(h.Snooze(ctx, thread, h.now.Add(time.Hour))) }, conversation.Snoozed},
		{"an hour goes by", func() { h.now = h.now.Add(time.Hour) }, conversation.Waiting},
		{"it is put away again", func() { do(h.Snooze(ctx, thread, h.now.Add(time.Hour))) }, conversation.Snoozed},
		{"writing wakes it", func() { h.send(t, thread, fromVisitor(4, "hello?")) }, conversation.Waiting},
		{"it is blocked", func() { do(h.Block(ctx, thread, h.now.Add(time.Hour))) }, conversation.Blocked},
		{"the block ends", func() { h.now = h.now.Add(time.Hour) }, conversation.Waiting},
	} {
		step.do()
		if got := h.state(t); got != step.want {
			t.Errorf("step %d, %s: %s, want %s", n, step.does, got, step.want)
		}
	}
	refused(t, h.Snooze(ctx, thread, h.now), fault.Invalid)
	for _, err := range []error{h.Close(ctx, ann), h.Reopen(ctx, ann), h.Snooze(ctx, ann, h.now.Add(time.Hour)), h.Block(ctx, ann, h.now), h.Erase(ctx, ann)} {
		refused(t, err, fault.NotFound)
	}
}

func TestWhatIsErasedIsGoneAndTabsLearnOfIt(t *testing.T) {
	h := newHouse(t)
	h.send(t, thread, fromVisitor(1, "a whisper"))
	h.send(t, thread, fromOwner(2, "an answer"))
	h.index(t)
	if err := h.Note(ctx, thread, 0, "a note"); err != nil {
		t.Fatal(err)
	}
	if err := h.Erase(ctx, thread); err != nil {
		t.Fatal(err)
	}
	h.index(t)
	if stored := h.stored(t); strings.Contains(stored, "whisper") || strings.Contains(stored, "a note") {
		t.Error("the store still holds it")
	}
	changes := h.since(t, thread, 2)
	if len(changes.Messages) != 0 || changes.Conversation.FirstSeq != 3 || changes.Conversation.Rev != 3 {
		t.Errorf("who had all before is told %+v", changes)
	}
	if notes, err := h.Notes(ctx, thread); err != nil || len(notes) != 0 {
		t.Errorf("notes: %+v, %v", notes, err)
	}
	if box, err := h.Inbox(ctx, conversation.Filter{Most: 10}); err != nil || box.Total != 0 || len(box.Items) != 0 || box.Unread != 0 {
		t.Errorf("the inbox: %+v, %v", box, err)
	}
	if found, err := h.Search(ctx, "whisper", 10); err != nil || len(found) != 0 {
		t.Errorf("search finds %+v, %v", found, err)
	}
	if m := h.send(t, thread, fromVisitor(1, "a whisper")); m.Seq != 3 || m.Rev != 4 {
		t.Errorf("the next message is %+v", m)
	}
}

func TestAnOwnerCanBeginAConversation(t *testing.T) {
	h := newHouse(t)
	d := fromOwner(1, "Can I help?")
	d.Begins = true
	if m := h.send(t, thread, d); m.Seq != 1 || m.Rev != 1 {
		t.Errorf("%+v", m)
	}
	if got := h.state(t); got != conversation.Open {
		t.Errorf("it is %s", got)
	}
	if m := h.send(t, thread, fromVisitor(1, "Yes")); m.Seq != 2 {
		t.Errorf("the visitor's is %+v", m)
	}
}
