// Package presence keeps the roster: who is here, at which place, on which node.
//
// Each node owns the sockets it serves and tells the others what changes, under a lease. A roster merges what the others
// said into local memory, so that counting and listing never leave the process. Nothing here talks to a network.
package presence

import (
	"cmp"
	"slices"
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
	// Silence is after how long without a sign of life a node's sockets take no room under a limit any more: it may have been
	// killed, and its visitors are on their way to the others. They count as present until the lease ends.
	Silence = Renew + time.Second
	// Heal is how often a node compares what the bus holds with what it knows, should anything have gone wrong unnoticed.
	Heal = 30 * time.Second
)

// node is what is known of another node.
type node struct {
	seq   uint64
	heard time.Time
}

// tab names a socket.
type tab struct{ visitor, socket string }

// origin is where some sockets of another node come from.
type origin struct{ node, address string }

// Roster is everyone present. All methods may be called from any goroutine.
type Roster struct {
	// Alone is set, before the first Join, where no other node can ever hear of this one: changes are then not put into
	// words for anybody.
	Alone bool
	// Node is the name of this node, set before the first Join.
	Node string

	mu      sync.Mutex
	now     func() time.Time
	people  map[string]*person
	here    map[tab]*Socket // this node's sockets
	nodes   map[string]*node
	counts  map[string]int      // visitors by place, those below it included
	stands  map[string]int      // visitors by place, those below it not included
	from    map[string]int      // sockets by the pseudonym of their address
	away    map[origin]int      // those of them that are other nodes'
	above   map[string][]string // a place and all above it, for the places that were seen so far
	owners  int
	looks   int          // visible staff pages of owners
	looking map[tab]bool // this node's visible staff pages

	seq     uint64
	moved   map[string]bool // people whose local sockets changed since the last Tick
	places  map[string]int  // what was counted at the last Tick, of the places whose count changed since
	touched map[string]bool // people who changed in any way since the last Tick
	arrived int             // people who came here since the last Tick, and were nowhere
	leaving map[string]bool // people with a socket in its grace
	parted  map[string]bool // people who are gone since the last Tick, and of whom somebody was told where they are
}

// New returns an empty roster. now must be monotonic, as time.Now is.
func New(now func() time.Time) *Roster {
	return &Roster{
		now: now, people: map[string]*person{}, here: map[tab]*Socket{}, nodes: map[string]*node{}, counts: map[string]int{}, stands: map[string]int{}, from: map[string]int{}, away: map[origin]int{},
		above: map[string][]string{}, moved: map[string]bool{}, places: map[string]int{}, touched: map[string]bool{}, leaving: map[string]bool{}, parted: map[string]bool{}, looking: map[tab]bool{},
	}
}

// Join adds a socket of a visitor. It takes the place of those that are in their grace: the visitor walked on, and is here
// since they came first.
func (r *Roster) Join(visitor string, s Socket) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.person(visitor)
	s.here, s.node, s.Opened = true, r.Node, r.now()
	s.Since, s.Moved, s.Seen = s.Opened, s.Opened, s.Opened
	if first, here := p.since(); here {
		if s.Since = first; !s.Unlisted {
			s.Referrer = cmp.Or(p.referrer(), s.Referrer)
		}
	}
	if s.Staff == "" && len(p.at) == 0 {
		r.arrived++
	}
	p.local = append(p.local, &s)
	r.here[tab{visitor, s.ID}] = &s
	r.add(p, s, +1)
	r.dropLeaving(visitor, p, func(*Socket) bool { return true })
	r.changedHere(visitor, p)
}

// Move takes a socket to another place or changes whether its tab is visible.
func (r *Roster) Move(visitor, socket, place string, visible bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p, s := r.socket(visitor, socket)
	if s == nil || s.Place == place && s.Visible == visible {
		return
	}
	before := *s
	if s.Place != place {
		s.Moved = r.now()
	}
	s.Place, s.Visible, s.Seen = place, visible, r.now()
	r.swap(p, before, *s)
	r.changedHere(visitor, p)
}

// Leave takes a socket away after its grace.
func (r *Roster) Leave(visitor, socket string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p, s := r.socket(visitor, socket)
	if s == nil || s.Leaving {
		return
	}
	before := *s
	s.Leaving, s.leaveAt = true, r.now().Add(Grace)
	r.swap(p, before, *s)
	p.leaving++
	r.leaving[visitor] = true
	r.changedHere(visitor, p)
}

// dropLeaving takes away the sockets of this node whose grace is over, as the caller sees it.
func (r *Roster) dropLeaving(visitor string, p *person, over func(*Socket) bool) (dropped bool) {
	if p.leaving == 0 {
		return false
	}
	p.local = slices.DeleteFunc(p.local, func(s *Socket) bool {
		if !s.Leaving || !over(s) {
			return false
		}
		r.add(p, *s, -1)
		delete(r.here, tab{visitor, s.ID})
		p.leaving--
		dropped = true
		return true
	})
	return dropped
}

func (r *Roster) person(visitor string) *person {
	p := r.people[visitor]
	if p == nil {
		p = &person{}
		r.people[visitor] = p
	}
	return p
}

// socket returns one of this node's sockets and whose it is, or nil.
func (r *Roster) socket(visitor, id string) (*person, *Socket) {
	return r.people[visitor], r.here[tab{visitor, id}]
}

// changedHere notes a change of local sockets, which the other nodes must hear of.
func (r *Roster) changedHere(visitor string, p *person) {
	r.moved[visitor] = true
	r.changed(visitor, p)
}

// changed notes a change of a visitor's sockets, and forgets visitors who have none any more.
func (r *Roster) changed(visitor string, p *person) {
	r.touched[visitor] = true
	if len(p.local) == 0 && len(p.remote) == 0 {
		if p.told {
			r.parted[visitor] = true
		}
		delete(r.people, visitor)
	}
}
