package press

import (
	"slices"

	"porchlight/app/catalog"
)

// The stack map's measures, in the units of its drawing.
const (
	mapWidth   = 760 // more where a layer has no room for its parts
	bandHeight = 132
	nodeWidth  = 146
	nodeHeight = 54
	nodeGap    = 24
	mapMargin  = 28
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
	m.Nodes = append(m.Nodes, &Node{Title: e.Service.Title, Kind: "your code", layer: layers[e.Service.Layer], uses: e.Service.Uses})
	for _, t := range e.Technologies {
		m.Nodes = append(m.Nodes, &Node{Title: t.Title, Kind: t.Kind, Place: t.Place(), layer: layers[t.Layer], uses: t.Uses, slug: t.Slug})
	}
	for layer := range e.Layers {
		if n := len(m.row(layer)); n > 0 {
			m.Width = max(m.Width, 2*mapMargin+n*nodeWidth+(n-1)*nodeGap)
		}
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

// row returns the nodes of a layer.
func (m *StackMap) row(layer int) (row []*Node) {
	for _, n := range m.Nodes {
		if n.layer == layer {
			row = append(row, n)
		}
	}
	return row
}

// layOut places the nodes of a layer, those below being placed already.
func (m *StackMap) layOut(layer int) {
	row, room := m.row(layer), m.Width-2*mapMargin
	for i, n := range row {
		n.W, n.H, n.Y = nodeWidth, nodeHeight, layer*bandHeight+(bandHeight-nodeHeight)/2+8
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
		most := m.Width - mapMargin - nodeWidth
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
