package presence

import (
	"slices"
	"time"
)

// TrailMost is how many steps of a visit are kept.
const TrailMost = 50

// Step is a place where a visitor was.
type Step struct {
	Place string
	At    time.Time // when they came there
}

// Trail returns where a visitor was in this visit, the present place last. It begins when this node first heard of them, and
// is forgotten when they leave, or ask not to be followed; what was passed within one tick is not in it.
func (r *Roster) Trail(visitor string) []Step {
	r.mu.Lock()
	defer r.mu.Unlock()
	if p := r.people[visitor]; p != nil {
		return slices.Clone(p.trail)
	}
	return nil
}

// walk adds a step to a visitor's trail where they changed their place since the last Tick, and returns their entry; false when they
// are not here, or not listed.
func (r *Roster) walk(visitor string) (Entry, bool) {
	p := r.people[visitor]
	if p == nil {
		return Entry{}, false
	}
	e, here, listed := p.entry(visitor)
	if !listed {
		p.trail = nil
	}
	if !here || !listed || len(p.trail) > 0 && p.trail[len(p.trail)-1].Place == e.Place {
		return e, here && listed
	}
	at := e.Moved
	if n := len(p.trail); n > 0 && !at.After(p.trail[n-1].At) { // back in a tab that was there before
		at = r.now()
	}
	if len(p.trail) == TrailMost {
		p.trail = slices.Delete(p.trail, 0, 1)
	}
	p.trail = append(p.trail, Step{Place: e.Place, At: at})
	return e, true
}
