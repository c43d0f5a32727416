package conversation_test

import (
	"testing"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/fault"
	"porchlight/app/testparts"
)

func TestMessagesOfBothSidesAreNumberedFromOneWithoutGaps(t *testing.T) {
	h := newHouse(t)
	for n := 1; n <= 6; n++ {
		d := fromVisitor(n, "a question")
		if n%2 == 0 {
			d = fromOwner(n, "an answer")
		}
		h.now = h.now.Add(time.Minute)
		m := h.send(t, thread, d)
		want := conversation.Message{ID: messageID(n), Seq: int64(n), Rev: int64(n), From: d.From, Body: d.Body, Place: d.Place, At: h.now}
		if !m.At.Equal(want.At) {
			t.Errorf("message %d is of %s, want %s", n, m.At, want.At)
		}
		if m.At = want.At; m != want {
			t.Errorf("message %d is %+v, want %+v", n, m, want)
		}
	}
}

func TestTheNumbersGoOnWhereTheyWereAfterARestart(t *testing.T) {
	path := testparts.NewDatabase(t)
	h := reopen(t, path)
	h.send(t, thread, fromVisitor(1, "before"))
	h.mark(t, conversation.Owner, conversation.Marks{Read: 1})
	if err := h.store.Close(); err != nil {
		t.Fatal(err)
	}
	if m := reopen(t, path).send(t, thread, fromVisitor(2, "after")); m.Seq != 2 || m.Rev != 3 {
		t.Errorf("the next message has seq %d and rev %d, want 2 and 3", m.Seq, m.Rev)
	}
}

func TestAMessageWhoseIDRepeatsIsStoredOnce(t *testing.T) {
	h := newHouse(t)
	first := h.send(t, thread, fromVisitor(1, "a question"))
	h.send(t, thread, fromVisitor(2, "another"))
	h.now = h.now.Add(time.Hour)
	again := fromVisitor(1, "a question")
	again.Place = "/elsewhere"
	before := h.stored(t)
	if m := h.send(t, thread, again); m != first {
		t.Errorf("the repeated message is %+v, want %+v", m, first)
	}
	if h.stored(t) != before {
		t.Error("a repeated message wrote something")
	}
	if n := len(h.since(t, thread, 0).Messages); n != 2 {
		t.Errorf("%d messages are stored, want 2", n)
	}
}

func TestAnotherTextUnderTheSameIDConflicts(t *testing.T) {
	h := newHouse(t)
	h.send(t, thread, fromVisitor(1, "a question"))
	_, err := h.Send(ctx, thread, fromVisitor(1, "another question"))
	refused(t, err, fault.Conflict)
	if got := h.since(t, thread, 0).Messages; len(got) != 1 || got[0].Body != "a question" {
		t.Errorf("stored is %+v", got)
	}
}

// Forms send CRLF and sockets LF, and a message may go both ways.
func TestTheSameTextWithOtherLineEndsIsTheSameMessage(t *testing.T) {
	h := newHouse(t)
	first := h.send(t, thread, fromVisitor(1, "one\r\ntwo\r\n\r\nthree"))
	if first.Body != "one\ntwo\n\nthree" {
		t.Errorf("stored is %q", first.Body)
	}
	if again := h.send(t, thread, fromVisitor(1, "one\ntwo\n\nthree")); again != first {
		t.Errorf("the repeated message is %+v, want %+v", again, first)
	}
}

func TestAnIDBelongsToOneSideOfOneConversation(t *testing.T) {
	h := newHouse(t)
	other := conversation.IDOf("another visitor's secret")
	h.send(t, thread, fromVisitor(1, "a question"))
	if m := h.send(t, thread, fromOwner(1, "an answer")); m.Seq != 2 {
		t.Errorf("the owner's message under the visitor's id has seq %d, want 2", m.Seq)
	}
	if m := h.send(t, other, fromVisitor(1, "another question")); m.Seq != 1 {
		t.Errorf("another visitor's message under the same id has seq %d, want 1", m.Seq)
	}
}

