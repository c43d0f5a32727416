package presence

import (
	"slices"
	"strings"
	"time"
)

// Entry is one visitor in the roster. One who asked not to be followed has none.
type Entry struct {
	Visitor string
	Place   string    // where they came last, of their visible tabs if there are any
	Since   time.Time // when they came
	Moved   time.Time // when they came to Place
	Visible bool      // whether any tab is in front
	Sockets int
}

// Entry returns a visitor's entry; false when they are not here, or not listed.
func (r *Roster) Entry(visitor string) (Entry, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.people[visitor]
	if p == nil {
		return Entry{}, false
	}
	e, here, listed := p.entry(visitor)
	return e, here && listed
}

// List returns the visitors who came last, at most so many, and how many there are in all, those who are not listed included.
func (r *Roster) List(most int) (entries []Entry, total, unlisted int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for visitor, p := range r.people {
		switch e, here, listed := p.entry(visitor); {
		case here && listed:
			entries = append(entries, e)
		case here:
			unlisted++
		}
	}
	slices.SortFunc(entries, func(a, b Entry) int {
		if c := b.Since.Compare(a.Since); c != 0 {
			return c
		}
		return strings.Compare(a.Visitor, b.Visitor)
	})
	return entries[:min(most, len(entries))], len(entries) + unlisted, unlisted
}

// entry tells where a person is. One tab that asks not to be followed asks it for all of them.
func (p *person) entry(visitor string) (e Entry, here, listed bool) {
	e.Visitor, listed = visitor, true
	var best Socket
	p.each(func(s Socket) {
		if s.Staff != "" {
			return
		}
		listed = listed && !s.Unlisted
		e.Sockets++
		if e.Since.IsZero() || s.Since.Before(e.Since) {
			e.Since = s.Since
		}
		if best.ID == "" || s.Visible && !best.Visible || s.Visible == best.Visible && s.Moved.After(best.Moved) {
			best = s
		}
	})
	e.Place, e.Moved, e.Visible = best.Place, best.Moved, best.Visible
	return e, e.Sockets > 0, listed
}
