package nodes

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/store"
	"porchlight/app/testparts"
)

// found is what became of all that the senders of a storm saw stored.
type found struct {
	sent, lost, doubled int           // messages
	slowest             time.Duration // from when its sender saw a message stored to when the last screen had it
	outage              time.Duration // the longest that a sender had to try until they saw it stored
}

// check compares what the senders saw stored with the store, with every screen, and with what the owner's program was told.
func (s *storm) check(t *testing.T) (f found) {
	t.Helper()
	kept := s.read(t)
	frames, posts := 0, 0
	f.sent = len(s.threads)
	for _, one := range s.senders {
		frames, posts, f.sent = frames+one.frames, posts+one.posts, f.sent+len(one.stored)
		for _, m := range one.stored {
			copies := slices.DeleteFunc(slices.Clone(kept[one.thread.id]), func(k conversation.Message) bool { return k.ID != m.id })
			switch {
			case len(copies) == 0:
				f.lost++
			case len(copies) > 1:
				f.doubled++
			case copies[0].Body != m.body:
				t.Errorf("%q is stored as %q", m.body, copies[0].Body)
			}
		}
	}
	if f.lost > 0 || f.doubled > 0 {
		t.Errorf("%d messages that their senders saw stored are lost, %d are doubled", f.lost, f.doubled)
	}
	for i, c := range s.threads {
		s.checkThread(t, fmt.Sprintf("conversation %d", i), c, kept[c.id])
	}
	if s.program != nil {
		s.checkTold(t, kept)
	}
	f.slowest, f.outage = longest(s.lateness(time.Time{}, time.Now())), longest(s.echoes(time.Time{}, time.Now()))
	t.Logf("%d messages stored (%d tries by socket, %d by POST): %d lost, %d doubled; the slowest was on all screens after %s",
		f.sent, frames, posts, f.lost, f.doubled, f.slowest)
	return f
}

// read returns the messages of every conversation from the store, beside the running nodes.
func (s *storm) read(t *testing.T) map[string][]conversation.Message {
	t.Helper()
	store := testparts.OpenStore(t, s.settings["DATABASE"], store.Beside)
	defer store.Close()
	kept := map[string][]conversation.Message{}
	for _, c := range s.threads {
		changes, err := conversation.New(store, time.Now).Since(t.Context(), c.id, 0)
		if err != nil {
			t.Fatal(err)
		}
		kept[c.id] = changes.Messages
	}
	return kept
}

// checkThread checks that a conversation holds what was sent and nothing else, without a gap, and that each of its tabs
// shows just that.
func (s *storm) checkThread(t *testing.T, name string, c *thread, kept []conversation.Message) {
	t.Helper()
	sent := 1
	for _, one := range s.senders {
		if one.thread == c {
			sent += len(one.stored)
		}
	}
	if len(kept) != sent {
		t.Errorf("%s holds %d messages, %d were sent", name, len(kept), sent)
	}
	var texts []string
	for i, m := range kept {
		texts = append(texts, m.Body)
		if m.Seq != int64(i+1) {
			t.Fatalf("%s: message %d has seq %d", name, i+1, m.Seq)
		}
	}
	for side, tabs := range map[string][]*tab{"visitor": c.visitors, "owner": c.own} {
		for i, tab := range tabs {
			where := fmt.Sprintf("%s, the %s's tab on node %c", name, side, 'A'+i)
			testparts.Eventually(t, where+" shows the last message", func() bool { return tab.shows(kept[len(kept)-1].ID) })
			checkScreen(t, where, tab.see(), texts)
		}
	}
}

// toldWithin is how long the program may wait for what a killed node had claimed, and for what failed some times in a row.
const toldWithin = 3 * time.Minute

// checkTold checks that the owner's program was told of each message that is stored, once, or again under the same name.
func (s *storm) checkTold(t *testing.T, kept map[string][]conversation.Message) {
	t.Helper()
	var names map[string][]string // by message
	read := func() bool {
		names = map[string][]string{}
		for _, asked := range s.program.Asked() {
			var call struct{ Data struct{ ID string } }
			if err := json.Unmarshal(asked.Body, &call); err != nil {
				t.Fatalf("the program was told %q: %v", asked.Body, err)
			}
			if name := asked.Header.Get("webhook-id"); !slices.Contains(names[call.Data.ID], name) {
				names[call.Data.ID] = append(names[call.Data.ID], name)
			}
		}
		for _, messages := range kept {
			for _, m := range messages {
				if len(names[m.ID]) == 0 {
					return false
				}
			}
		}
		return true
	}
	if !holds(toldWithin, read) {
		t.Error("the program was not told of all that is stored")
	}
	for id, of := range names {
		if len(of) > 1 {
			t.Errorf("the program was told of %s under several names: %q", id, of)
		}
	}
	t.Logf("the program was told of %d messages by %d calls", len(names), len(s.program.Asked()))
}

// longest of some times; 0 where there are none.
func longest(times []time.Duration) time.Duration {
	if len(times) == 0 {
		return 0
	}
	return slices.Max(times).Round(time.Millisecond)
}

// lateness is how long each message that was seen stored in this time took from there to the last screen. Ask after check:
// then every screen has them.
func (s *storm) lateness(from, to time.Time) (late []time.Duration) {
	for _, one := range s.senders {
		shown := map[string]time.Time{} // on the last screen
		for _, tab := range slices.Concat(one.thread.visitors, one.thread.own) {
			for _, l := range tab.see().log {
				if l.at.After(shown[l.id]) {
					shown[l.id] = l.at
				}
			}
		}
		for _, m := range one.stored {
			if m.at.After(from) && m.at.Before(to) {
				late = append(late, max(0, shown[m.id].Sub(m.at)))
			}
		}
	}
	return late
}

// echoes are how long it took, for each message begun in this time, until its sender saw it stored.
func (s *storm) echoes(from, to time.Time) (took []time.Duration) {
	for _, one := range s.senders {
		for _, m := range one.stored {
			if m.begun.After(from) && m.begun.Before(to) {
				took = append(took, m.at.Sub(m.begun))
			}
		}
	}
	return took
}
