package nodes

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/sqlite"
	"porchlight/app/testparts"
	"porchlight/data"
)

// check compares what the senders saw stored with the store and with every screen, and returns the longest time that a
// message took from there to a screen.
func (s *storm) check(t *testing.T) (slowest time.Duration) {
	t.Helper()
	kept := s.read(t)
	var frames, posts, sent, lost, doubled int
	for _, one := range s.senders {
		frames, posts, sent = frames+one.frames, posts+one.posts, sent+len(one.stored)
		for _, m := range one.stored {
			copies := slices.DeleteFunc(slices.Clone(kept[one.thread.id]), func(k conversation.Message) bool { return k.ID != m.id })
			switch {
			case len(copies) == 0:
				lost++
			case len(copies) > 1:
				doubled++
			case copies[0].Body != m.body:
				t.Errorf("%q is stored as %q", m.body, copies[0].Body)
			}
		}
	}
	if lost > 0 || doubled > 0 {
		t.Errorf("%d messages that their senders saw stored are lost, %d are doubled", lost, doubled)
	}
	for i, c := range s.threads {
		s.checkThread(t, fmt.Sprintf("conversation %d", i), c, kept[c.id])
	}
	slowest = s.slowest()
	t.Logf("%d messages stored (%d tries by socket, %d by POST): %d lost, %d doubled; the slowest was on all screens after %s",
		sent+len(s.threads), frames, posts, lost, doubled, slowest.Round(time.Millisecond))
	return slowest
}

// read returns the messages of every conversation from the file, beside the running nodes.
func (s *storm) read(t *testing.T) map[string][]conversation.Message {
	t.Helper()
	store, err := sqlite.Open(t.Context(), sqlite.Options{Path: s.settings["DATABASE"], Sharing: sqlite.Beside, Migrations: data.Migrations})
	if err != nil {
		t.Fatal(err)
	}
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

// slowest is the longest time from when a sender saw a message stored to when the last screen had it.
func (s *storm) slowest() time.Duration {
	if late := s.lateness(time.Time{}, time.Now()); len(late) > 0 {
		return slices.Max(late)
	}
	return 0
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
