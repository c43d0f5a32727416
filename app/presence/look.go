package presence

import "time"

const (
	// LookAgain is how often a page of staff says again that it is visible.
	LookAgain = 20 * time.Second
	// Look is how long its word holds. A page that the system froze, and a phone that was locked before it could say so, fall silent
	// while their connection still answers pings, which the browser does without the page.
	Look = 2*LookAgain + 5*time.Second
)

// Look notes whether the tab of a staff page is visible. Nobody looks until they say so.
func (r *Roster) Look(visitor, socket string, visible bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p, s := r.socket(visitor, socket)
	if s == nil || s.Staff == "" || s.Leaving {
		return
	}
	s.looked = r.now()
	r.show(visitor, p, s, visible)
}

// OwnerLooks reports whether a staff page of an owner is visible on any node. One that left does look during its grace: its
// owner most likely walks to the next page.
func (r *Roster) OwnerLooks() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.looks > 0
}

func (r *Roster) show(visitor string, p *person, s *Socket, visible bool) {
	if s.Visible == visible {
		return
	}
	before := *s
	s.Visible = visible
	r.swap(p, before, *s)
	if visible {
		r.looking[tab{visitor, s.ID}] = true
	} else {
		delete(r.looking, tab{visitor, s.ID})
	}
	r.changedHere(visitor, p)
}

// endLooks takes the word of those for gone who have not said it again.
func (r *Roster) endLooks(now time.Time) {
	for t := range r.looking {
		switch p, s := r.socket(t.visitor, t.socket); {
		case s == nil:
			delete(r.looking, t)
		case now.Sub(s.looked) > Look:
			r.show(t.visitor, p, s, false)
		}
	}
}
