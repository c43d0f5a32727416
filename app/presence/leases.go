package presence

import "time"

// NodeLease is what this node knows of another one's lease.
type NodeLease struct {
	Node  string
	Seq   uint64        // of its last change that was heard
	Heard time.Duration // ago
	Left  time.Duration // until its part of the roster is dropped
}

// Leases returns the other nodes whose lease holds, in no order.
func (r *Roster) Leases() (leases []NodeLease) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for name, n := range r.nodes {
		heard := r.now().Sub(n.heard)
		leases = append(leases, NodeLease{name, n.seq, heard, max(0, Lease-heard)})
	}
	return leases
}
