package simulate

import "fmt"

// thread is the conversation as one tab shows it, with what the tab's socket was told.
type thread struct {
	follows bool            // the conversation is open in this tab
	rev     int64           // up to which the tab has it
	shown   map[int64]int64 // the rev that each message is shown with, by seq

	told   int64 // rev up to which this connection has brought it; negative: not known yet
	newest int64 // seq of the last new message of this connection
}

// after is what a handshake says; negative: nothing.
func (t *thread) after() int64 {
	if t.follows {
		return t.rev
	}
	return -1
}

func (t *thread) connected(after int64) { t.told, t.newest = after, 0 }

// opened puts the whole conversation into the tab, as the request for it brought it.
func (t *thread) opened(rev int64, messages []shown) {
	t.follows = true
	t.rev = max(t.rev, rev)
	for _, m := range messages {
		t.put(m)
	}
}

func (t *thread) put(m shown) {
	if t.shown == nil {
		t.shown = map[int64]int64{}
	}
	t.shown[m.seq] = max(t.shown[m.seq], m.rev)
}

// take puts in what a frame brought, and says what is wrong with that: on one connection nothing comes twice, and what is
// new comes in the order of its seq.
func (t *thread) take(rev int64, messages []shown) (doubled, disordered []string) {
	last := t.told
	for _, m := range messages {
		_, known := t.shown[m.seq]
		switch {
		case !known && m.seq < t.newest:
			disordered = append(disordered, fmt.Sprintf("message %d came behind message %d", m.seq, t.newest))
		case t.told >= 0 && m.rev <= t.told:
			doubled = append(doubled, fmt.Sprintf("message %d came with rev %d on a connection that had rev %d", m.seq, m.rev, t.told))
		}
		if !known {
			t.newest = max(t.newest, m.seq)
		}
		last = max(last, m.rev)
		t.put(m)
	}
	t.told = max(last, rev)
	t.rev = max(t.rev, rev)
	return doubled, disordered
}
