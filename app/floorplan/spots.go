package floorplan

import "math"

// MostDots is how many visitors are shown as a dot each; above it rooms show how dense the crowd is. Any room holds all of them.
const MostDots = 200

const (
	grid      = 1600                  // points that are tried in a room
	clearance = 3                     // from a wall or a word to the middle of the nearest dot, at least
	unbounded = 1e4                   // farther than anything is
	ringed    = 1.7                   // the radius of the ring round who talks, in those of the dot: it crosses no wall and no other dot
	asFar     = (1 + ringed) / ringed // what a wall may be nearer than a dot, for both to leave a dot the same size
)

// radii are the sizes of dots, from those of a room with few visitors to those of a full one.
var radii = []float64{6.5, 5.5, 4.5, 3.5, 2.75, 2, 1.5, 1.1, .9}

// spot is where somebody stands.
type spot struct {
	x, y   float64
	radius float64 // that dots may have here and at all spots before
}

// stand finds the spots of a room, in the order in which they are taken: each as far from those before and from the walls as can
// be. So a few visitors stand well apart, and whoever comes later stands between them, and nobody has to move for anybody.
func (f *Floor) stand() {
	type candidate struct{ x, y, wall, near, square float64 } // near: to the nearest spot, and the square of that
	var all []candidate
	step := math.Max(1.25, math.Sqrt(float64(f.area())/grid))
	for _, a := range f.areas {
		for down := float64(a.Y) + step/2; down < float64(a.Y+a.H); down += step {
			for across := float64(a.X) + step/2; across < float64(a.X+a.W); across += step {
				x, y := math.Round(across*10)/10, math.Round(down*10)/10 // as they are told
				if wall := f.wall(x, y); wall >= clearance && !f.before(a, x, y) {
					all = append(all, candidate{x, y, wall, unbounded, unbounded * unbounded})
				}
			}
		}
	}
	reach := unbounded
	for len(f.spots) < MostDots && len(all) > 0 {
		best, most := 0, -1.0
		for i := range all {
			c := &all[i]
			if score := min(asFar*c.wall, c.near) + c.near/1e3; score > most { // of equals, the farther
				best, most = i, score
			}
		}
		at := all[best]
		reach = math.Min(reach, math.Min(at.wall/ringed, at.near/(1+ringed)))
		f.spots = append(f.spots, spot{at.x, at.y, radius(reach)})
		for i := range all {
			c := &all[i]
			if square := (c.x-at.x)*(c.x-at.x) + (c.y-at.y)*(c.y-at.y); square < c.square {
				c.square, c.near = square, math.Sqrt(square)
			}
		}
	}
}

// radius is the largest of all sizes that is at most so much.
func radius(most float64) float64 {
	for _, r := range radii {
		if r <= most {
			return r
		}
	}
	return radii[len(radii)-1]
}

// before reports whether a point of an area is in one of those before it as well.
func (f *Floor) before(a Rect, x, y float64) bool {
	for _, other := range f.areas {
		if other == a {
			return false
		}
		if other.inside(x, y) >= 0 {
			return true
		}
	}
	return false
}

// wall is how far a point of a room is from what ends the floor there.
func (f *Floor) wall(x, y float64) (wall float64) {
	for _, a := range f.areas {
		wall = math.Max(wall, a.inside(x, y))
	}
	for _, t := range f.taken {
		wall = math.Min(wall, t.outside(x, y))
	}
	return wall
}

// inside is how far a point is from the nearest side of a rectangle that it is in; negative where it is not.
func (r Rect) inside(x, y float64) float64 {
	return math.Min(math.Min(x-float64(r.X), float64(r.X+r.W)-x), math.Min(y-float64(r.Y), float64(r.Y+r.H)-y))
}

// outside is how far a point is from a rectangle; 0 where it is in it.
func (r Rect) outside(x, y float64) float64 {
	return math.Hypot(math.Max(0, math.Max(float64(r.X)-x, x-float64(r.X+r.W))), math.Max(0, math.Max(float64(r.Y)-y, y-float64(r.Y+r.H))))
}
