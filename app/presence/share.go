package presence

import (
	"bytes"
	"slices"
)

// Delta is a change of one node's part of the roster: what each changed visitor's sockets there are now.
type Delta struct {
	Node    string
	Seq     uint64 // one more than the node's last
	Reset   bool   // Set is everything the node has
	Gone    bool   // the node left
	Set     map[string][]byte
	Removed []string
}

func (r *Roster) delta() *Delta {
	if len(r.moved) == 0 {
		return nil
	}
	r.seq++
	d := &Delta{Seq: r.seq, Set: map[string][]byte{}}
	for visitor := range r.moved {
		if p := r.people[visitor]; p != nil && len(p.local) > 0 {
			d.Set[visitor] = p.encode()
		} else {
			d.Removed = append(d.Removed, visitor)
		}
	}
	slices.Sort(d.Removed)
	return d
}

// Whole returns this node's part as a Delta that resets what the others hold of it.
func (r *Roster) Whole() Delta {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seq++
	d := Delta{Seq: r.seq, Reset: true, Set: map[string][]byte{}}
	for visitor, p := range r.people {
		if len(p.local) > 0 {
			d.Set[visitor] = p.encode()
		}
	}
	return d
}

// Seq returns the number of this node's last Delta.
func (r *Roster) Seq() uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.seq
}

// Stands reports whether a share of this node, as the bus holds it, is what was said. One with changes still on their way
// is not judged.
func (r *Roster) Stands(seq uint64, fields map[string][]byte) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if seq != r.seq {
		return true
	}
	for visitor := range fields {
		if p := r.people[visitor]; !r.moved[visitor] && (p == nil || len(p.local) == 0) {
			return false
		}
	}
	for visitor, p := range r.people {
		if !r.moved[visitor] && len(p.local) > 0 && !bytes.Equal(fields[visitor], p.encode()) {
			return false
		}
	}
	return true
}
