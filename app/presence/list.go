package presence

import "time"

// Entry is one visitor in the roster. One who asked not to be followed has none.
type Entry struct {
	Visitor  string
	Place    string    // where they came last, of their visible tabs if there are any
	Since    time.Time // when they came
	Moved    time.Time // when they came to Place
	Seen     time.Time // when they last came, moved, showed or hid a tab, or wrote
	Visible  bool      // whether any tab is in front
	Talking  bool      // whether they have a conversation that is open
	Sockets  int
	Node     string // that the tab at Place is connected to
	Language string // a tag as browsers send it (RFC 5646), such as pt-BR; empty: not known
	Device   string // desktop, phone or tablet; empty: not known
	Referrer string // the host of the page that led here; empty: none, or not known
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
	p.told = p.told || here && listed
	return e, here && listed
}

// Entries returns all visitors who are here and listed, in no order.
func (r *Roster) Entries() []Entry {
	entries, _ := r.Everyone()
	return entries
}

// Everyone returns all visitors who are here and listed, in no order, and how many are here in all.
func (r *Roster) Everyone() (entries []Entry, total int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	entries = make([]Entry, 0, len(r.people))
	for visitor, p := range r.people {
		if e, here, listed := p.entry(visitor); here && listed {
			p.told = true
			entries = append(entries, e)
		}
	}
	return entries, r.counts["/"]
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
		e.Talking = e.Talking || s.Talking
		if e.Since.IsZero() || s.Since.Before(e.Since) {
			e.Since = s.Since
		}
		if s.Seen.After(e.Seen) {
			e.Seen = s.Seen
		}
		if best.ID == "" || s.Visible && !best.Visible || s.Visible == best.Visible && s.Moved.After(best.Moved) {
			best = s
		}
	})
	e.Place, e.Moved, e.Visible, e.Node = best.Place, best.Moved, best.Visible, best.node
	e.Language, e.Device, e.Referrer = best.Language, best.Device, p.referrer()
	return e, e.Sockets > 0, listed
}
