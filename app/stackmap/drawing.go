// Package stackmap lays out the drawing of an ecosystem: its parts by layer, and a line for every use. Lines run across in
// channels between the rows and pass a row in lanes of their own, so that nothing is drawn over anything else.
//
//	row 0         [node A]          items: nodes, and lanes of other nodes' lines
//	channel 1     pin│
//	                 └──────┬──┐    a net: all that leaves A here, on a level of its own
//	                        │pin
//	row 1      [node B]  [lane] │   what A uses further down passes
//	channel 2               │   …
//	row 2                [node C]   the tip, and above it the word for the use
//
// connect makes edges, lanes and nets; placeAcross gives everything its x, from the lowest row up, and again when all is
// known; placeDown gives the channels their height, and everything its y; drawEdge and drawLabels write it down.
package stackmap

import (
	"unicode/utf8"

	"porchlight/app/catalog"
)

// Map is an ecosystem's parts and what passes between them, drawn once for a wide window and once for a narrow one.
type Map struct {
	Drawings []*Drawing
	Uses     []Connection // what the drawings say, for whoever does not see them
}

// Connection is a use in words.
type Connection struct{ From, As, To string }

// measures are those of a drawing, in its own units: about a pixel each where it is shown as large as it was meant.
type measures struct {
	kind   string // the class that shows it where it fits
	width  int    // that it is meant for; a layer with more nodes than this holds takes several rows
	gap    int    // between what stands in a row
	margin int
	titled bool // whether the layers' titles stand in a column of their own at the left
}

var (
	wideMap   = measures{kind: "wide", width: 770, gap: 18, margin: 20, titled: true}
	narrowMap = measures{kind: "narrow", width: 360, gap: 12, margin: 12}
)

const (
	nodeWidth  = 136 // more where a title needs it
	nodeHeight = 54
	inset      = 14 // of the text in a node
	countRoom  = 24 // beside a node's title
	bandEdge   = 12 // of a band, above and below its nodes
	laneWidth  = 6  // of what passes a row on its way to another

	letter     = 7.3 // the width of a letter of a label, a kind or a layer's title: 12 px of a monospaced face
	boldLetter = 8.8 // of a node's title: 15 px, an m and an i taken together
)

// Drawing is a stack map laid out.
type Drawing struct {
	Kind          string // wide or narrow
	Width, Height int
	Bands         []Band
	Nodes         []*Node
	Edges         []*Edge

	Titled bool // whether the bands have their titles beside them

	measures measures
	left     int // where the rows begin
	nodeW    int
	rows     [][]*item
	channels []*channel // channels[i] lies above rows[i]
}

// Band is a layer's stripe.
type Band struct {
	Title             string
	Y, Height, Middle int
}

// Node is a part of the stack. Place is empty for the reader's own service.
type Node struct {
	Title, Kind, Place string
	X, Y, W, H         int
	uses               []catalog.Use
	slug               string
	layer              int
}

// Right is the node's right edge.
func (n *Node) Right() int { return n.X + n.W }

// Edge is a use: a line with a tip at the part that is used, and beside the tip the word for what it is used as.
type Edge struct {
	From, To       *Node
	As             string
	Path, Tip      string
	LabelX, LabelY int
}

// New draws an ecosystem's parts.
func New(e *catalog.Ecosystem) Map {
	m := Map{Drawings: []*Drawing{draw(e, wideMap), draw(e, narrowMap)}}
	for _, edge := range m.Drawings[0].Edges {
		m.Uses = append(m.Uses, Connection{From: edge.From.Title, As: edge.As, To: edge.To.Title})
	}
	return m
}

func draw(e *catalog.Ecosystem, size measures) *Drawing {
	d := &Drawing{Kind: size.kind, Titled: size.titled, measures: size}
	layers := map[string]int{}
	for i, l := range e.Layers {
		layers[l.Slug] = i
		if size.titled {
			d.left = max(d.left, size.margin+wide(l.Title, letter))
		}
	}
	d.Nodes = append(d.Nodes, &Node{Title: e.Service.Title, Kind: "your code", layer: layers[e.Service.Layer], uses: e.Service.Uses})
	for _, t := range e.Technologies {
		d.Nodes = append(d.Nodes, &Node{Title: t.Title, Kind: t.Kind, Place: t.Place(), layer: layers[t.Layer], uses: t.Uses, slug: t.Slug})
	}
	d.nodeW = nodeWidth
	for _, n := range d.Nodes {
		title := wide(n.Title, boldLetter)
		if n.Place != "" {
			title += countRoom
		}
		d.nodeW = max(d.nodeW, 2*inset+title, 2*inset+wide(n.Kind, letter))
	}
	d.standInRows(len(e.Layers))
	d.connect()
	d.placeAcross()
	d.placeDown()
	d.drawBands(e.Layers)
	for _, edge := range d.Edges {
		d.drawEdge(edge)
	}
	d.drawLabels()
	return d
}

// wide is the room that a text takes.
func wide(text string, letter float64) int {
	return int(float64(utf8.RuneCountInString(text)) * letter)
}

func (d *Drawing) find(slug string) *Node {
	for _, n := range d.Nodes {
		if n.slug == slug && slug != "" {
			return n
		}
	}
	return nil
}

func (d *Drawing) drawBands(layers []catalog.Layer) {
	for i, l := range layers {
		var first, last *Node
		for _, n := range d.Nodes {
			if n.layer != i {
				continue
			}
			if first == nil || n.Y < first.Y {
				first = n
			}
			if last == nil || n.Y > last.Y {
				last = n
			}
		}
		if first != nil {
			d.Bands = append(d.Bands, Band{Title: l.Title, Y: first.Y - bandEdge, Height: last.Y + last.H - first.Y + 2*bandEdge, Middle: first.Y + first.H/2})
		}
	}
}
