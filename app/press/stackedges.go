package press

import (
	"fmt"
	"slices"

	"porchlight/app/catalog"
)

const (
	portGap = 34 // between two edges that leave the same side of a node, where there is room
	arch    = 48 // height of the handles of an edge over its own row
)

// connect draws the edges of what a node uses: straight to its neighbours, from its lower side to what is below, and
// from its upper side to what is above or behind a neighbour.
func (m *StackMap) connect(from *Node) {
	var below, above []catalog.Use
	for _, u := range from.uses {
		switch to := m.find(u.Technology); {
		case to.layer > from.layer:
			below = append(below, u)
		case to.layer < from.layer || m.between(from, to):
			above = append(above, u)
		default:
			m.join(from, to, u.As)
		}
	}
	m.spread(from, from.Y+from.H, below)
	m.spread(from, from.Y, above)
}

// between reports whether a third node stands between two of the same layer.
func (m *StackMap) between(a, b *Node) bool {
	return slices.ContainsFunc(m.row(a.layer), func(n *Node) bool { return min(a.X, b.X) < n.X && n.X < max(a.X, b.X) })
}

func (m *StackMap) join(from, to *Node, as string) {
	x1, x2, y := from.X+from.W, to.X, from.Y+from.H/2
	if to.X < from.X {
		x1, x2 = from.X, to.X+to.W
	}
	m.Edges = append(m.Edges, Edge{From: from.Title, To: to.Title, As: as, Path: fmt.Sprintf("M%d %dH%d", x1, y, x2), LabelX: (x1 + x2) / 2, LabelY: y - 8})
}

// spread draws the edges that leave a node at the height y1, side by side in the order of where they go.
func (m *StackMap) spread(from *Node, y1 int, uses []catalog.Use) {
	slices.SortStableFunc(uses, func(a, b catalog.Use) int { return m.find(a.Technology).X - m.find(b.Technology).X })
	for i, u := range uses {
		to := m.find(u.Technology)
		gap := min(portGap, (from.W-portGap)/len(uses))
		x1, x2, y2 := from.X+from.W/2+(2*i-len(uses)+1)*gap/2, to.X+to.W/2, to.Y
		if to.layer < from.layer {
			y2 += to.H
		}
		e := Edge{From: from.Title, To: to.Title, As: u.As, LabelX: x1 + (x2-x1)*7/10, LabelY: y1 + (y2-y1)*6/10}
		bend1, bend2 := y1+(y2-y1)/2, y2-(y2-y1)/2
		if to.layer == from.layer {
			bend1, bend2 = y1-arch, y2-arch
			e.LabelX, e.LabelY = (x1+x2)/2, y1-arch*2/3
		}
		e.Path = fmt.Sprintf("M%d %dC%d %d %d %d %d %d", x1, y1, x1, bend1, x2, bend2, x2, y2)
		m.Edges = append(m.Edges, e)
	}
}
