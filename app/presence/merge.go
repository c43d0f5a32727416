package presence

import (
	"encoding/json"
	"time"
)

// Merge takes in another node's change. It reports a gap when something of that node was missed: take a fresh snapshot.
func (r *Roster) Merge(d Delta) (gap bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if d.Gone {
		r.forget(d.Node)
		return false
	}
	known := r.nodes[d.Node]
	switch {
	case known != nil && d.Seq <= known.seq:
		return false // heard already, in a snapshot that was newer
	case d.Reset:
		r.reset(d.Node, d.Seq, r.now(), d.Set)
		return false
	case known == nil || d.Seq > known.seq+1:
		return true
	}
	known.seq, known.heard = d.Seq, r.now()
	for visitor, data := range d.Set {
		r.setRemote(visitor, d.Node, data)
	}
	for _, visitor := range d.Removed {
		r.dropRemote(visitor, d.Node)
	}
	return false
}

// Replace takes in a whole snapshot of one other node, and what is left of its lease: the node itself may be dead by now. A
// snapshot no newer than what is known only renews the lease.
func (r *Roster) Replace(node string, seq uint64, left time.Duration, fields map[string][]byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	heard := r.now().Add(left - Lease)
	if known := r.nodes[node]; known == nil || seq > known.seq {
		r.reset(node, seq, heard, fields)
	} else if heard.After(known.heard) {
		known.heard = heard
	}
}

// Alive renews a node's lease. It reports a gap when the node is further than what is known of it.
func (r *Roster) Alive(node string, seq uint64) (gap bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	known := r.nodes[node]
	if known == nil {
		return true
	}
	known.heard = r.now()
	return seq > known.seq
}

func (r *Roster) reset(name string, seq uint64, heard time.Time, fields map[string][]byte) {
	for visitor, p := range r.people {
		if _, stays := fields[visitor]; !stays && p.remote[name] != nil {
			r.dropRemote(visitor, name)
		}
	}
	r.nodes[name] = &node{seq: seq, heard: heard}
	for visitor, data := range fields {
		r.setRemote(visitor, name, data)
	}
}

func (r *Roster) forget(name string) {
	delete(r.nodes, name)
	for visitor, p := range r.people {
		if p.remote[name] != nil {
			r.dropRemote(visitor, name)
		}
	}
}

func (r *Roster) setRemote(visitor, node string, data []byte) {
	var sockets []Socket
	if json.Unmarshal(data, &sockets) != nil || len(sockets) == 0 {
		r.dropRemote(visitor, node) // another version's node: its visitors are not seen here, which is better than wrong
		return
	}
	p := r.person(visitor)
	p.remote[node] = sockets
	if p.dropLeaving() {
		r.moved[visitor] = true
	}
	r.recount(visitor)
}

func (r *Roster) dropRemote(visitor, node string) {
	if p := r.people[visitor]; p != nil {
		delete(p.remote, node)
		r.recount(visitor)
	}
}
