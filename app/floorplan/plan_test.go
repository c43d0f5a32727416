package floorplan_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"porchlight/app/catalog"
	"porchlight/app/floorplan"
	"porchlight/app/presence"
	shipped "porchlight/content"
)

func TestAnySiteIsAHouseInWhichEveryPlaceHasOneRoomAndEverybodyRoom(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 0))
	for range 4 {
		checkSite(t, randomSite(t, random))
		if t.Failed() {
			t.Fatalf("the seed is %d", seed)
		}
	}
}

func TestTheShippedSiteIsAHouseInWhichEveryNameIsWhole(t *testing.T) {
	c := shippedSite(t)
	checkSite(t, c)
	for _, d := range floorplan.New(c).Drawings {
		for _, f := range d.Floors {
			if f.Cut {
				t.Errorf("%s: the name of %s is cut", d.Kind, f.Place)
			}
		}
	}
}

func shippedSite(t *testing.T) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Load(shipped.Files, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func checkSite(t *testing.T, c *catalog.Catalog) {
	t.Helper()
	p := floorplan.New(c)
	var places []string
	for _, r := range p.Rooms {
		places = append(places, r.Place)
	}
	wanted := slices.Clone(c.Places())
	slices.Sort(places)
	slices.Sort(wanted)
	if !slices.Equal(places, wanted) {
		t.Errorf("the rooms are %q, the places %q", places, wanted)
	}
	for _, d := range p.Drawings {
		checkRooms(t, d)
		checkWords(t, d)
	}
	for _, r := range p.Rooms {
		checkFull(t, p, r)
	}
}

// checkRooms looks at points all over a building: each is in one room, and in no other.
func checkRooms(t *testing.T, d *floorplan.Drawing) {
	t.Helper()
	const step = 7
	left, top, right, bottom := d.Width, d.Height, 0, 0
	for _, l := range d.Shell {
		left, top, right, bottom = min(left, l.X1), min(top, l.Y1), max(right, l.X2), max(bottom, l.Y2)
	}
	if left < 0 || top < 0 || right > d.Width || bottom > d.Height {
		t.Errorf("%s: the shell from %d, %d to %d, %d leaves the drawing of %d by %d", d.Kind, left, top, right, bottom, d.Width, d.Height)
	}
	for x := float64(left) + .5; x < float64(right); x += step {
		for y := float64(top) + .5; y < float64(bottom); y += step {
			var in []string
			for _, f := range d.Floors {
				if inside(f.Outline, x, y) {
					in = append(in, f.Place)
				}
			}
			if len(in) != 1 {
				t.Fatalf("%s: at %g, %g are %q, want one room", d.Kind, x, y, in)
			}
		}
	}
}

// checkWords finds words that leave their room or run into others.
func checkWords(t *testing.T, d *floorplan.Drawing) {
	t.Helper()
	for _, f := range d.Floors {
		boxes := words(d, f)
		for i, b := range boxes {
			for _, corner := range [][2]float64{{b.x, b.y}, {b.x + b.w, b.y}, {b.x, b.y + b.h}, {b.x + b.w, b.y + b.h}} {
				if !inside(f.Outline, corner[0], corner[1]) {
					t.Errorf("%s: %q leaves the room %s", d.Kind, b.text, f.Place)
				}
			}
			for _, other := range boxes[:i] {
				if b.meets(other) {
					t.Errorf("%s: in %s %q and %q overlap", d.Kind, f.Place, b.text, other.text)
				}
			}
		}
	}
}

// checkFull fills a room with as many visitors as are shown one by one.
func checkFull(t *testing.T, p *floorplan.Plan, r *floorplan.Room) {
	t.Helper()
	roster := presence.New(time.Now)
	var all []floorplan.Someone
	for i := range floorplan.MostDots {
		id := fmt.Sprint("visitor-", i)
		roster.Join(id, presence.Socket{ID: id, Place: r.Place, Visible: true})
		all = append(all, floorplan.Someone{ID: id, Name: id, Place: r.Place})
	}
	whole := p.Stand(roster, func() []floorplan.Someone { return all }).Whole()
	if len(whole.Dots) != floorplan.MostDots {
		t.Errorf("%s shows %d of %d visitors", r.Place, len(whole.Dots), floorplan.MostDots)
	}
	for i, d := range p.Drawings {
		f := d.Floors[r.Number]
		lettering := words(d, f)
		dots := whole.In(i)
		for n, dot := range dots {
			x, y, radius := dot.At.X, dot.At.Y, dot.At.Radius
			ring := 1.7*radius - .01 // it may touch
			for angle := 0.0; angle < 2*math.Pi; angle += math.Pi / 8 {
				if !inside(f.Outline, x+ring*math.Cos(angle), y+ring*math.Sin(angle)) {
					t.Fatalf("%s: a dot or its ring at %g, %g leaves the room %s", d.Kind, x, y, r.Place)
				}
			}
			for _, b := range lettering {
				if b.meets(box{"", x - radius, y - radius, 2 * radius, 2 * radius}) {
					t.Fatalf("%s: a dot at %g, %g lies on %q in %s", d.Kind, x, y, b.text, r.Place)
				}
			}
			for _, other := range dots[:n] {
				if math.Hypot(x-other.At.X, y-other.At.Y) < ring+other.At.Radius {
					t.Fatalf("%s: two dots lie over each other, or one over the other's ring, at %g, %g in %s", d.Kind, x, y, r.Place)
				}
			}
		}
	}
}
