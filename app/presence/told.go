package presence

import "time"

// seenEvery is how often a sign of life is noted at most: each is told to the other nodes.
const seenEvery = 10 * time.Second

// See notes that somebody did something at a socket, such as to write.
func (r *Roster) See(visitor, socket string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p, s := r.socket(visitor, socket)
	if s == nil || s.Staff != "" || r.now().Sub(s.Seen) < seenEvery {
		return
	}
	s.Seen = r.now()
	r.changedHere(visitor, p)
}

// Talk notes whether a visitor has a conversation that is open.
func (r *Roster) Talk(visitor string, talking bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.people[visitor]
	if p == nil {
		return
	}
	changed := false
	for _, s := range p.local {
		changed = changed || s.Talking != talking
		s.Talking = talking
	}
	if changed {
		r.changedHere(visitor, p)
	}
}
