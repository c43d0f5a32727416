package stackmap

import (
	"cmp"
	"slices"
)

// item takes room in a row: a node, or a lane in which what one node uses passes the row.
type item struct {
	node     *Node // nil: a lane
	row      int
	x, w     int
	up, down []*net // the nets that meet it above and below
}

// middle is where a lane runs and what a node is placed by.
func (i *item) middle() int { return i.x + i.w/2 }

// standInRows gives every node a row: layers from above, each in as many rows as it takes.
func (d *Drawing) standInRows(layers int) {
	perRow := max(1, (d.measures.width-d.left-2*d.measures.margin+d.measures.gap)/(d.nodeW+d.measures.gap))
	for layer := range layers {
		var row []*item
		for _, n := range d.Nodes {
			if n.layer != layer {
				continue
			}
			if len(row) == perRow {
				d.rows, row = append(d.rows, row), nil
			}
			row = append(row, &item{node: n, row: len(d.rows), w: d.nodeW})
		}
		if len(row) > 0 {
			d.rows = append(d.rows, row)
		}
	}
}

func (d *Drawing) item(n *Node) *item {
	for _, row := range d.rows {
		for _, i := range row {
			if i.node == n {
				return i
			}
		}
	}
	return nil
}

// placeAcross gives everything its x: the lowest row stands evenly, and what is above it over the middle of where it leads.
// Where that is exactly is known once what is above stands, hence the second time.
func (d *Drawing) placeAcross() {
	for _, row := range d.rows {
		d.Width = max(d.Width, d.left+d.rowWidth(row))
	}
	for range 2 {
		for _, row := range slices.Backward(d.rows) {
			d.placeRow(row)
		}
		for _, row := range d.rows {
			for _, it := range row {
				it.spreadPins(it.up)
				it.spreadPins(it.down)
			}
		}
	}
}

func (d *Drawing) placeRow(row []*item) {
	room := d.Width - d.left - 2*d.measures.margin
	for at, it := range row {
		it.x = d.left + d.measures.margin + room*(2*at+1)/(2*len(row)) - it.w/2
		if middle, has := it.middleBelow(); has {
			it.x = middle - it.w/2
		}
	}
	slices.SortStableFunc(row, func(a, b *item) int { return a.middle() - b.middle() })
	d.keepApart(row)
	for _, it := range row {
		if it.node != nil {
			it.node.X, it.node.W = it.x, it.w
		}
	}
}

func (d *Drawing) rowWidth(row []*item) int {
	width := 2*d.measures.margin + (len(row)-1)*d.measures.gap
	for _, it := range row {
		width += it.w
	}
	return width
}

// middleBelow returns the middle of what an item meets in the rows below.
func (i *item) middleBelow() (x int, has bool) {
	var sum, count int
	for _, n := range i.down {
		for _, p := range n.pins {
			if p.item.row > i.row {
				sum, count = sum+cmp.Or(p.x, p.item.middle()), count+1
			}
		}
	}
	if count == 0 {
		return 0, false
	}
	return sum / count, true
}

// keepApart moves what stands too close to the right, and what is then outside back to the left.
func (d *Drawing) keepApart(row []*item) {
	least := d.left + d.measures.margin
	for _, it := range row {
		it.x = max(it.x, least)
		least = it.x + it.w + d.measures.gap
	}
	most := d.Width - d.measures.margin
	for _, it := range slices.Backward(row) {
		it.x = min(it.x, most-it.w)
		most = it.x - d.measures.gap
	}
}
