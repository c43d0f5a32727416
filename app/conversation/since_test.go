package conversation_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"porchlight/app/conversation"
)

func TestAConversationThatDoesNotExistHasNoChanges(t *testing.T) {
	changes := newHouse(t).since(t, thread, 0)
	if changes.Conversation != (conversation.Conversation{ID: thread}) || changes.Messages != nil || changes.Marks {
		t.Errorf("its changes are %+v", changes)
	}
}

func TestWhoIsAheadOfTheStoreGetsNothingAndLearnsWhereItIs(t *testing.T) {
	changes := fourMessages(t).since(t, thread, 99)
	if changes.Conversation.Rev != 4 || changes.Messages != nil || changes.Marks {
		t.Errorf("the changes are %+v", changes)
	}
}

// story is what a conversation must be after the same sends and marks: the simplest account of it.
type story struct {
	messages []conversation.Message
	rev      int64
	marksRev int64
	marks    map[conversation.Side]conversation.Marks
}

func (s *story) mark(side conversation.Side, m conversation.Marks) {
	last, was := int64(len(s.messages)), s.marks[side]
	now := conversation.Marks{
		Received: max(was.Received, min(last, max(m.Received, m.Read))),
		Read:     max(was.Read, min(last, m.Read)),
	}
	if now != was {
		s.rev++
		s.marksRev, s.marks[side] = s.rev, now
	}
}

// after returns the messages that changed after a rev.
func (s *story) after(rev int64) (messages []conversation.Message) {
	for _, m := range s.messages {
		if m.Rev > rev {
			messages = append(messages, m)
		}
	}
	return messages
}

func TestSinceReturnsExactlyWhatChangedAfterAnyRev(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 0))
	defer func() {
		if t.Failed() {
			t.Logf("seed %d", seed)
		}
	}()
	h, s := newHouse(t), story{marks: map[conversation.Side]conversation.Marks{}}
	h.send(t, conversation.IDOf("a neighbour"), fromVisitor(1, "not of this thread"))
	for range 120 {
		side := []conversation.Side{conversation.Visitor, conversation.Owner}[random.IntN(2)]
		switch {
		case len(s.messages) == 0:
			s.told(h.send(t, thread, fromVisitor(1, "first")))
		case random.IntN(2) == 0:
			m := conversation.Marks{Received: random.Int64N(int64(len(s.messages)) + 3), Read: random.Int64N(int64(len(s.messages)) + 3)}
			h.mark(t, side, m)
			s.mark(side, m)
		case random.IntN(4) == 0: // a repeat, which changes nothing
			old := s.messages[random.IntN(len(s.messages))]
			h.send(t, thread, conversation.Draft{ID: old.ID, Body: old.Body, From: old.From})
		default:
			s.told(h.send(t, thread, conversation.Draft{ID: messageID(len(s.messages) + 1), Body: "text", From: side}))
		}
		h.compare(t, &s, random.Int64N(s.rev+2))
	}
	for rev := range s.rev + 2 {
		h.compare(t, &s, rev)
	}
}

// told adds a message that was sent; its own numbers must be the next.
func (s *story) told(m conversation.Message) {
	s.rev++
	s.messages = append(s.messages, m)
}

func (h *house) compare(t *testing.T, s *story, rev int64) {
	t.Helper()
	got, want := h.since(t, thread, rev), s.after(rev)
	c := got.Conversation
	if c.Rev != s.rev || c.LastSeq != int64(len(s.messages)) || c.MarksRev != s.marksRev ||
		c.Visitor != s.marks[conversation.Visitor] || c.Owner != s.marks[conversation.Owner] {
		t.Fatalf("the conversation is %+v, want rev %d, %d messages, marks of rev %d: %+v", c, s.rev, len(s.messages), s.marksRev, s.marks)
	}
	if got.Marks != (s.marksRev > rev) {
		t.Fatalf("after rev %d marks changed: %t, and the last mark moved at %d", rev, got.Marks, s.marksRev)
	}
	if len(got.Messages) != len(want) {
		t.Fatalf("after rev %d of %d there are %d messages, want %d", rev, s.rev, len(got.Messages), len(want))
	}
	for i, m := range got.Messages {
		if m != want[i] {
			t.Fatalf("after rev %d message %d is %+v, want %+v", rev, i, m, want[i])
		}
	}
}
