package conversation_test

import (
	"context"
	"testing"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/store"
)

// fourMessages is a house with two questions and two answers in the thread.
func fourMessages(t *testing.T) *house {
	t.Helper()
	h := newHouse(t)
	h.send(t, thread, fromVisitor(1, "a question"))
	h.send(t, thread, fromOwner(2, "an answer"))
	h.send(t, thread, fromVisitor(3, "another question"))
	h.send(t, thread, fromOwner(4, "another answer"))
	return h
}

func TestMarksMoveForwardAndNoFurtherThanTheLastMessage(t *testing.T) {
	type marks = conversation.Marks
	h := fourMessages(t)
	for _, step := range []struct {
		of    string
		side  conversation.Side
		to    marks
		moves bool
		then  marks
	}{
		{"the visitor receives the first", conversation.Visitor, marks{Received: 1}, true, marks{Received: 1}},
		{"the same again", conversation.Visitor, marks{Received: 1}, false, marks{Received: 1}},
		{"nothing at all", conversation.Visitor, marks{}, false, marks{Received: 1}},
		{"the visitor reads the second and so has received it", conversation.Visitor, marks{Read: 2}, true, marks{Received: 2, Read: 2}},
		{"a late word of an earlier one", conversation.Visitor, marks{Received: 1, Read: 1}, false, marks{Received: 2, Read: 2}},
		{"a number below the first", conversation.Visitor, marks{Received: -5, Read: -5}, false, marks{Received: 2, Read: 2}},
		{"one mark forward and one back", conversation.Visitor, marks{Received: 3, Read: 1}, true, marks{Received: 3, Read: 2}},
		{"the visitor reads what was never sent", conversation.Visitor, marks{Read: 1 << 60}, true, marks{Received: 4, Read: 4}},
		{"more of what was never sent", conversation.Visitor, marks{Read: 5}, false, marks{Received: 4, Read: 4}},
		{"the owner, who is behind", conversation.Owner, marks{Received: 2, Read: 1}, true, marks{Received: 2, Read: 1}},
		{"the owner reads the last", conversation.Owner, marks{Read: 4}, true, marks{Received: 4, Read: 4}},
	} {
		t.Run(step.of, func(t *testing.T) {
			before, stored := h.since(t, thread, 0).Conversation, h.stored(t)
			rev := h.mark(t, step.side, step.to)
			after := h.since(t, thread, 0).Conversation
			if got := after.MarksOf(step.side); got != step.then {
				t.Errorf("the marks are %+v, want %+v", got, step.then)
			}
			if got, was := after.MarksOf(step.side.Other()), before.MarksOf(step.side.Other()); got != was {
				t.Errorf("the other side's marks went from %+v to %+v", was, got)
			}
			switch {
			case step.moves && (rev != before.Rev+1 || after.Rev != rev || after.MarksRev != rev):
				t.Errorf("the rev went from %d to %d (marks: %d), and %d was returned", before.Rev, after.Rev, after.MarksRev, rev)
			case !step.moves && (rev != 0 || after != before):
				t.Errorf("nothing moves, yet %+v became %+v, and %d was returned", before, after, rev)
			case !step.moves && h.stored(t) != stored:
				t.Error("nothing moves, yet something was written")
			case step.moves && h.stored(t) == stored:
				t.Error("nothing was written")
			}
		})
	}
}

func TestAMarkMovesOnWhenThereIsMoreToMark(t *testing.T) {
	h := fourMessages(t)
	h.mark(t, conversation.Visitor, conversation.Marks{Read: 99})
	h.send(t, thread, fromOwner(5, "one more"))
	if c := h.since(t, thread, 0).Conversation; c.Visitor.Read != 4 {
		t.Errorf("the visitor has read %d, want 4: the fifth came later", c.Visitor.Read)
	}
	if rev := h.mark(t, conversation.Visitor, conversation.Marks{Read: 5}); rev != 7 {
		t.Errorf("the rev is %d, want 7", rev)
	}
}

func TestAMarkOfAConversationThatDoesNotExistIsNothing(t *testing.T) {
	h := newHouse(t)
	before := h.stored(t)
	if rev := h.mark(t, conversation.Visitor, conversation.Marks{Read: 1}); rev != 0 || h.stored(t) != before {
		t.Errorf("the rev is %d, or something was written", rev)
	}
}

// Tabs say what they have read again and again: it must cost no turn of the writer, and no flush.
func TestAMarkThatMovesNothingNeedsNoWriter(t *testing.T) {
	h := fourMessages(t)
	h.mark(t, conversation.Visitor, conversation.Marks{Read: 4})
	entered, release, written := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		written <- h.store.Write(ctx, func(store.Queries) error {
			close(entered)
			<-release
			return nil
		})
	}()
	<-entered
	for _, m := range []conversation.Marks{{Read: 4}, {Received: 2}, {Received: 99, Read: 99}} {
		patient, cancel := context.WithTimeout(ctx, time.Second)
		if rev, err := h.Mark(patient, thread, conversation.Visitor, m); rev != 0 || err != nil {
			t.Errorf("a mark of %+v while the writer is busy: rev %d, %v", m, rev, err)
		}
		cancel()
	}
	close(release)
	if err := <-written; err != nil {
		t.Fatal(err)
	}
}
