package presence

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"
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

// Changes is what happened since the last Tick.
type Changes struct {
	Places   []string // places whose count is another one now
	Visitors []string // who came, moved, hid or left
	Lamp     bool     // owners came or went
	Local    *Delta   // for the other nodes; nil when nothing changed here
}

// Tick ends graces and leases that are over and returns what changed. The node's name is left to the caller to fill in.
func (r *Roster) Tick() Changes {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	r.endGraces(now)
	for name, n := range r.nodes {
		if now.Sub(n.heard) > Lease {
			r.forget(name)
		}
	}
	maps.DeleteFunc(r.places, func(place string, before int) bool { return r.counts[place] == before })
	c := Changes{Places: keys(r.places), Visitors: keys(r.touched), Lamp: r.lamp, Local: r.delta()}
	r.lamp = false
	clear(r.moved)
	clear(r.places)
	clear(r.touched)
	return c
}

func (r *Roster) endGraces(now time.Time) {
	for visitor := range r.leaving {
		p, waiting, ended := r.people[visitor], false, false
		if p != nil {
			for id, s := range p.local {
				if over := s.Leaving && !now.Before(s.leaveAt); over {
					delete(p.local, id)
					ended = true
				} else if s.Leaving {
					waiting = true
				}
			}
		}
		if ended {
			r.changedHere(visitor)
		}
		if !waiting {
			delete(r.leaving, visitor)
		}
	}
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

func (p *person) encode() []byte {
	sockets := make([]Socket, 0, len(p.local))
	for _, s := range p.local {
		sockets = append(sockets, *s)
	}
	slices.SortFunc(sockets, func(a, b Socket) int { return strings.Compare(a.ID, b.ID) })
	data, _ := json.Marshal(sockets) // plain fields cannot fail
	return data
}

func keys[V any](m map[string]V) []string {
	all := make([]string, 0, len(m))
	for k := range m {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}
