package stackmap

import (
	"fmt"
	"slices"
	"strings"
)

const corner = 8 // the radius of a line's turns

type point struct{ x, y int }

// drawEdge draws the line of a use, its tip and its label.
func (d *Drawing) drawEdge(e *Edge) {
	from, to := d.item(e.From), d.item(e.To)
	points, at := []point{}, from
	for at != to {
		next, row := d.next(e, at, to)
		c := d.channels[row]
		n := c.net(e.From)
		out, in := n.pin(at), n.pin(next)
		y := c.top + n.level*levelGap
		points = append(points, point{out.x, d.edgeOf(out)}, point{out.x, y}, point{in.x, y}, point{in.x, d.edgeOf(in)})
		at = next
	}
	end := points[len(points)-1]
	down := d.item(e.To).node.Y == end.y
	e.Path, e.Tip = rounded(straightened(points)), tip(end, down)
}

// next returns what an edge meets after an item, and the row below the channel between them.
func (d *Drawing) next(e *Edge, at, to *item) (next *item, row int) {
	switch {
	case at.row == to.row:
		return to, at.row
	case at.row < to.row:
		row = at.row + 1
		next = d.lane(e, row, to)
	default:
		row = at.row
		next = d.lane(e, row-1, to)
	}
	return next, row
}

// lane returns where an edge passes a row, or its end.
func (d *Drawing) lane(e *Edge, row int, to *item) *item {
	if row == to.row {
		return to
	}
	for _, it := range d.rows[row] {
		if it.node == nil && slices.ContainsFunc(slices.Concat(it.up, it.down), func(n *net) bool { return n.from == e.From }) {
			return it
		}
	}
	return to
}

// edgeOf is the height at which a pin leaves its item's row.
func (d *Drawing) edgeOf(p *pin) int {
	top := d.rowTop(p.item.row)
	if p.above {
		return top + nodeHeight
	}
	return top
}

func (d *Drawing) rowTop(row int) int {
	for _, it := range d.rows[row] {
		if it.node != nil {
			return it.node.Y
		}
	}
	return 0
}

func tip(at point, down bool) string {
	if down {
		return fmt.Sprintf("M%d %dh8l-4 7z", at.x-4, at.y-7)
	}
	return fmt.Sprintf("M%d %dh8l-4-7z", at.x-4, at.y+7)
}

// straightened leaves out the points at which a line does not turn.
func straightened(points []point) (turns []point) {
	for _, p := range points {
		if n := len(turns); n > 0 && turns[n-1] == p {
			continue
		}
		if n := len(turns); n > 1 && (turns[n-1].x == p.x && turns[n-2].x == p.x || turns[n-1].y == p.y && turns[n-2].y == p.y) {
			turns[n-1] = p
			continue
		}
		turns = append(turns, p)
	}
	return turns
}

// rounded draws a line with round turns.
func rounded(points []point) string {
	var b strings.Builder
	fmt.Fprintf(&b, "M%d %d", points[0].x, points[0].y)
	for i := 1; i < len(points)-1; i++ {
		before, turn, after := points[i-1], points[i], points[i+1]
		r := min(corner, between(before, turn)/2, between(turn, after)/2)
		in, out := turn.towards(before, r), turn.towards(after, r)
		fmt.Fprintf(&b, "L%d %dQ%d %d %d %d", in.x, in.y, turn.x, turn.y, out.x, out.y)
	}
	end := points[len(points)-1]
	fmt.Fprintf(&b, "L%d %d", end.x, end.y)
	return b.String()
}

// between is the distance of two points on a straight line across or down.
func between(a, b point) int { return max(a.x-b.x, b.x-a.x) + max(a.y-b.y, b.y-a.y) }

// towards is the point that is so far from p in the direction of another.
func (p point) towards(other point, by int) point {
	switch {
	case other.x > p.x:
		p.x += by
	case other.x < p.x:
		p.x -= by
	case other.y > p.y:
		p.y += by
	default:
		p.y -= by
	}
	return p
}
