package stackmap

import (
	"cmp"
	"slices"
)

const (
	levelGap = 14 // between two lines that run across in the same channel
	free     = 16 // the least between a row and what runs across
)

// channel is the room above a row, where lines run across.
type channel struct {
	nets   []*net
	levels int
	top    int // where its first line across may run
}

// span is from where to where the net runs across.
func (n *net) span() (from, to int) {
	byX := func(a, b *pin) int { return a.x - b.x }
	return slices.MinFunc(n.pins, byX).x, slices.MaxFunc(n.pins, byX).x
}

// placeDown gives everything its y: each channel is as high as its labels and the lines across need.
func (d *Drawing) placeDown() {
	y := 0
	for i, c := range d.channels {
		c.arrange()
		above, below := 0, d.labelRows(d.rows[i], false)
		if i > 0 {
			above = d.labelRows(d.rows[i-1], true)
		}
		if i == 0 && len(c.nets) == 0 {
			y = d.measures.margin + bandEdge/2
		} else {
			c.top = y + max(free, tipRoom+above*lineGap+lineGap/2)
			y = c.top + max(0, c.levels-1)*levelGap + max(free, tipRoom+below*lineGap+lineGap/2)
		}
		for _, it := range d.rows[i] {
			if it.node != nil {
				it.node.Y, it.node.H = y, nodeHeight
			}
		}
		y += nodeHeight
	}
	d.Height = y + d.measures.margin
}

// spreadPins gives the pins of one side of an item their x, in the order of where their nets lead.
func (i *item) spreadPins(nets []*net) {
	slices.SortStableFunc(nets, func(a, b *net) int { return a.lead(i) - b.lead(i) })
	for at, n := range nets {
		n.pin(i).x = i.x + i.w*(2*at+1)/(2*len(nets))
	}
}

// lead is the middle of a net's other pins.
func (n *net) lead(from *item) int {
	var sum, count int
	for _, p := range n.pins {
		if p.item != from {
			sum, count = sum+p.item.middle(), count+1
		}
	}
	return sum / max(1, count)
}

// arrange gives each line across the first level where it meets no other, and where its branches upwards come before
// those of others downwards at the same x.
func (c *channel) arrange() {
	slices.SortStableFunc(c.nets, func(a, b *net) int {
		if a.mustBeOver(b) != b.mustBeOver(a) {
			if a.mustBeOver(b) {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.middleX(), b.middleX())
	})
	for i, n := range c.nets {
		n.level = 0
		for j := 0; j < i; j++ {
			if other := c.nets[j]; other.level >= n.level && (n.meets(other) || other.mustBeOver(n)) {
				n.level = other.level + 1
			}
		}
		c.levels = max(c.levels, n.level+1)
	}
}

func (n *net) middleX() int {
	from, to := n.span()
	return from + to
}

func (n *net) meets(other *net) bool {
	from, to := n.span()
	otherFrom, otherTo := other.span()
	return from <= otherTo+levelGap && otherFrom <= to+levelGap && from != to && otherFrom != otherTo
}

// mustBeOver reports whether a branch of the net comes down from above where one of the other goes down further.
func (n *net) mustBeOver(other *net) bool {
	for _, p := range n.pins {
		for _, q := range other.pins {
			if p.above && !q.above && max(p.x-q.x, q.x-p.x) < laneWidth {
				return true
			}
		}
	}
	return false
}
