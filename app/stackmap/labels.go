package stackmap

import "slices"

const (
	tipRoom  = 12 // between a node and the nearest label, for the tip
	lineGap  = 15 // between two labels over one another
	wordGap  = 14 // between two labels side by side
	baseline = 10 // from the top of a label's letters to the line that they stand on
)

// label is the word of a use beside its tip.
type label struct {
	edge *Edge
	x, w int // its left edge and its width
	row  int // away from the node
}

// labelsAt places the words of the uses that end at one side of an item: side by side where they have room, else over
// one another. None is further from the item than half the gap to the next, so that it meets no other item's.
func (d *Drawing) labelsAt(it *item, above bool) (labels []*label) {
	nets := it.up
	if above {
		nets = it.down
	}
	taken := -wordGap
	for _, n := range nets {
		p := n.pin(it)
		for _, e := range p.as {
			w := wide(e.As, letter)
			labels = append(labels, &label{edge: e, x: p.x - w/2, w: w})
			taken += w + wordGap
		}
	}
	least, most := it.x-d.measures.gap/2, it.x+it.w+d.measures.gap/2
	if taken > most-least {
		for row, l := range labels {
			l.x, l.row = min(max(l.x, least), most-l.w), row
		}
		return labels
	}
	for _, l := range labels {
		l.x = max(l.x, least)
		least = l.x + l.w + wordGap
	}
	for _, l := range slices.Backward(labels) {
		l.x = min(l.x, most-l.w)
		most = l.x - wordGap
	}
	return labels
}

// labelRows is how many labels stand over one another at most beside a row of items.
func (d *Drawing) labelRows(row []*item, above bool) (most int) {
	for _, it := range row {
		for _, l := range d.labelsAt(it, above) {
			most = max(most, l.row+1)
		}
	}
	return most
}

// drawLabels gives every use's word its place.
func (d *Drawing) drawLabels() {
	for _, row := range d.rows {
		for _, it := range row {
			for _, l := range d.labelsAt(it, false) {
				l.edge.LabelX, l.edge.LabelY = l.x+l.w/2, it.node.Y-tipRoom-l.row*lineGap
			}
			for _, l := range d.labelsAt(it, true) {
				l.edge.LabelX, l.edge.LabelY = l.x+l.w/2, it.node.Y+it.node.H+tipRoom+baseline+l.row*lineGap
			}
		}
	}
}
