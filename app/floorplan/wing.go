package floorplan

// wing is a hall and the rooms round it: rows of them, and a corridor between every two. Where there are several corridors, or
// one comes from before the building, a spine joins them.
//
//	entrance at the left          entrance before it
//	┌──────────────────┐          ┌──────────────────┐
//	│ row              │          └──┐  entrance  ┌──┘
//	├──╲ ─────╲ ─────╲ ┤          │  ├────────────┤
//	  corridor         │          │s │ row        │
//	│  ┌─╱ ────╱ ────╱ ┤          │p ├──╲ ────╲ ──┤
//	│s │ row           │          │i  corridor    │
//	│p ├───────────────┤          │n ├──╱ ────╱ ──┤
//	│  │ row           │          │e │ row        │
type wing struct {
	hall        *Floor
	x           int
	top, bottom int
	rows        []*row
	corridors   []Rect
	spine       Rect // no width: there is none
	door        Point
}

// row is what stands side by side along a corridor.
type row struct {
	floors  []*Floor
	x, y, h int
	upper   bool // above its corridor
	along   Rect // the corridor
}

// wing places a hall and its rooms from a corner on.
func (d *Drawing) wing(hall *Floor, x, y int) *wing {
	m := d.measures
	w := &wing{hall: hall, x: x, top: y}
	dealt := d.plan.rowsOf(hall.Room, m.most)
	if m.before || len(dealt) > 2 {
		w.spine = Rect{X: x, W: m.spine}
	}
	for i := 0; i == 0 || i < len(dealt); i += 2 {
		if i < len(dealt) {
			y = w.addRow(d, dealt[i], y, true, !m.before && i == 0)
		}
		c := Rect{x, y, d.right - x, m.corridor}
		w.corridors = append(w.corridors, c)
		y += c.H
		if i+1 < len(dealt) {
			y = w.addRow(d, dealt[i+1], y, false, !m.before && i+2 >= len(dealt))
		}
	}
	for i, r := range w.rows {
		r.along = w.corridors[i/2]
	}
	w.bottom = y
	first, last := w.corridors[0], w.corridors[len(w.corridors)-1]
	w.spine.Y, w.spine.H = first.Y, last.Y+last.H-first.Y
	w.door = Point{x, first.Y + first.H/2}
	if m.before {
		w.spine.Y, w.spine.H = w.top, w.bottom-w.top
		w.door = Point{x + m.spine/2, w.top}
	}
	d.furnishHall(w)
	for _, r := range w.rows {
		d.furnishRow(w, r)
	}
	return w
}

// addRow places rooms side by side, as wide as they weigh. A row at an end of the wing reaches over the spine.
func (w *wing) addRow(d *Drawing, rooms []*Room, y int, upper, atEnd bool) (bottom int) {
	r := &row{x: w.x, y: y, upper: upper}
	if !atEnd {
		r.x += w.spine.W
	}
	var all, before float64
	for _, room := range rooms {
		all += room.weight
	}
	width := float64(d.right - r.x)
	lines := 1
	for _, room := range rooms {
		f := d.Floors[room.Number]
		from := r.x + int(width*before/all)
		before += room.weight
		f.areas = []Rect{{X: from, Y: y, W: r.x + int(width*before/all) - from}}
		lines = max(lines, len(d.measures.name.set(f.Name, d.nameRoom(f), d.measures.lines)))
		r.floors = append(r.floors, f)
	}
	r.h = d.labelHeight(lines) + d.measures.floor
	for _, f := range r.floors {
		f.areas[0].H = r.h
	}
	w.rows = append(w.rows, r)
	return y + r.h
}

// nameRoom is the width that a room has for its name.
func (d *Drawing) nameRoom(f *Floor) int {
	return f.areas[0].W - 2*d.measures.pad
}

func (d *Drawing) labelHeight(lines int) int {
	return d.measures.pad + lines*d.measures.name.line + d.measures.small.line
}

// outline of a hall: the spine with all its corridors.
func (w *wing) outline() (points []Point) {
	s, inner := w.spine, w.x+w.spine.W
	points = []Point{{w.x, s.Y}, {inner, s.Y}}
	for _, c := range w.corridors {
		points = append(points, Point{inner, c.Y}, Point{c.X + c.W, c.Y}, Point{c.X + c.W, c.Y + c.H}, Point{inner, c.Y + c.H})
	}
	return append(points, Point{inner, s.Y + s.H}, Point{w.x, s.Y + s.H})
}
