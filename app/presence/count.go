package presence

import (
	"slices"
	"strings"
)

// Count returns how many distinct visitors are at a place or below it. Whoever was told a count between two Ticks is told
// again at the next one, even if by then it is what it was at the last.
func (r *Roster) Count(place string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, changing := r.places[place]; changing {
		r.places[place] = told
	}
	return r.counts[place]
}

// At returns how many distinct visitors have a socket at exactly a place.
func (r *Roster) At(place string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.stands[place]
}

// told stands for a count that was shown since the last Tick; it differs from every count.
const told = -1

// OwnerIn reports whether an owner has a staff page open.
func (r *Roster) OwnerIn() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.owners > 0
}

// Above returns a place and all places above it, the whole site "/" last.
func Above(place string) []string {
	all := []string{}
	for p := place; p != "" && p != "/"; p = p[:max(0, strings.LastIndexByte(p, '/'))] {
		all = append(all, p)
	}
	return append(all, "/")
}

// add counts a socket of a person, or with by -1 no longer. It looks at none of the others: a person may have many.
func (r *Roster) add(p *person, s Socket, by int) {
	if s.Address != "" && !s.Leaving {
		if r.from[s.Address] += by; r.from[s.Address] == 0 {
			delete(r.from, s.Address)
		}
	}
	switch s.Staff {
	case "":
		if p.tally(s.Place, by) {
			if r.stands[s.Place] += by; r.stands[s.Place] == 0 {
				delete(r.stands, s.Place)
			}
			r.stand(p)
		}
	case "owner":
		if s.Visible {
			r.looks += by
		}
		before := p.owners > 0
		p.owners += by
		if after := p.owners > 0; after != before {
			r.owners += by
		}
	}
}

// swap counts a socket as it is now instead of as it was: in this order, so that no count goes down and up again.
func (r *Roster) swap(p *person, before, now Socket) {
	r.add(p, now, +1)
	r.add(p, before, -1)
}

// stand brings the counts in line with the places where a person is now.
func (r *Roster) stand(p *person) {
	var places []string
	for i, at := range p.at {
		if i == 0 {
			places = slices.Clip(r.pathOf(at.place)) // shared by all who are there; an append copies it
			continue
		}
		for _, place := range r.pathOf(at.place) {
			if !slices.Contains(places, place) {
				places = append(places, place)
			}
		}
	}
	for _, place := range places {
		if !slices.Contains(p.counted, place) {
			r.count(place, +1)
		}
	}
	for _, place := range p.counted {
		if !slices.Contains(places, place) {
			r.count(place, -1)
		}
	}
	p.counted = places
}

// pathOf is Above, worked out once for each place.
func (r *Roster) pathOf(place string) []string {
	path, known := r.above[place]
	if !known {
		path = Above(place)
		r.above[place] = path
	}
	return path
}

func (r *Roster) count(place string, by int) {
	if _, noted := r.places[place]; !noted {
		r.places[place] = r.counts[place]
	}
	r.counts[place] += by
	if r.counts[place] == 0 {
		delete(r.counts, place)
	}
}
