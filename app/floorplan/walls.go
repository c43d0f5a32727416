package floorplan

import (
	"fmt"
	"slices"
)

// gap is a part of a wall that is left open, by where it begins and ends along the wall.
type gap struct{ from, to int }

// across and down build a wall between two points with gaps in it.
func across(y, from, to int, gaps ...gap) (lines []Line) {
	for _, g := range solid(from, to, gaps) {
		lines = append(lines, Line{g.from, y, g.to, y})
	}
	return lines
}

func down(x, from, to int, gaps ...gap) (lines []Line) {
	for _, g := range solid(from, to, gaps) {
		lines = append(lines, Line{x, g.from, x, g.to})
	}
	return lines
}

func solid(from, to int, gaps []gap) (parts []gap) {
	slices.SortFunc(gaps, func(a, b gap) int { return a.from - b.from })
	for _, g := range gaps {
		parts = append(parts, gap{from, g.from})
		from = g.to
	}
	return append(parts, gap{from, to})
}

// build raises the walls.
func (d *Drawing) build(halls []*wing) {
	m := d.measures
	for i, w := range halls {
		switch opening := m.door; {
		case m.before:
			d.Walls = append(d.Walls, across(w.top, w.x, d.right, gap{w.door.X - opening/2, w.door.X + opening/2})...)
		default:
			d.Walls = append(d.Walls, down(w.x, w.top, w.bottom, gap{w.door.Y - opening, w.door.Y + opening})...)
			if i > 0 {
				d.Walls = append(d.Walls, across(w.top, w.x, d.right)...)
			}
		}
		d.buildRows(w)
	}
	d.glaze(halls)
	front := d.openFront()
	var north, south, east, west []gap
	for _, f := range d.Floors {
		for _, g := range f.windows {
			switch {
			case g.Y1 == g.Y2 && g.Y1 == d.top:
				north = append(north, gap{g.X1, g.X2})
			case g.Y1 == g.Y2:
				south = append(south, gap{g.X1, g.X2})
			case g.X1 == d.right:
				east = append(east, gap{g.Y1, g.Y2})
			default:
				west = append(west, gap{g.Y1, g.Y2})
			}
		}
	}
	if m.before {
		north = append(north, front)
	} else {
		west = append(west, front)
	}
	d.Shell = slices.Concat(across(d.top, d.left, d.right, north...), across(d.bottom, d.left, d.right, south...),
		down(d.left, d.top, d.bottom, west...), down(d.right, d.top, d.bottom, east...))
	d.measure(halls)
}

func (d *Drawing) buildRows(w *wing) {
	for i, r := range w.rows {
		var doors []gap
		for j, f := range r.floors {
			doors = append(doors, gap{f.doorway.X, f.doorway.X + f.doorway.W})
			if x := f.areas[0].X; j > 0 || r.x > w.x {
				d.Walls = append(d.Walls, down(x, r.y, r.y+r.h)...)
			}
		}
		y := r.y
		if r.upper {
			y += r.h
		}
		d.Walls = append(d.Walls, across(y, r.x, d.right, doors...)...)
		if r.upper && i > 0 {
			d.Walls = append(d.Walls, across(r.y, r.x, d.right)...)
		}
	}
	if last := w.rows; len(last)%2 == 1 { // the last corridor has rooms on one side
		c := w.corridors[len(w.corridors)-1]
		d.Walls = append(d.Walls, across(c.Y+c.H, w.x, d.right)...)
	}
}

// openFront leaves the front door open, with its leaves, the steps to it and the lamp beside it.
func (d *Drawing) openFront() gap {
	m, half := d.measures, d.measures.door
	if m.before {
		x, y := (d.left+d.right)/2, d.top
		d.Leaves = append(d.Leaves,
			leaf(Point{x - half, y}, Point{x - half, y + half}, Point{x, y}), leaf(Point{x + half, y}, Point{x + half, y + half}, Point{x, y}))
		for step := 4; step < m.porch; step += 6 {
			d.Steps = append(d.Steps, Line{x - half - 8, y - step - 3, x + half + 8, y - step - 3})
		}
		d.Lamp = Point{x + half + 20, y - m.porch/2}
		return gap{x - half, x + half}
	}
	x, y := d.left, (d.top+d.bottom)/2
	d.Leaves = append(d.Leaves,
		leaf(Point{x, y - half}, Point{x + half, y - half}, Point{x, y}), leaf(Point{x, y + half}, Point{x + half, y + half}, Point{x, y}))
	for step := 4; step < m.porch-8; step += 9 {
		d.Steps = append(d.Steps, Line{x - step - 4, y - half - 10, x - step - 4, y + half + 10})
	}
	d.Lamp = Point{x - m.porch/2, y - half - 26}
	return gap{y - half, y + half}
}

// leaf is an open door, from its hinge to its end, with the way that its end goes to the wall.
func leaf(hinge, end, shut Point) string {
	size := max(end.X-hinge.X, hinge.X-end.X, end.Y-hinge.Y, hinge.Y-end.Y)
	sweep := 0
	if (end.X-hinge.X)*(shut.Y-hinge.Y)-(end.Y-hinge.Y)*(shut.X-hinge.X) > 0 {
		sweep = 1
	}
	return fmt.Sprintf("M%d %dL%d %dA%d %d 0 0 %d %d %d", hinge.X, hinge.Y, end.X, end.Y, size, size, sweep, shut.X, shut.Y)
}
