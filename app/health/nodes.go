package health

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// Lease is what is known of a node's lease.
type Lease struct {
	Node  string
	Seq   uint64        // of the last change of its roster that was heard
	Heard time.Duration // ago
	Left  time.Duration
}

// Node is one node of the site, as this one knows it.
type Node struct {
	Lease
	Vitals Vitals
	Self   bool
	Told   bool // it has told its vitals, which the one that asks always has
	Silent bool // neither a word nor a renewal came for Silence
}

// word is what a node told last.
type word struct {
	vitals Vitals
	at     time.Time
}

// Say puts vitals into words for the other nodes.
func Say(v Vitals) []byte {
	said, _ := json.Marshal(v) // plain numbers cannot fail
	return said
}

// Hear takes in what another node said. What cannot be read comes from a version that says it otherwise, and is left.
func (h *Health) Hear(node string, said []byte) {
	var v Vitals
	if json.Unmarshal(said, &v) != nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.words[node] = word{v, h.now()}
}

// Nodes returns this node, and every other whose lease holds, in the order of their names. The words of all others are forgotten.
func (h *Health) Nodes(own Lease, vitals Vitals, leases []Lease) []Node {
	h.mu.Lock()
	defer h.mu.Unlock()
	nodes, words := []Node{{Lease: own, Vitals: vitals, Self: true, Told: true}}, map[string]word{}
	for _, lease := range leases {
		n := Node{Lease: lease, Silent: lease.Heard > Silence}
		if told, known := h.words[lease.Node]; known {
			n.Told, n.Vitals, words[lease.Node] = true, told.vitals, told
			if ago := h.now().Sub(told.at); ago < n.Heard {
				n.Heard, n.Silent = ago, ago > Silence
			}
		}
		nodes = append(nodes, n)
	}
	h.words = words
	slices.SortFunc(nodes[1:], func(a, b Node) int { return strings.Compare(a.Lease.Node, b.Lease.Node) })
	return nodes
}
