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

// told stands for a count that was shown since the last Tick; it differs from every count.
const told = -1

// OwnerIn reports whether an owner has a staff page open.
func (r *Roster) OwnerIn() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.owners > 0
}

// SocketsOf counts a visitor's sockets on all nodes; those in their grace are gone for this.
func (r *Roster) SocketsOf(visitor string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	if p := r.people[visitor]; p != nil {
		return len(p.open())
	}
	return 0
}

// SocketsFrom counts the sockets from an address, by its pseudonym, on all nodes.
func (r *Roster) SocketsFrom(address string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.from[address]
}

// Above returns a place and all places above it, the whole site "/" last.
func Above(place string) []string {
	all := []string{}
	for p := place; p != "" && p != "/"; p = p[:max(0, strings.LastIndexByte(p, '/'))] {
		all = append(all, p)
	}
	return append(all, "/")
}

// recount brings the counts in line with where a visitor is now.
func (r *Roster) recount(visitor string) {
	p := r.people[visitor]
	r.touched[visitor] = true
	places, from, owner := r.standing(p)
	for _, place := range places {
		if !slices.Contains(p.places, place) {
			r.count(place, +1)
		}
	}
	for _, place := range p.places {
		if !slices.Contains(places, place) {
			r.count(place, -1)
		}
	}
	for _, address := range p.from {
		if r.from[address]--; r.from[address] == 0 {
			delete(r.from, address)
		}
	}
	for _, address := range from {
		r.from[address]++
	}
	if owner != p.owner {
		r.lamp = true
		r.owners += map[bool]int{true: +1, false: -1}[owner]
	}
	p.places, p.from, p.owner = places, from, owner
	if len(p.local) == 0 && len(p.remote) == 0 {
		delete(r.people, visitor)
	}
}

// standing says where a person counts, from which addresses their sockets come, and whether they are an owner at work.
func (r *Roster) standing(p *person) (places, from []string, owner bool) {
	p.each(func(s Socket) {
		if s.Address != "" && !s.Leaving {
			from = append(from, s.Address)
		}
		owner = owner || s.Staff == "owner"
		if s.Staff != "" {
			return
		}
		if places == nil {
			places = slices.Clip(r.pathOf(s.Place)) // shared by all who are there; an append copies it
			return
		}
		for _, place := range r.pathOf(s.Place) {
			if !slices.Contains(places, place) {
				places = append(places, place)
			}
		}
	})
	return places, from, owner
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
