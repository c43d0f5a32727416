package simulate

import "time"

// accepted notes what a post's answer says is stored. That is no delivery: each tab has yet to get it by its own way.
func (v *visitor) accepted(a answer) {
	text, err := a.text()
	stored := messagesIn(text)
	if err != nil || len(stored) == 0 {
		v.run.report.problems.add(unexpected, "the answer to a message shows no message")
		return
	}
	v.stored(stored[0].id, stored[0].seq, nil, time.Now())
}

// stored notes that a message is stored. by is the tab that was shown it, nil for an answer to a post.
func (v *visitor) stored(id string, seq int64, by *tab, now time.Time) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, m := range v.messages {
		if m.id != id {
			continue
		}
		if m.seq == 0 {
			m.seq = seq
			v.run.report.keep(m)
		}
		if by == m.from && !m.echoed {
			m.echoed = true
			v.run.report.echoes.add(now.Sub(m.sent))
			m.hear("")
		}
	}
}

func (v *visitor) refused(code, id string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, m := range v.messages {
		if m.id == id {
			m.hear(code)
			return
		}
	}
	v.run.report.problems.add(unexpected, "a frame was refused as %q", code)
}

func (m *message) hear(code string) {
	select {
	case m.heard <- code:
	default: // nobody waits any more
	}
}

// verify waits until every open tab shows every message that is stored, and reports what is missing when patience is over.
func (v *visitor) verify() {
	for deadline := time.Now().Add(v.run.Patience); ; time.Sleep(looking) {
		over := time.Now().After(deadline)
		if !v.anyLacks(over) || over {
			return
		}
	}
}

func (v *visitor) anyLacks(report bool) (lacks bool) {
	v.mu.Lock()
	var stored []*message
	for _, m := range v.messages {
		if m.seq > 0 {
			stored = append(stored, m)
		}
	}
	v.mu.Unlock()
	for _, t := range v.openTabs() {
		t.mu.Lock()
		for _, m := range stored {
			if _, shown := t.thread.shown[m.seq]; shown || !t.thread.follows {
				continue
			}
			lacks = true
			if report {
				v.run.report.problems.add(messageLost, "visitor %d, tab at %s: message %d is stored and was not shown within %s", v.number, t.page.place, m.seq, v.run.Patience)
				t.thread.put(shown{seq: m.seq}) // said once
			}
		}
		t.mu.Unlock()
	}
	return lacks
}
