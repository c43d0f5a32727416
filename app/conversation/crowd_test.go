package conversation_test

import (
	"slices"
	"sync"
	"testing"

	"porchlight/app/conversation"
)

const (
	senders     = 32
	eachSends   = 8
	crowdsTotal = senders * eachSends
)

// crowd sends from many goroutines at once; every fourth message goes twice, as after a lost answer, in parallel.
func crowd(t *testing.T, h *house) {
	t.Helper()
	var work sync.WaitGroup
	for sender := range senders {
		for twin := range 2 {
			work.Go(func() {
				for i := range eachSends {
					if n := sender*eachSends + i + 1; twin == 0 || n%4 == 0 {
						if _, err := h.Send(ctx, thread, fromVisitor(n, "text")); err != nil {
							t.Error(err)
						}
					}
				}
			})
		}
	}
	work.Wait()
}

func TestOfManyMessagesAtOnceNoneIsLostAndNoneDoubled(t *testing.T) {
	h := newHouse(t)
	crowd(t, h)
	changes := h.since(t, thread, 0)
	wholeOnce(t, changes.Messages)
	if c := changes.Conversation; c.Rev != crowdsTotal || c.LastSeq != crowdsTotal {
		t.Errorf("rev %d and last seq %d, want %d", c.Rev, c.LastSeq, crowdsTotal)
	}
}

// A socket catches up while others write: each time it asks for what came after the rev of its last answer.
func TestWhoFollowsAlongGetsEverythingOnce(t *testing.T) {
	h := newHouse(t)
	done := make(chan struct{})
	go func() { crowd(t, h); close(done) }()
	var got []conversation.Message
	for rev, last := int64(0), false; !last; {
		select {
		case <-done:
			last = true // one more look, after the end
		default:
		}
		changes := h.since(t, thread, rev)
		for _, m := range changes.Messages {
			if m.Rev <= rev || m.Rev > changes.Conversation.Rev {
				t.Fatalf("message %d has rev %d, between %d and %d was asked and told", m.Seq, m.Rev, rev, changes.Conversation.Rev)
			}
		}
		got, rev = append(got, changes.Messages...), changes.Conversation.Rev
	}
	wholeOnce(t, got)
}

// wholeOnce checks that these are all messages of the crowd, in order and without gaps.
func wholeOnce(t *testing.T, messages []conversation.Message) {
	t.Helper()
	var ids, want []string
	for i, m := range messages {
		ids = append(ids, m.ID)
		if m.Seq != int64(i+1) || m.Rev != int64(i+1) {
			t.Fatalf("message %d of the list has seq %d and rev %d", i+1, m.Seq, m.Rev)
		}
	}
	for n := range crowdsTotal {
		want = append(want, messageID(n+1))
	}
	slices.Sort(ids)
	if !slices.Equal(ids, want) {
		t.Errorf("%d messages are there, not the %d that were sent", len(ids), crowdsTotal)
	}
}
