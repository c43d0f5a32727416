package presence

import "slices"

// What the limits of sockets ask: how many are open. A socket in its grace takes no room, and nor does one of a node that has
// fallen silent.

// SocketsOf counts a visitor's open sockets on all nodes.
func (r *Roster) SocketsOf(visitor string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	if p := r.people[visitor]; p != nil {
		return len(r.open(p))
	}
	return 0
}

// SocketsFrom counts the open sockets from an address, by its pseudonym, on all nodes.
func (r *Roster) SocketsFrom(address string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.openFrom(address)
}

func (r *Roster) openFrom(address string) int {
	open := r.from[address]
	for name := range r.nodes {
		if r.silent(name) {
			open -= r.away[origin{name, address}]
		}
	}
	return open
}

// open returns a person's open sockets.
func (r *Roster) open(p *person) (sockets []Socket) {
	take := func(s Socket) {
		if !s.Leaving {
			sockets = append(sockets, s)
		}
	}
	for _, s := range p.local {
		take(*s)
	}
	for _, other := range p.remote {
		if r.silent(other.node) {
			continue
		}
		for _, s := range other.sockets {
			take(s)
		}
	}
	return sockets
}

// silent reports whether nothing has been heard of a node for longer than its signs of life are apart.
func (r *Roster) silent(name string) bool {
	n := r.nodes[name]
	return n == nil || r.now().Sub(n.heard) > Silence
}

// addAway counts a socket of another node.
func (r *Roster) addAway(node string, p *person, s Socket, by int) {
	r.add(p, s, by)
	if s.Address == "" || s.Leaving {
		return
	}
	from := origin{node, s.Address}
	if r.away[from] += by; r.away[from] == 0 {
		delete(r.away, from)
	}
}

// Addresses returns the pseudonyms of the addresses that a visitor is connected from.
func (r *Roster) Addresses(visitor string) (addresses []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if p := r.people[visitor]; p != nil {
		p.each(func(s Socket) {
			if s.Address != "" && !slices.Contains(addresses, s.Address) {
				addresses = append(addresses, s.Address)
			}
		})
	}
	return addresses
}
