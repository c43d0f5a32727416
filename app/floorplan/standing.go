package floorplan

import "strconv"

// fewAgain is how many visitors there are at most when a crowded house shows dots again: one that is about as full as can be
// does not change its looks all the time.
const fewAgain = 170

// Someone is a visitor who may be shown.
type Someone struct {
	ID, Name        string
	Place           string
	Hidden, Talking bool
}

// House is what a standing looks at.
type House interface {
	Count(place string) int // visitors at a place or below it
	At(place string) int    // visitors exactly there
}

// Standing is who stands where in a plan. It is told who came, changed or left, and tells what that changed in the drawing
// since it was last asked. Only one goroutine may use it at a time.
type Standing struct {
	plan    *Plan
	house   House
	crowded bool
	dots    map[string]*dot // by visitor
	taken   []map[int]*dot  // by room and spot
	named   uint64          // dots so far

	told    []RoomNews // by room
	turned  bool       // from dots to a crowd or back, and that is yet to be told
	moved   map[*dot]bool
	left    []string     // keys of dots
	stirred map[int]bool // rooms whose dots may have another size
}

type dot struct {
	Someone
	key        string
	room, spot int
	radii      [drawings]float64 // by drawing
}

// Stand shows who is in a house, of whom everyone tells when they are shown one by one.
func (p *Plan) Stand(house House, everyone func() []Someone) *Standing {
	s := &Standing{plan: p, house: house, told: make([]RoomNews, len(p.Rooms)), crowded: house.Count("/") > MostDots}
	s.clear()
	if !s.crowded {
		s.placeAll(everyone())
	}
	s.News()
	return s
}

func (s *Standing) clear() {
	s.dots, s.moved, s.left, s.stirred = map[string]*dot{}, map[*dot]bool{}, nil, map[int]bool{}
	s.taken = make([]map[int]*dot, len(s.plan.Rooms))
	for i := range s.taken {
		s.taken[i] = map[int]*dot{}
	}
}

// Take follows what happened: who came or changed, as they are now, and who is not to be shown any more. It asks for everyone
// when a crowded house becomes one in which they can be shown one by one.
func (s *Standing) Take(here []Someone, gone []string, everyone func() []Someone) {
	switch total := s.house.Count("/"); {
	case !s.crowded && total > MostDots:
		s.crowded, s.turned = true, true
		s.clear()
	case s.crowded && total <= fewAgain:
		s.crowded, s.turned = false, true
		s.placeAll(everyone())
	case !s.crowded:
		for _, id := range gone {
			s.drop(id)
		}
		s.placeAll(here)
	}
}

func (s *Standing) placeAll(here []Someone) {
	for _, who := range here {
		s.place(who)
	}
}

// place puts a visitor into their room. Whoever stays in it stays at their spot.
func (s *Standing) place(who Someone) {
	room, known := s.plan.numbers[who.Place]
	d := s.dots[who.ID]
	switch {
	case !known:
		s.drop(who.ID) // where they are is not drawn
		return
	case d == nil:
		s.named++
		d = &dot{key: strconv.FormatUint(s.named, 36), room: -1}
	case d.Someone == who:
		return
	}
	if d.room != room {
		spot := s.free(room)
		if spot < 0 { // more came at once than are shown: the house is crowded when its numbers are next looked at
			s.drop(who.ID)
			return
		}
		s.leave(d)
		d.room, d.spot = room, spot
		s.taken[room][spot] = d
		s.stirred[room] = true
	}
	d.Someone = who
	s.dots[who.ID] = d
	s.moved[d] = true
}

// drop takes a visitor out of the drawing.
func (s *Standing) drop(id string) {
	if d := s.dots[id]; d != nil {
		s.leave(d)
		delete(s.dots, id)
		delete(s.moved, d)
		s.left = append(s.left, d.key)
	}
}

func (s *Standing) leave(d *dot) {
	if d.room >= 0 {
		delete(s.taken[d.room], d.spot)
		s.stirred[d.room] = true
	}
}

// free is the first spot of a room that nobody has; -1 where there is none.
func (s *Standing) free(room int) int {
	for spot := range s.plan.holds(room) {
		if s.taken[room][spot] == nil {
			return spot
		}
	}
	return -1
}

// resize gives the dots of rooms that filled or emptied their size.
func (s *Standing) resize() {
	for room := range s.stirred {
		radii := s.radiiIn(room)
		for _, d := range s.taken[room] {
			if d.radii != radii {
				d.radii, s.moved[d] = radii, true
			}
		}
	}
	clear(s.stirred)
}

// radiiIn are the sizes of dots in a room: they are as large as the fullest part of it allows.
func (s *Standing) radiiIn(room int) (radii [drawings]float64) {
	last := 0
	for spot := range s.taken[room] {
		last = max(last, spot)
	}
	for i, d := range s.plan.Drawings {
		radii[i] = d.Floors[room].spots[last].radius
	}
	return radii
}
