package floorplan

const (
	glassOf   = 45 // percent of a wall that is a window
	glassDeep = 2  // of its two panes, on both sides of the middle of the wall
)

// glaze gives windows to the rooms that lie at the shell.
func (d *Drawing) glaze(halls []*wing) {
	for i, w := range halls {
		for _, r := range w.rows {
			for j, f := range r.floors {
				a := f.areas[0]
				if i == 0 && !d.measures.before && a.Y == d.top {
					f.window(Line{a.X, a.Y, a.X + a.W, a.Y})
				}
				if a.Y+a.H == d.bottom {
					f.window(Line{a.X, d.bottom, a.X + a.W, d.bottom})
				}
				if j == len(r.floors)-1 {
					f.window(Line{d.right, a.Y, d.right, a.Y + a.H})
				}
			}
		}
		for _, c := range w.corridors {
			w.hall.window(Line{d.right, c.Y, d.right, c.Y + c.H})
		}
	}
	if e := d.Floors[0]; !d.measures.before {
		a := e.areas[0]
		e.window(Line{a.X, d.top, a.X, d.top + a.H/3})
		e.window(Line{a.X, d.bottom - a.H/3, a.X, d.bottom})
	} else {
		a := e.areas[0]
		e.window(Line{a.X, d.top, a.X + a.W/3, d.top})
		e.window(Line{a.X + a.W - a.W/3, d.top, a.X + a.W, d.top})
	}
}

// window puts one into the middle of a wall of the shell.
func (f *Floor) window(wall Line) {
	x, y := (wall.X2-wall.X1)*(100-glassOf)/200, (wall.Y2-wall.Y1)*(100-glassOf)/200
	g := Line{wall.X1 + x, wall.Y1 + y, wall.X2 - x, wall.Y2 - y}
	f.windows = append(f.windows, g)
	dx, dy := 0, glassDeep
	if x == 0 {
		dx, dy = glassDeep, 0
	}
	f.Glass = append(f.Glass, Line{g.X1 - dx, g.Y1 - dy, g.X2 - dx, g.Y2 - dy}, Line{g.X1 + dx, g.Y1 + dy, g.X2 + dx, g.Y2 + dy})
}

// measure draws a line along the first and the last row for each section that stands there.
func (d *Drawing) measure(halls []*wing) {
	if len(halls) == 0 || d.measures.before {
		return
	}
	first, last := halls[0].rows, halls[len(halls)-1].rows
	if len(first) > 0 {
		d.measureRow(first[0], d.top-d.measures.edge/2)
	}
	if n := len(last); n > 0 && n%2 == 0 {
		d.measureRow(last[n-1], d.bottom+d.measures.edge/2)
	}
}

func (d *Drawing) measureRow(r *row, y int) {
	for i := 0; i < len(r.floors); {
		first, section := r.floors[i], r.floors[i].Section
		for i < len(r.floors) && r.floors[i].Section == section {
			i++
		}
		end := r.floors[i-1].areas[0]
		line := Line{first.areas[0].X + 3, y, end.X + end.W - 3, y}
		if d.measures.small.wide(section)+24 < line.X2-line.X1 {
			d.Measured = append(d.Measured, Measure{line, section, Point{(line.X1 + line.X2) / 2, y}})
		}
	}
}
