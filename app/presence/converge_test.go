package presence_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"porchlight/app/presence"
)

// happen lets something happen on a node.
func (m *model) happen() {
	n := m.nodes[m.random.IntN(len(m.nodes))]
	place := places[m.random.IntN(len(places))]
	switch chance := m.random.IntN(100); {
	case chance < 40 || len(n.open) == 0:
		m.named++
		tab := openTab{visitor: fmt.Sprint("visitor-", m.random.IntN(modelVisitors)), place: place, address: fmt.Sprint("address-", m.random.IntN(3))}
		socket := fmt.Sprint("socket-", m.named)
		n.open[socket] = tab
		n.roster.Join(tab.visitor, presence.Socket{ID: socket, Place: place, Visible: true, Address: tab.address})
	case chance < 65:
		socket, tab := m.someTab(n)
		tab.place = place
		n.open[socket] = tab
		n.roster.Move(tab.visitor, socket, place, m.random.IntN(2) == 0)
	case chance < 97:
		socket, tab := m.someTab(n)
		delete(n.open, socket)
		n.roster.Leave(tab.visitor, socket)
	case chance < 98: // the bus has lost the share, and the node sends it whole
		m.tell(n, n.roster.Whole())
	case chance < 99: // the bus holds something that nobody said, and nobody is told
		m.shares[n.name].fields[fmt.Sprint("visitor-", m.random.IntN(modelVisitors))] = []byte(`[{"id":"nobody","at":"/forge"}]`)
	default:
		m.nodes = slices.DeleteFunc(m.nodes, func(o *modelNode) bool { return o == n })
		if m.random.IntN(2) == 0 { // it stops in order; else it is killed, and nobody is told
			delete(m.shares, n.name)
			m.send(n, func(r *presence.Roster) bool { return r.Merge(presence.Delta{Node: n.name, Gone: true}) })
		}
		m.start()
	}
}

func (m *model) someTab(n *modelNode) (string, openTab) {
	var names []string
	for name := range n.open {
		names = append(names, name)
	}
	slices.Sort(names)
	name := names[m.random.IntN(len(names))]
	return name, n.open[name]
}

// truth is a roster that knows every open tab of every running node at first hand.
func (m *model) truth() *presence.Roster {
	r := presence.New(func() time.Time { return m.now })
	for _, n := range m.nodes {
		for socket, tab := range n.open {
			r.Join(tab.visitor, presence.Socket{ID: socket, Place: tab.place, Address: tab.address})
		}
	}
	return r
}

// account is all that a roster tells.
func account(r *presence.Roster) string {
	text := counts(r)
	for i := range modelVisitors {
		visitor := fmt.Sprint("visitor-", i)
		e, here := r.Entry(visitor)
		text += fmt.Sprintf("; %s %t with %d of %d", visitor, here, e.Sockets, r.SocketsOf(visitor))
	}
	for i := range 3 {
		text += fmt.Sprintf("; %d from %d", r.SocketsFrom(fmt.Sprint("address-", i)), i)
	}
	return fmt.Sprintf("%s; %d in all, %d listed", text, r.Count("/"), len(r.Entries()))
}

func TestRostersConvergeToTheTruthHoweverBadTheChannelWas(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	for story := range uint64(25) {
		m := &model{clock: newClock(), random: rand.New(rand.NewPCG(seed, story)), shares: map[string]*modelShare{}}
		for range modelNodes {
			m.start()
		}
		for range 4 {
			m.bad = true
			for range 80 {
				m.happen()
				m.step()
			}
			m.bad = false
			for range (presence.Lease + presence.Renew + presence.Grace + 2*presence.Heal) / modelTick {
				m.step()
			}
			want := account(m.truth())
			for _, n := range m.nodes {
				if got := account(n.roster); got != want {
					t.Fatalf("seed %d, story %d: %s tells\n%s, the truth is\n%s", seed, story, n.name, got, want)
				}
			}
		}
	}
}
