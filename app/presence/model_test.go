package presence_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"porchlight/app/presence"
)

// The model is a few nodes that tell each other what changes over a channel that drops, doubles and reorders, with a bus
// that keeps each node's share under its lease, as Redis does. Nodes crash, leave and start. However bad it was: soon
// after it is over all rosters are the truth.

const (
	modelTick     = 250 * time.Millisecond
	modelVisitors = 8
	modelNodes    = 3
)

type model struct {
	*clock
	random *rand.Rand
	bad    bool // whether the channel is
	nodes  []*modelNode
	shares map[string]*modelShare // what the bus holds
	way    []parcel
	named  int
}

// modelNode is a running node: its roster, and the sockets it really has.
type modelNode struct {
	name    string
	roster  *presence.Roster
	open    map[string]openTab // by socket
	renewed time.Time
	healed  time.Time
	resync  bool
}

type openTab struct{ visitor, place, address string }

type modelShare struct {
	seq    uint64
	fields map[string][]byte
	until  time.Time
}

// parcel is something on its way to one node.
type parcel struct {
	to      *modelNode
	arrives time.Time
	open    func(*presence.Roster) (gap bool)
}

func (m *model) start() {
	m.named++
	n := &modelNode{name: fmt.Sprint("node-", m.named), roster: presence.New(func() time.Time { return m.now }), open: map[string]openTab{}, renewed: m.now, healed: m.now}
	m.nodes = append(m.nodes, n)
	m.tell(n, n.roster.Whole())
	n.resync = true
}

// tell stores a node's change on the bus and sends it to the others.
func (m *model) tell(n *modelNode, d presence.Delta) {
	d.Node = n.name
	if d.Reset {
		m.shares[n.name] = &modelShare{fields: map[string][]byte{}}
	}
	share := m.shares[n.name]
	share.seq, share.until = d.Seq, m.now.Add(presence.Lease)
	for visitor, data := range d.Set {
		share.fields[visitor] = data
	}
	for _, visitor := range d.Removed {
		delete(share.fields, visitor)
	}
	m.send(n, func(r *presence.Roster) bool { return r.Merge(d) })
}

// send puts a parcel on its way to every other node: late, twice or never while the channel is bad.
func (m *model) send(from *modelNode, open func(*presence.Roster) bool) {
	for _, to := range m.nodes {
		if to == from {
			continue
		}
		copies, delay := 1, time.Duration(0)
		if m.bad {
			copies = []int{0, 1, 1, 1, 2}[m.random.IntN(5)]
		}
		for range copies {
			if m.bad {
				delay = time.Duration(m.random.IntN(1500)) * time.Millisecond
			}
			m.way = append(m.way, parcel{to, m.now.Add(delay), open})
		}
	}
}

// step lets a tick pass: parcels arrive, leases are renewed, rosters tick, gaps are filled from the bus.
func (m *model) step() {
	m.pass(modelTick)
	var late []parcel
	for _, p := range m.way {
		switch {
		case p.arrives.After(m.now):
			late = append(late, p)
		case slices.Contains(m.nodes, p.to) && p.open(p.to.roster):
			p.to.resync = true
		}
	}
	m.way = late
	if m.bad {
		m.random.Shuffle(len(m.way), func(i, j int) { m.way[i], m.way[j] = m.way[j], m.way[i] })
	}
	for _, n := range m.nodes {
		if local := n.roster.Tick().Local; local != nil {
			m.tell(n, *local)
		}
		if m.now.Sub(n.renewed) >= presence.Renew {
			n.renewed, m.shares[n.name].until = m.now, m.now.Add(presence.Lease)
			seq := m.shares[n.name].seq
			m.send(n, func(r *presence.Roster) bool { return r.Alive(n.name, seq) })
		}
		if m.now.Sub(n.healed) >= presence.Heal {
			n.healed, n.resync = m.now, true
			if share := m.shares[n.name]; !n.roster.Stands(share.seq, share.fields) {
				m.tell(n, n.roster.Whole())
			}
		}
		if n.resync {
			n.resync = false
			m.fetch(n)
		}
	}
}

func (m *model) fetch(n *modelNode) {
	for name, share := range m.shares {
		if left := share.until.Sub(m.now); name != n.name && left > 0 {
			n.roster.Replace(name, share.seq, left, share.fields)
		}
	}
}
