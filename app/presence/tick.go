package presence

import (
	"maps"
	"slices"
	"time"
)

// Changes is what happened since the last Tick.
type Changes struct {
	Places   []string       // places whose count is another one now
	Counts   map[string]int // what they are now, by place
	Visitors []string       // who came, moved, hid or left
	Entries  []Entry        // of those of them who are here and listed
	Gone     []string       // those of them who are not, or not any more
	Total    int            // how many visitors there are now
	Arrived  int            // how many came to this node, and had been on none
	Local    *Delta         // for the other nodes; nil when nothing changed here, or when there are none
}

// Tick ends graces and leases that are over and returns what changed. The node's name is left to the caller to fill in.
func (r *Roster) Tick() Changes {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	r.endGraces(now)
	r.endLooks(now)
	for name, n := range r.nodes {
		if now.Sub(n.heard) > Lease {
			r.forget(name)
		}
	}
	maps.DeleteFunc(r.places, func(place string, before int) bool { return r.counts[place] == before })
	c := Changes{Places: keys(r.places), Counts: make(map[string]int, len(r.places)), Visitors: keys(r.touched), Total: r.counts["/"], Arrived: r.arrived}
	for _, place := range c.Places {
		c.Counts[place] = r.counts[place]
	}
	for _, visitor := range c.Visitors {
		if e, listed := r.walk(visitor); listed {
			c.Entries = append(c.Entries, e)
		} else {
			c.Gone = append(c.Gone, visitor)
		}
	}
	r.arrived = 0
	if !r.Alone {
		c.Local = r.delta()
	}
	clear(r.moved)
	clear(r.places)
	clear(r.touched)
	return c
}

func (r *Roster) endGraces(now time.Time) {
	for visitor := range r.leaving {
		p := r.people[visitor]
		if p != nil && r.dropLeaving(visitor, p, func(s *Socket) bool { return !now.Before(s.leaveAt) }) {
			r.changedHere(visitor, p)
		}
		if p == nil || p.leaving == 0 {
			delete(r.leaving, visitor)
		}
	}
}

func keys[V any](m map[string]V) []string {
	all := make([]string, 0, len(m))
	for k := range m {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}
