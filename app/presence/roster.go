// Package presence keeps the roster: who is here, at which place, on which node.
//
// Each node owns the sockets it serves and tells the others what changes, under a lease. A roster merges what the others
// said into local memory, so that counting and listing never leave the process. Nothing here talks to a network.
package presence

import (
	"sync"
	"time"
)

const (
	// Grace is how long a socket that left still counts, so that a walk from page to page does not flicker.
	Grace = 5 * time.Second
	// Lease is how long a node's part holds without a sign of life of it, by the receiver's own clock.
	Lease = 9 * time.Second
	// Renew is how often a node gives that sign.
	Renew = 3 * time.Second
)

// Socket is one open tab.
type Socket struct {
	ID      string    `json:"id"`
	Place   string    `json:"at"`
	Visible bool      `json:"visible"`
	Staff   string    `json:"staff,omitempty"` // the role on a staff page, which is listed nowhere and counts nowhere
	Since   time.Time `json:"since"`
	Moved   time.Time `json:"moved"` // when it came to its place
	Address string    `json:"address,omitempty"`

	Leaving bool `json:"leaving,omitempty"` // in its grace: it still counts, and takes no room

	leaveAt time.Time // when its grace ends
}

// person is a visitor with all their sockets, on all nodes.
type person struct {
	local  map[string]*Socket
	remote map[string][]Socket // by node
	places map[string]bool     // where they count now
	from   map[string]int      // sockets by the pseudonym of their address
	owner  bool                // an owner on a staff page
}

// node is what is known of another node.
type node struct {
	seq   uint64
	heard time.Time
}

// Roster is everyone present. All methods may be called from any goroutine.
type Roster struct {
	mu     sync.Mutex
	now    func() time.Time
	people map[string]*person
	nodes  map[string]*node
	counts map[string]int // visitors by place
	from   map[string]int // sockets by the pseudonym of their address
	owners int

	seq     uint64
	moved   map[string]bool // people whose local sockets changed since the last Tick
	places  map[string]int  // what was counted at the last Tick, of the places whose count changed since
	touched map[string]bool // people who changed in any way since the last Tick
	leaving map[string]bool // people with a socket in its grace
	lamp    bool            // whether owners came or went since the last Tick
}

// New returns an empty roster. now must be monotonic, as time.Now is.
func New(now func() time.Time) *Roster {
	return &Roster{
		now: now, people: map[string]*person{}, nodes: map[string]*node{}, counts: map[string]int{}, from: map[string]int{},
		moved: map[string]bool{}, places: map[string]int{}, touched: map[string]bool{}, leaving: map[string]bool{},
	}
}

// Join adds a socket of a visitor. It takes the place of those that are in their grace: the visitor walked on, and is here
// since they came first.
func (r *Roster) Join(visitor string, s Socket) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.person(visitor)
	s.Since, s.Moved = r.now(), r.now()
	if e, here := p.entry(visitor); here {
		s.Since = e.Since
	}
	p.dropLeaving()
	p.local[s.ID] = &s
	r.changedHere(visitor)
}

// Move takes a socket to another place or changes whether its tab is visible.
func (r *Roster) Move(visitor, socket, place string, visible bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.people[visitor]
	if p == nil || p.local[socket] == nil {
		return
	}
	s := p.local[socket]
	if s.Place == place && s.Visible == visible {
		return
	}
	if s.Place != place {
		s.Moved = r.now()
	}
	s.Place, s.Visible = place, visible
	r.changedHere(visitor)
}

// Leave takes a socket away after its grace.
func (r *Roster) Leave(visitor, socket string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if p := r.people[visitor]; p != nil && p.local[socket] != nil {
		p.local[socket].Leaving, p.local[socket].leaveAt = true, r.now().Add(Grace)
		r.moved[visitor] = true
		r.leaving[visitor] = true
		r.recount(visitor)
	}
}

func (r *Roster) person(visitor string) *person {
	p := r.people[visitor]
	if p == nil {
		p = &person{local: map[string]*Socket{}, remote: map[string][]Socket{}, places: map[string]bool{}}
		r.people[visitor] = p
	}
	return p
}

// changedHere notes a change of local sockets, which the other nodes must hear of.
func (r *Roster) changedHere(visitor string) {
	r.moved[visitor] = true
	r.recount(visitor)
}

// recount brings the counts in line with where a visitor is now.
func (r *Roster) recount(visitor string) {
	p := r.people[visitor]
	r.touched[visitor] = true
	before, after := p.places, map[string]bool{}
	from, owner := map[string]int{}, false
	p.each(func(s Socket) {
		if s.Address != "" && !s.Leaving {
			from[s.Address]++
		}
		owner = owner || s.Staff == "owner"
		if s.Staff == "" {
			for _, place := range Above(s.Place) {
				after[place] = true
			}
		}
	})
	for place := range after {
		if !before[place] {
			r.count(place, +1)
		}
	}
	for place := range before {
		if !after[place] {
			r.count(place, -1)
		}
	}
	for address, n := range p.from {
		if r.from[address] -= n; r.from[address] == 0 {
			delete(r.from, address)
		}
	}
	for address, n := range from {
		r.from[address] += n
	}
	if owner != p.owner {
		r.lamp = true
		r.owners += map[bool]int{true: +1, false: -1}[owner]
	}
	p.places, p.from, p.owner = after, from, owner
	if len(p.local) == 0 && len(p.remote) == 0 {
		delete(r.people, visitor)
	}
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

// each calls do for every socket of the person, on all nodes.
func (p *person) each(do func(Socket)) {
	for _, s := range p.local {
		do(*s)
	}
	for _, sockets := range p.remote {
		for _, s := range sockets {
			do(s)
		}
	}
}

func (p *person) dropLeaving() (dropped bool) {
	for id, s := range p.local {
		if s.Leaving {
			delete(p.local, id)
			dropped = true
		}
	}
	return dropped
}
