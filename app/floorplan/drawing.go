package floorplan

import (
	"fmt"
	"strings"
)

// Drawing is a plan laid out for one width of window.
type Drawing struct {
	Kind          string // wide, middle or narrow
	Width, Height int
	Floors        []*Floor  // by the rooms' numbers
	Walls         Lines     // between rooms
	Shell         Lines     // round the building
	Leaves        []string  // of doors, with the way they swing
	Steps         Lines     // to the front door
	Lamp          Point     // beside it
	Measured      []Measure // lines along the building that tell its sections

	measures measures
	plan     *Plan
	left     int // of the building
	right    int
	top      int
	bottom   int
}

// Point is where something is.
type Point struct{ X, Y int }

// Line is straight.
type Line struct{ X1, Y1, X2, Y2 int }

// Lines are drawn together.
type Lines []Line

// Path is what SVG calls a path.
func (l Lines) Path() string {
	var b strings.Builder
	for _, line := range l {
		fmt.Fprintf(&b, "M%d %dL%d %d", line.X1, line.Y1, line.X2, line.Y2)
	}
	return b.String()
}

// Rect is upright.
type Rect struct{ X, Y, W, H int }

// Measure is a line with what it measures.
type Measure struct {
	Line
	Text string
	At   Point
}

// Words are set in a line.
type Words struct {
	Text string
	At   Point
}

// Floor is a room as one drawing has it.
type Floor struct {
	*Room
	Outline   []Point
	Glass     Lines   // its windows
	Way       []Point // from its door to the entrance, round all corners
	Lettering []Words // its name
	Cut       bool    // whether its name is longer than what there is room for
	Note      Words   // below the name: what it is, or of a hall where in it those are that it counts beside its number
	Count     Point   // the right end of its number
	Tones     []Tone
	Many      Point // where its number begins while the house is crowded

	areas   []Rect // that it is made of
	taken   []Rect // where nobody stands: words, and the swing of its door
	doorway Rect
	windows []Line
	spots   []spot
}

// Path is the outline as SVG has it.
func (f *Floor) Path() string {
	var b strings.Builder
	for i, p := range f.Outline {
		fmt.Fprintf(&b, "%c%d %d", "ML"[min(i, 1)], p.X, p.Y)
	}
	return b.String() + "Z"
}

// Through is the way from the room to the entrance, in numbers.
func (f *Floor) Through() string {
	var numbers []string
	for _, p := range f.Way {
		numbers = append(numbers, fmt.Sprint(p.X), fmt.Sprint(p.Y))
	}
	return strings.Join(numbers, " ")
}

// area is the floor's size.
func (f *Floor) area() (sum int) {
	for _, a := range f.areas {
		sum += a.W * a.H
	}
	return sum
}

func draw(p *Plan, m measures) *Drawing {
	d := &Drawing{Kind: m.kind, Width: m.width, measures: m, plan: p, right: m.width - m.back}
	d.left, d.top = m.porch, m.edge
	if m.before {
		d.left, d.top = m.edge, m.porch
	}
	for _, r := range p.Rooms {
		d.Floors = append(d.Floors, &Floor{Room: r})
	}
	entrance := d.Floors[0]
	x, y := d.left+m.entrance, d.top
	if m.before {
		x, y = d.left, d.top+m.entrance
	}
	var halls []*wing
	for _, r := range p.Rooms[1:] {
		if r.Hall {
			w := d.wing(d.Floors[r.Number], x, y)
			halls = append(halls, w)
			y = w.bottom
		}
	}
	d.bottom = y
	if len(halls) == 0 {
		x, d.bottom = d.right, max(y, d.top+m.floor+m.corridor)
	}
	d.Height = d.bottom + m.edge
	if m.before {
		d.Height = d.bottom + m.back
	}
	if m.before {
		entrance.areas = []Rect{{d.left, d.top, d.right - d.left, m.entrance}}
	} else {
		entrance.areas = []Rect{{d.left, d.top, x - d.left, d.bottom - d.top}}
	}
	d.furnishEntrance(entrance)
	d.build(halls)
	for _, f := range d.Floors {
		f.stand()
	}
	return d
}
