package press

import (
	"fmt"
	"slices"

	"porchlight/app/catalog"
)

// The stack map's measures, in the units of its drawing.
const (
	mapWidth   = 760
	bandHeight = 132
	nodeWidth  = 146
	nodeHeight = 54
	nodeGap    = 24
	mapMargin  = 28
	portGap    = 34 // between two edges that leave the same node
)

// StackMap is the drawing of an ecosystem: its parts by layer and what uses what.
type StackMap struct {
	Width, Height int
	Bands         []Band
	Nodes         []*Node
	Edges         []Edge
}

// Band is a layer's stripe.
type Band struct {
	Title  string
	Y      int
	Height int
}

// Node is a part of the stack. Place is empty for the reader's own service.
type Node struct {
	Title, Kind, Place string
	X, Y, W, H         int
	layer              int
	uses               []catalog.Use
	slug               string
}

// Right is the node's right edge.
func (n *Node) Right() int { return n.X + n.W }

// Edge is a use, drawn as a curve with its label.
type Edge struct {
	From, To, As   string
	Path           string
	LabelX, LabelY int
}

// newStackMap lays the map out: the lowest layer evenly, and each part above it over the middle of what it uses.
func newStackMap(e *catalog.Ecosystem) StackMap {
	m := StackMap{Width: mapWidth, Height: bandHeight * len(e.Layers)}
	layers := map[string]int{}
	for i, l := range e.Layers {
		layers[l.Slug] = i
		m.Bands = append(m.Bands, Band{Title: l.Title, Y: i * bandHeight, Height: bandHeight})
	}
	m.Nodes = append(m.Nodes, &Node{Title: e.Service.Title, Kind: "the reader's", layer: layers[e.Service.Layer], uses: e.Service.Uses})
	for _, t := range e.Technologies {
		m.Nodes = append(m.Nodes, &Node{Title: t.Title, Kind: t.Kind, Place: t.Place(), layer: layers[t.Layer], uses: t.Uses, slug: t.Slug})
	}
	for layer := len(e.Layers) - 1; layer >= 0; layer-- {
		m.layOut(layer)
	}
	for _, from := range m.Nodes {
		m.connect(from)
	}
	return m
}

func (m *StackMap) find(slug string) *Node {
	for _, n := range m.Nodes {
		if n.slug == slug && slug != "" {
			return n
		}
	}
	return nil
}

// layOut places the nodes of a layer, those below being placed already.
func (m *StackMap) layOut(layer int) {
	var row []*Node
	for _, n := range m.Nodes {
		if n.layer == layer {
			n.W, n.H, n.Y = nodeWidth, nodeHeight, layer*bandHeight+(bandHeight-nodeHeight)/2+8
			row = append(row, n)
		}
	}
	room := mapWidth - 2*mapMargin
	for i, n := range row {
		n.X = mapMargin + room*(2*i+1)/(2*len(row)) - nodeWidth/2
		if middle, has := m.middleBelow(n); has {
			n.X = middle - nodeWidth/2
		}
	}
	slices.SortStableFunc(row, func(a, b *Node) int { return a.X - b.X })
	for i, n := range row {
		if i > 0 {
			n.X = max(n.X, row[i-1].X+nodeWidth+nodeGap)
		}
	}
	for i := len(row) - 1; i >= 0; i-- { // pushed out on the right: push back to the left
		most := mapWidth - mapMargin - nodeWidth
		if i < len(row)-1 {
			most = row[i+1].X - nodeGap - nodeWidth
		}
		row[i].X = min(row[i].X, most)
	}
}

// middleBelow returns the middle of the parts below that a node uses.
func (m *StackMap) middleBelow(n *Node) (x int, has bool) {
	var sum, count int
	for _, u := range n.uses {
		if to := m.find(u.Technology); to != nil && to.layer > n.layer {
			sum, count = sum+to.X+to.W/2, count+1
		}
	}
	if count == 0 {
		return 0, false
	}
	return sum / count, true
}

func (m *StackMap) connect(from *Node) {
	var down []catalog.Use
	for _, u := range from.uses {
		to := m.find(u.Technology)
		if to.layer > from.layer {
			down = append(down, u)
			continue
		}
		x1, x2, y := from.X+from.W, to.X, from.Y+from.H/2
		if to.X < from.X {
			x1, x2 = from.X, to.X+to.W
		}
		m.Edges = append(m.Edges, Edge{From: from.Title, To: to.Title, As: u.As, Path: fmt.Sprintf("M%d %dH%d", x1, y, x2), LabelX: (x1 + x2) / 2, LabelY: y - 8})
	}
	slices.SortStableFunc(down, func(a, b catalog.Use) int { return m.find(a.Technology).X - m.find(b.Technology).X })
	for i, u := range down {
		to := m.find(u.Technology)
		x1, y1 := from.X+from.W/2+(2*i-len(down)+1)*portGap/2, from.Y+from.H
		x2, y2 := to.X+to.W/2, to.Y
		bend := (y2 - y1) / 2
		m.Edges = append(m.Edges, Edge{
			From: from.Title, To: to.Title, As: u.As,
			Path:   fmt.Sprintf("M%d %dC%d %d %d %d %d %d", x1, y1, x1, y1+bend, x2, y2-bend, x2, y2),
			LabelX: x1 + (x2-x1)*7/10, LabelY: y1 + (y2-y1)*6/10,
		})
	}
}
