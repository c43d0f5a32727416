package floorplan

import (
	"cmp"
	"iter"
	"maps"
	"slices"
)

// News is what changed in a drawing, or all that is in it.
type News struct {
	Mark    string // of the plan that it is about
	Whole   bool   // what is not told of is not there
	Crowded bool   // rooms show how dense the crowd is, and there are no dots
	Rooms   []RoomNews
	Dots    []Dot
	Gone    []string // keys of dots
}

// RoomNews are the numbers of a room.
type RoomNews struct {
	Room  int
	Count int     // visitors there or below
	At    int     // visitors exactly there
	Grain float64 // of its floor while the house is crowded
}

// Dot is a visitor in the drawings.
type Dot struct {
	Someone
	Key   string // by which it is known as long as they are shown
	Room  int
	Spots []Spot // by drawing
}

// Spot is where a dot stands in a drawing, how large it is there, and at which side of it is room for its name.
type Spot struct {
	X, Y, Radius float64
	Anchor       string // of the name, as SVG calls it
}

// Empty reports whether nothing changed.
func (n News) Empty() bool {
	return !n.Whole && len(n.Rooms)+len(n.Dots)+len(n.Gone) == 0
}

// News tells what changed since it was last asked for. A house that has just become crowded, or is no more, is told whole.
func (s *Standing) News() News {
	n := News{Mark: s.plan.Mark, Whole: s.turned, Crowded: s.crowded, Gone: s.left}
	s.resize()
	for i, now := range s.numbers() {
		if now != s.told[i] {
			s.told[i] = now
			n.Rooms = append(n.Rooms, now)
		}
	}
	n.Dots = s.show(maps.Keys(s.moved))
	if s.turned {
		n = s.Whole()
	}
	s.turned, s.left = false, nil
	clear(s.moved)
	return n
}

// Whole tells all that there is: what somebody is shown who has seen nothing yet. Numbers are those that were told last.
func (s *Standing) Whole() News {
	s.resize()
	n := News{Mark: s.plan.Mark, Whole: true, Crowded: s.crowded, Rooms: slices.Clone(s.told)}
	n.Dots = s.show(maps.Values(s.dots))
	return n
}

// show puts dots into words, in the order in which they came.
func (s *Standing) show(dots iter.Seq[*dot]) (shown []Dot) {
	for d := range dots {
		one := Dot{Someone: d.Someone, Key: d.key, Room: d.room}
		for i, drawing := range s.plan.Drawings {
			at := drawing.Floors[d.room].spots[d.spot]
			anchor := "start"
			if at.x > float64(drawing.Width)/2 {
				anchor = "end"
			}
			one.Spots = append(one.Spots, Spot{X: at.x, Y: at.y, Radius: d.radii[i], Anchor: anchor})
		}
		shown = append(shown, one)
	}
	slices.SortFunc(shown, func(a, b Dot) int {
		return cmp.Or(cmp.Compare(len(a.Key), len(b.Key)), cmp.Compare(a.Key, b.Key))
	})
	return shown
}

// Placed is a dot as one drawing has it.
type Placed struct {
	Dot
	At Spot
}

// In are the dots as a drawing has them.
func (n News) In(drawing int) (placed []Placed) {
	for _, d := range n.Dots {
		placed = append(placed, Placed{d, d.Spots[drawing]})
	}
	return placed
}

// Label tells who a dot is, and how.
func (d Dot) Label() string {
	label := d.Name
	if d.Hidden {
		label += ", tab hidden"
	}
	if d.Talking {
		label += ", in conversation"
	}
	return label
}
