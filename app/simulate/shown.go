package simulate

import "time"

// take puts what a frame brings in its place.
func (t *tab) take(frame []byte) {
	now := time.Now()
	t.mu.Lock()
	t.renew(now)
	t.takeCounts(frame, now)
	rev, messages, changed := changesIn(frame)
	if changed {
		t.takeChanges(rev, messages)
	}
	t.mu.Unlock()
	for _, m := range messages {
		t.v.stored(m.id, m.seq, t, now)
	}
	if code, about, refused := refusalIn(frame); refused {
		t.v.refused(code, about)
	}
}

func (t *tab) takeCounts(frame []byte, now time.Time) {
	run, any := t.v.run, false
	eachCount(frame, func(place []byte, count int) {
		any = true
		n := run.places.number(place)
		for len(t.counts) <= n {
			t.counts = append(t.counts, 0)
		}
		if t.counts[n] != count+1 {
			t.counts[n] = count + 1
			run.report.counted.Store(now.UnixNano())
		}
		if n == t.moved.place {
			t.moved.place = -1
			if took := now.Sub(t.moved.at); took < moveMost {
				run.report.shownMoves.add(took)
			}
		}
	})
	if any {
		run.report.frames.Add(1)
	}
}

func (t *tab) takeChanges(rev int64, messages []shown) {
	problems := &t.v.run.report.problems
	doubled, disordered := t.thread.take(rev, messages)
	for _, what := range doubled {
		problems.add(messageDoubled, "visitor %d, tab at %s: %s", t.v.number, t.page.place, what)
	}
	for _, what := range disordered {
		problems.add(messageDisordered, "visitor %d, tab at %s: %s", t.v.number, t.page.place, what)
	}
	t.v.run.report.delivered.Add(int64(len(messages)))
}

// move takes the tab to another place of its page, and watches the count that this changes.
func (t *tab) move(place string) {
	from, _ := t.where()
	if from == place {
		return
	}
	watched := place
	if isAt(from, place) {
		watched = from // back to the page: that count stays, and the part's falls
	}
	elsewhere := t.v.isElsewhereAt(t, watched)
	t.mu.Lock()
	t.place = place
	t.moved.place, t.moved.at = t.v.run.places.number([]byte(watched)), time.Now()
	if elsewhere {
		t.moved.place = -1
	}
	t.mu.Unlock()
	if t.say() {
		t.v.run.report.moves.Add(1)
	}
}

// where returns the place of a tab with an open socket.
func (t *tab) where() (place string, open bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.place, t.conn != nil
}

// counted returns what the tab's page shows for a place; false: nothing yet, or it has no socket.
func (t *tab) counted(number int) (int, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.conn == nil || number >= len(t.counts) || t.counts[number] == 0 {
		return 0, false
	}
	return t.counts[number] - 1, true
}
