package floorplan

import "strings"

// furnishRow sets the names of a row's rooms at their far walls, and gives them doors to the corridor.
func (d *Drawing) furnishRow(w *wing, r *row) {
	m := d.measures
	for i, f := range r.floors {
		a := f.areas[0]
		f.Outline = corners(a)
		lines := m.name.set(f.Name, d.nameRoom(f), m.lines)
		label := d.labelHeight(len(lines))
		y := a.Y
		if !r.upper {
			y = a.Y + a.H - label - m.pad
		}
		f.setName(lines, Point{a.X + m.pad, y + m.pad}, m.name)
		f.Note = Words{m.small.cut(f.Kind, a.W-2*m.pad-m.count), Point{a.X + m.pad, y + label - 3}}
		f.Count = Point{a.X + a.W - m.pad, f.Note.At.Y}
		f.taken = append(f.taken, Rect{a.X, y, a.W, label + m.pad})
		floor := Rect{a.X, y + label, a.W, a.Y + a.H - y - label}
		f.Many = Point{a.X + m.pad, floor.Y + m.big}
		if !r.upper {
			floor.Y, floor.H = a.Y, y-a.Y
			f.Many.Y = y
		}
		f.Tones = m.below(floor, !r.upper)
		d.hang(w, r, f, i)
	}
}

// hang gives a room its door: beside the wall to a neighbour, where that has its door too.
func (d *Drawing) hang(w *wing, r *row, f *Floor, at int) {
	a, size := f.areas[0], d.measures.door
	x, hinge := a.X+d.measures.pad, a.X+d.measures.pad
	if at%2 == 0 {
		x = a.X + a.W - d.measures.pad - size
		hinge = x + size
	}
	y, into := a.Y, size
	if r.upper {
		y, into = a.Y+a.H, -size
	}
	f.doorway = Rect{x, y, size, 0}
	f.taken = append(f.taken, Rect{x, min(y, y+into), size, size})
	d.Leaves = append(d.Leaves, leaf(Point{hinge, y}, Point{hinge, y + into}, Point{2*x + size - hinge, y}))
	middle := r.along.Y + r.along.H/2
	f.Way = []Point{{x + size/2, y}, {x + size/2, middle}}
	if w.spine.W > 0 {
		f.Way = append(f.Way, Point{w.x + w.spine.W/2, middle})
	}
	f.Way = append(f.Way, w.door)
}

// furnishHall sets the name of a hall into its first corridor.
func (d *Drawing) furnishHall(w *wing) {
	m, f, c := d.measures, w.hall, w.corridors[0]
	f.areas = w.corridors
	f.Outline = corners(c)
	if w.spine.W > 0 {
		f.areas = append([]Rect{w.spine}, w.corridors...)
		f.Outline = w.outline()
	}
	number := m.hall.wide("000000")
	lines := m.hall.set(f.Name, c.W*45/100-number, 2)
	width := m.small.wide("00000 in the hall")
	for i, line := range lines {
		if reach := m.hall.wide(line); i == 0 {
			width = max(width, reach+number)
			f.Count.X = c.X + 2*m.pad + reach + m.hall.wide("0")
		} else {
			width = max(width, reach)
		}
	}
	height := len(lines)*m.hall.line + m.small.line
	y := c.Y + (c.H-height)/2
	f.setName(lines, Point{c.X + 2*m.pad, y}, m.hall)
	f.Count.Y = f.Lettering[0].At.Y
	f.Note = Words{"in the hall", Point{c.X + 2*m.pad, y + height - 2}}
	f.taken = append(f.taken, Rect{c.X, c.Y, 3*m.pad + width, c.H})
	f.Many = f.Count
	var t tones
	t.lay(Rect{c.X + 3*m.pad + width, c.Y, c.W - 3*m.pad - width, c.H}, true, false, true)
	for _, other := range w.corridors[1:] {
		t.lay(Rect{w.x + w.spine.W - margin, other.Y, other.W - w.spine.W + margin, other.H}, true, false, false)
	}
	if s := w.spine; s.W > 0 { // but for where the name stands
		t.lay(Rect{s.X, s.Y, s.W, c.Y - s.Y}, true, false, false)
		t.lay(Rect{s.X, c.Y + c.H, s.W, s.Y + s.H - c.Y - c.H}, true, false, false)
	}
	f.Tones = t.all()
	f.Way = []Point{w.door}
}

// furnishEntrance sets the name of the start page where one comes in.
func (d *Drawing) furnishEntrance(f *Floor) {
	m, a := d.measures, f.areas[0]
	f.Outline = corners(a)
	width, most := a.W-2*m.pad, m.lines
	if m.before {
		width, most = a.W/2, 1
	}
	lines := m.name.set(f.Name, width, most)
	words := d.labelHeight(len(lines))
	label := Rect{a.X, a.Y, a.W, words + m.big + m.pad/2}
	f.setName(lines, Point{a.X + m.pad, a.Y + m.pad}, m.name)
	f.Note = Words{"at the door", Point{a.X + m.pad, a.Y + words - 3}}
	f.Count = Point{a.X + m.pad, a.Y + words + m.hall.line - m.pad/3}
	f.Many = Point{a.X + m.pad, a.Y + words + m.big}
	var t tones
	if m.before {
		label.W, label.H = max(m.name.wide(lines[0]), m.small.wide("00000 at the door"))+2*m.pad, a.H
		t.lay(Rect{a.X + label.W, a.Y, a.W - label.W, a.H}, true, false, true)
	} else {
		t.lay(Rect{a.X, a.Y + label.H, a.W, a.H - label.H}, false, false, true)
	}
	f.Tones = t.all()
	f.taken = append(f.taken, label)
}

// below is the halftone of a floor below its number; with back, above it.
func (m measures) below(floor Rect, back bool) []Tone {
	if floor.H -= m.big; !back {
		floor.Y += m.big
	}
	var t tones
	t.lay(floor, false, back, true)
	return t.all()
}

// setName writes lines from a corner down.
func (f *Floor) setName(lines []string, at Point, t text) {
	for i, line := range lines {
		f.Lettering = append(f.Lettering, Words{line, Point{at.X, at.Y + i*t.line + int(t.size*.8)}})
	}
	f.Cut = strings.Join(lines, " ") != strings.Join(strings.Fields(f.Name), " ")
}

func corners(r Rect) []Point {
	return []Point{{r.X, r.Y}, {r.X + r.W, r.Y}, {r.X + r.W, r.Y + r.H}, {r.X, r.Y + r.H}}
}
