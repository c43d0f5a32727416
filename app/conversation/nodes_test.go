package conversation_test

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"porchlight/app/conversation"
	"porchlight/app/fault"
	"porchlight/app/store"
	"porchlight/app/testparts"
)

const (
	nodes       = 3
	writers     = 8
	eachWriter  = 3 // messages, in the conversation of all and in its own
	changesEach = 3 // of a message: sent, edited, read
)

// site is some nodes on one store.
func site(t *testing.T) (on []*conversation.Conversations) {
	t.Helper()
	h := newHouse(t)
	on = append(on, h.Conversations)
	for range nodes - 1 {
		kept := testparts.OpenStore(t, h.path, store.Beside)
		t.Cleanup(func() { must(t, kept.Close()) })
		on = append(on, conversation.New(kept, h.clock))
	}
	return on
}

// ownOf is the conversation that one writer has for itself.
func ownOf(writer int) string { return conversation.IDOf(fmt.Sprint("writer ", writer)) }

// writes sends, edits and reads in both conversations of a writer.
func writes(t *testing.T, c *conversation.Conversations, writer int) {
	for i := range eachWriter {
		n := writer*eachWriter + i + 1
		for _, id := range []string{thread, ownOf(writer)} {
			var sent conversation.Message
			for _, step := range []func() error{
				func() (err error) { sent, err = c.Send(ctx, id, fromVisitor(n, "text")); return err },
				func() error { _, err := c.Edit(ctx, id, fromVisitor(n, "another text")); return err },
				func() error {
					_, err := c.Mark(ctx, id, conversation.Owner, conversation.Marks{Read: sent.Seq})
					return err
				},
			} {
				if err := again(step); err != nil {
					t.Error(err)
					break
				}
			}
		}
	}
}

// again does something as a page does it, which sends again what could not be stored: nodes on one file do not have it by turns, and on
// a busy machine one of them may find the others there for longer than it waits.
func again(step func() error) (err error) {
	for range 10 {
		if err = step(); err == nil || fault.Of(err).Kind != fault.Unavailable {
			break
		}
	}
	return err
}

// follower is a socket that asks for what came after what it knows, again and again.
type follower struct {
	rev  int64
	seen map[int64]bool                 // the revs of messages that it was given
	has  map[int64]conversation.Message // by seq
}

func newFollower() *follower {
	return &follower{seen: map[int64]bool{}, has: map[int64]conversation.Message{}}
}

func (f *follower) asks(t *testing.T, c *conversation.Conversations, id string) {
	changes, err := c.Since(ctx, id, f.rev)
	if err != nil {
		t.Error(err)
		return
	}
	for _, m := range changes.Messages {
		if m.Rev <= f.rev || m.Rev > changes.Conversation.Rev || f.seen[m.Rev] {
			t.Errorf("message %d comes with rev %d to who knew %d and is told %d", m.Seq, m.Rev, f.rev, changes.Conversation.Rev)
		}
		f.seen[m.Rev], f.has[m.Seq] = true, m
	}
	f.rev = changes.Conversation.Rev
}

// Who follows a conversation is given every change of it, and none twice, on whichever node it happens and is asked for.
func TestWhoFollowsOnAnyNodeGetsEveryChangeOnce(t *testing.T) {
	on := site(t)
	followed := []string{thread, ownOf(0)}
	var over atomic.Bool
	var following, writing sync.WaitGroup
	for at, id := range followed {
		for node := range on {
			f, c := newFollower(), on[node]
			following.Go(func() {
				for last := false; !last; {
					last = over.Load() // one more look, after the end
					f.asks(t, c, id)
				}
				whole(t, f, on[(node+1)%nodes], id, at == 0)
			})
		}
	}
	for writer := range writers {
		writing.Go(func() { writes(t, on[writer%nodes], writer) })
	}
	writing.Wait()
	over.Store(true)
	following.Wait()
}

// whole checks that a follower has what the store has, and that every change took one rev.
func whole(t *testing.T, f *follower, c *conversation.Conversations, id string, ofAll bool) {
	stored, err := c.Since(ctx, id, 0)
	if err != nil {
		t.Error(err)
		return
	}
	messages := int64(eachWriter)
	if ofAll {
		messages *= writers
	}
	is := stored.Conversation
	if is.LastSeq != messages || is.Rev > changesEach*messages || is.Rev < 2*messages || is.Owner.Read != messages {
		t.Errorf("the conversation is %+v, with %d messages", is, messages)
	}
	if f.rev != is.Rev || len(f.has) != len(stored.Messages) {
		t.Errorf("who followed knows rev %d and %d messages, want %d and %d", f.rev, len(f.has), is.Rev, len(stored.Messages))
	}
	for i, m := range stored.Messages {
		if f.has[m.Seq] != m || m.Seq != int64(i+1) || m.Body != "another text" {
			t.Errorf("message %d is %+v to who followed, and %+v in the store", i+1, f.has[m.Seq], m)
		}
	}
	if revs := slices.Compact(slices.Sorted(slices.Values(revsOf(stored.Messages)))); len(revs) != len(stored.Messages) {
		t.Error("two changes took one rev")
	}
}

func revsOf(messages []conversation.Message) (revs []int64) {
	for _, m := range messages {
		revs = append(revs, m.Rev)
	}
	return revs
}
