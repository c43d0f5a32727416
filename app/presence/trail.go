package presence

import (
	"slices"
	"time"
)

// TrailMost is how many steps of a visit are kept.
const TrailMost = 20

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

// walk adds a step to the trails of those who changed their place since the last Tick.
func (r *Roster) walk() {
	for visitor := range r.touched {
		p := r.people[visitor]
		if p == nil {
			continue
		}
		e, here, listed := p.entry(visitor)
		if !listed {
			p.trail = nil
		}
		if !here || !listed || len(p.trail) > 0 && p.trail[len(p.trail)-1].Place == e.Place {
			continue
		}
		if len(p.trail) == TrailMost {
			p.trail = slices.Delete(p.trail, 0, 1)
		}
		p.trail = append(p.trail, Step{Place: e.Place, At: e.Moved})
	}
}