func TestWhatIsStoredUnderAnIDCanBeAskedWithoutSending(t *testing.T) {
	h := newHouse(t)
	sent := h.send(t, thread, fromVisitor(1, "a question"))
	if m, err := h.Stored(ctx, thread, fromVisitor(1, "a question")); err != nil || m != sent {
		t.Errorf("stored is %+v, %v; want %+v", m, err, sent)
	}
	if m, err := h.Stored(ctx, thread, fromVisitor(2, "a question")); err != nil || m.Seq != 0 {
		t.Errorf("a new draft is stored as %+v, %v", m, err)
	}
	_, err := h.Stored(ctx, thread, fromVisitor(1, "another"))
	refused(t, err, fault.Conflict)
	_, err = h.Stored(ctx, thread, fromVisitor(2, " "))
	refused(t, err, fault.Invalid)
}

func TestAnOwnerAnswersOnlyWhereSomeoneAsked(t *testing.T) {
	h := newHouse(t)
	_, err := h.Send(ctx, thread, fromOwner(1, "hello?"))
	refused(t, err, fault.NotFound)
	_, err = h.Get(ctx, thread)
	refused(t, err, fault.NotFound)
	if box, err := h.Inbox(ctx, conversation.Filter{Most: 10}); err != nil || box.Total != 0 {
		t.Errorf("the inbox is %+v, %v", box, err)
	}
}

func TestABlockedVisitorIsRefusedUntilTheBlockIsOver(t *testing.T) {
	h := newHouse(t)
	first := h.send(t, thread, fromVisitor(1, "spam"))
	until := begin.Add(time.Hour)
	if err := h.Block(ctx, thread, until); err != nil {
		t.Fatal(err)
	}
	if c, err := h.Get(ctx, thread); err != nil || !c.BlockedUntil.Equal(until) {
		t.Errorf("blocked until %s, %v; want %s", c.BlockedUntil, err, until)
	}

	h.now = until.Add(-time.Millisecond)
	_, err := h.Send(ctx, thread, fromVisitor(2, "more spam"))
	refused(t, err, fault.Forbidden)
	if m := h.send(t, thread, fromVisitor(1, "spam")); m != first {
		t.Errorf("a message that was stored before the block is answered with %+v, want %+v", m, first)
	}
	if m := h.send(t, thread, fromOwner(3, "please stop")); m.Seq != 2 {
		t.Errorf("the owner's message has seq %d, want 2: what was refused takes no number", m.Seq)
	}

	h.now = until
	if m := h.send(t, thread, fromVisitor(2, "sorry")); m.Seq != 3 {
		t.Errorf("after the block the message has seq %d, want 3", m.Seq)
	}
}

func TestABlockHoldsForOneVisitor(t *testing.T) {
	h := newHouse(t)
	h.send(t, thread, fromVisitor(1, "spam"))
	if err := h.Block(ctx, thread, begin.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	h.send(t, conversation.IDOf("another visitor's secret"), fromVisitor(1, "a question"))
	refused(t, h.Block(ctx, conversation.IDOf("nobody"), begin.Add(time.Hour)), fault.NotFound)
}

func TestAStoreThatIsClosedRefusesForNow(t *testing.T) {
	h := newHouse(t)
	h.send(t, thread, fromVisitor(1, "a question"))
	if err := h.store.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := h.Send(ctx, thread, fromVisitor(2, "another"))
	refused(t, err, fault.Unavailable)
}

func TestAConversationsIDDoesNotTellTheSecret(t *testing.T) {
	one, same, other := conversation.IDOf("secret"), conversation.IDOf("secret"), conversation.IDOf("Secret")
	if one != same || one == other || !conversation.ValidID(one) {
		t.Errorf("ids %s, %s, %s", one, same, other)
	}
	for _, id := range []string{"", "secret", one[1:], one + "0", "G" + one[1:], "A" + one[1:], one + "\n"} {
		if conversation.ValidID(id) {
			t.Errorf("%q passes for a conversation's id", id)
		}
	}
}
