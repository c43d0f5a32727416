package simulate

import (
	"maps"
	"time"
)

// Outcome is what a report comes to in figures, for whoever judges more by them than Err does.
type Outcome struct {
	Sockets    int64             // open at once, at most
	Pages      []Timed           // that came; tries without an answer are among Unanswered
	Fragments  []Timed           // likewise
	Back       []Timed           // how long each tab that lost its socket was without one
	Unanswered []time.Time       // when a request or a handshake got no answer; each was tried again
	Stored     map[string]string // bodies of the messages that somebody saw stored, by id
	Lost       int64             // messages that were stored and not shown to a tab in time
	Doubled    int64             // messages that came twice on one connection
}

// Outcome returns the figures of a simulation that is over.
func (r *Report) Outcome() Outcome {
	o := Outcome{
		Sockets: r.peak.Load(), Pages: r.pages.copy(), Fragments: r.fragments.copy(), Back: r.back.copy(),
		Lost: r.problems.count(messageLost), Doubled: r.problems.count(messageDoubled),
	}
	for _, one := range r.unanswered.copy() {
		o.Unanswered = append(o.Unanswered, one.Began)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	o.Stored = maps.Clone(r.kept)
	return o
}

// keep notes a message that somebody saw stored.
func (r *Report) keep(m *message) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.kept == nil {
		r.kept = map[string]string{}
	}
	r.kept[m.id] = m.body
}
