package presence

import (
	"slices"
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
		r.reset(d.Node, d.Seq, r.now(), decodeAll(d.Set))
		return false
	case known == nil || d.Seq > known.seq+1:
		return true
	}
	known.seq, known.heard = d.Seq, r.now()
	for visitor, data := range d.Set {
		r.setRemote(visitor, d.Node, decode(data))
	}
	for _, visitor := range d.Removed {
		r.setRemote(visitor, d.Node, nil)
	}
	return false
}

// Replace takes in a whole snapshot of one other node, and what is left of its lease: the node itself may be dead by now. A
// snapshot as old as what is known heals whatever differs; an older one only renews the lease.
func (r *Roster) Replace(node string, seq uint64, left time.Duration, fields map[string][]byte) {
	said := decodeAll(fields)
	r.mu.Lock()
	defer r.mu.Unlock()
	heard := r.now().Add(left - Lease)
	known := r.nodes[node]
	if known != nil && known.heard.After(heard) {
		heard = known.heard
	}
	if known == nil || seq >= known.seq {
		r.reset(node, seq, heard, said)
	} else {
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

func (r *Roster) reset(name string, seq uint64, heard time.Time, said map[string][]Socket) {
	for visitor, p := range r.people {
		if _, stays := said[visitor]; !stays {
			r.setOf(visitor, p, name, nil)
		}
	}
	r.nodes[name] = &node{seq: seq, heard: heard}
	for visitor, sockets := range said {
		r.setRemote(visitor, name, sockets)
	}
}

func (r *Roster) forget(name string) {
	delete(r.nodes, name)
	for visitor, p := range r.people {
		r.setOf(visitor, p, name, nil)
	}
}

// setRemote takes in what another node says of a visitor; no sockets: they are not there any more.
func (r *Roster) setRemote(visitor, node string, sockets []Socket) {
	if len(sockets) > 0 && isName(visitor) {
		r.setOf(visitor, r.person(visitor), node, sockets)
	} else if p := r.people[visitor]; p != nil {
		r.setOf(visitor, p, node, nil)
	}
}

// setOf is setRemote of someone who is known. Where a socket of ours is in its grace, they walked to the other node.
func (r *Roster) setOf(visitor string, p *person, node string, sockets []Socket) {
	known := p.on(node)
	if slices.EqualFunc(known, sockets, Socket.same) {
		return
	}
	for i := range sockets {
		sockets[i].node = node
		r.addAway(node, p, sockets[i], +1)
	}
	for _, s := range known {
		r.addAway(node, p, s, -1)
	}
	p.set(node, sockets)
	if len(sockets) > 0 && r.dropLeaving(visitor, p, func(*Socket) bool { return true }) {
		r.moved[visitor] = true
	}
	r.changed(visitor, p)
}

func decodeAll(fields map[string][]byte) map[string][]Socket {
	said := make(map[string][]Socket, len(fields))
	for visitor, data := range fields {
		said[visitor] = decode(data)
	}
	return said
}
