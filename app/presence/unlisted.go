package presence

// Unlist has a visitor's sockets of this node listed nowhere from now on, or listed again but for those whose browser asks every site
// not to follow. They count as before, and the next Tick tells of it. What their browser said of itself is forgotten; the next page says it again, if it may.
func (r *Roster) Unlist(visitor string, unlisted bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.people[visitor]
	if p == nil || len(p.local) == 0 {
		return
	}
	for _, s := range p.local {
		if s.Unlisted = unlisted || s.Unfollowed; s.Unlisted {
			s.Language, s.Device, s.Referrer = "", "", ""
		}
	}
	r.changedHere(visitor, p)
}
