package presence

import (
	"cmp"
	"slices"
)

// Excess returns the IDs of this node's sockets that are too many: of one of these visitors, or from an address of theirs.
// The ones that opened last are. Every node finds the same ones and closes its own, so that a limit holds over all nodes
// within a moment without one of them having to ask before it lets somebody in. A limit of 0 is none.
func (r *Roster) Excess(visitors []string, perVisitor, perAddress int) (ids []string) {
	if perVisitor <= 0 && perAddress <= 0 {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	crowded := map[string]bool{}
	for _, visitor := range visitors {
		p := r.people[visitor]
		if p == nil {
			continue
		}
		open := r.open(p)
		for _, s := range open {
			if perAddress > 0 && r.openFrom(s.Address) > perAddress {
				crowded[s.Address] = true
			}
		}
		if perVisitor > 0 {
			ids = append(ids, r.surplus(open, perVisitor)...)
		}
	}
	for address := range crowded {
		ids = append(ids, r.surplus(r.allFrom(address), perAddress)...)
	}
	return ids
}

// allFrom returns all open sockets from an address. It looks at everyone, which only a crowd is worth.
func (r *Roster) allFrom(address string) (sockets []Socket) {
	for _, p := range r.people {
		for _, s := range r.open(p) {
			if s.Address == address {
				sockets = append(sockets, s)
			}
		}
	}
	return sockets
}

// surplus returns which of this node's sockets are behind the first most.
func (r *Roster) surplus(sockets []Socket, most int) (ids []string) {
	if len(sockets) <= most {
		return nil
	}
	slices.SortFunc(sockets, func(a, b Socket) int { return cmp.Or(a.Opened.Compare(b.Opened), cmp.Compare(a.ID, b.ID)) })
	for _, s := range sockets[most:] {
		if s.here {
			ids = append(ids, s.ID)
		}
	}
	return ids
}
