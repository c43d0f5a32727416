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
	Told     []string       // those of them who are listed, or of whom somebody was told so before: the others are nobody's business
	Total    int            // how many visitors there are now
	Arrived  int            // how many came to this node, and had been on none
	Local    *Delta         // for the other nodes; nil when nothing changed here, or when there are none
	Lost     bool           // a node is gone without having said so: it may have kept something that it could tell nobody
}

// Tick ends graces and leases that are over and returns what changed. The node's name is left to the caller to fill in.
func (r *Roster) Tick() Changes {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	r.endGraces(now)
	r.endLooks(now)
	lost := false
	for name, n := range r.nodes {
		if now.Sub(n.heard) > Lease {
			r.forget(name)
			lost = true
		}
	}
	maps.DeleteFunc(r.places, func(place string, before int) bool { return r.counts[place] == before })
	c := Changes{Places: keys(r.places), Counts: make(map[string]int, len(r.places)), Visitors: keys(r.touched), Total: r.counts["/"], Arrived: r.arrived, Lost: lost}
	for _, place := range c.Places {
		c.Counts[place] = r.counts[place]
	}
	for _, visitor := range c.Visitors {
		e, listed := r.walk(visitor)
		if listed {
			c.Entries = append(c.Entries, e)
		} else {
			c.Gone = append(c.Gone, visitor)
		}
		if r.wasTold(visitor, listed) {
			c.Told = append(c.Told, visitor)
		}
	}
	r.arrived = 0
	if !r.Alone {
		c.Local = r.delta()
	}
	clear(r.moved)
	clear(r.places)
	clear(r.touched)
	clear(r.parted)
	return c
}

// wasTold reports whether somebody was told where a visitor is, or is told so now, since they are here and listed.
func (r *Roster) wasTold(visitor string, listed bool) bool {
	told := listed || r.parted[visitor]
	if p := r.people[visitor]; p != nil {
		told = told || p.told
		p.told = listed
	}
	return told
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
