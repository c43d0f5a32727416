package press_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/press"
	"porchlight/views"
)

func TestTheShippedStackMapShowsEveryPartAndEveryUse(t *testing.T) {
	e := shipped(t)
	for _, eco := range e.Catalog.Ecosystems {
		var uses []string
		for _, u := range eco.Service.Uses {
			uses = append(uses, eco.Service.Title+" "+u.As+" "+titleOf(e, eco.Place()+"/technologies/"+u.Technology))
		}
		for _, technology := range eco.Technologies {
			for _, u := range technology.Uses {
				uses = append(uses, technology.Title+" "+u.As+" "+titleOf(e, eco.Place()+"/technologies/"+u.Technology))
			}
		}
		for _, d := range readDrawings(t, e, eco.Place()) {
			checkDrawing(t, d, len(eco.Technologies)+1, uses)
		}
	}
}

// Up to 4 layers of up to 6 parts, each using others anywhere: more than an author would draw.
func TestAnyStackMapShowsEveryPartAndEveryUse(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 0))
	var worlds []world
	for i := range 25 {
		worlds = append(worlds, randomWorld(random, fmt.Sprintf("world-%d", i)))
	}
	small := smallViews()
	drawing, err := views.Files.ReadFile("site/_map.html")
	if err != nil {
		t.Fatal(err)
	}
	put(small, "site/_map.html", string(drawing))
	put(small, "site/_ecosystem.html", `{{template "site/_map" map .Ecosystem}}`)
	e := printing(t, press.Sources{Content: files(worldsContent(worlds...)), Views: small, Static: smallStatic(), Quick: true})
	for _, w := range worlds {
		var uses []string
		for _, p := range append([]part{w.service}, w.parts...) {
			for _, to := range p.uses {
				uses = append(uses, p.name+" for "+to+" "+to)
			}
		}
		drawings := readDrawings(t, e, "/"+w.slug)
		if len(drawings) != 2 {
			t.Errorf("%d drawings, want one for wide windows and one for narrow ones", len(drawings))
		}
		for _, d := range drawings {
			checkDrawing(t, d, len(w.parts)+1, uses)
		}
		if t.Failed() {
			t.Fatalf("the world of seed %d:\n%+v", seed, w)
		}
	}
}

func randomWorld(random *rand.Rand, slug string) world {
	w := world{slug: slug, layers: 1 + random.IntN(4)}
	for layer := range w.layers {
		for i := range random.IntN(7) {
			w.parts = append(w.parts, part{name: fmt.Sprintf("part-%d-%d", layer, i), layer: layer})
		}
	}
	if len(w.parts) == 0 {
		w.parts = []part{{name: "part"}}
	}
	w.service = part{name: "Service", layer: random.IntN(w.layers)}
	for w.count(w.service.layer) == 6 { // the service is the seventh there
		w.parts = w.parts[1:]
	}
	for i, p := range w.parts {
		others := slices.DeleteFunc(slices.Clone(w.parts), func(o part) bool { return o.name == p.name })
		w.parts[i].uses = w.some(random, others)
	}
	w.service.uses = append(w.some(random, w.parts[1:]), w.parts[0].name)
	return w
}

// count is how many parts a layer has.
func (w world) count(layer int) (n int) {
	for _, p := range w.parts {
		if p.layer == layer {
			n++
		}
	}
	return n
}

func (w world) some(random *rand.Rand, parts []part) (names []string) {
	for _, i := range random.Perm(len(parts))[:min(len(parts), random.IntN(7))] {
		names = append(names, parts[i].name)
	}
	return names
}

// checkDrawing finds what is wrong in a drawing that should show so many parts and these uses.
func checkDrawing(t *testing.T, d *stackDrawing, parts int, uses []string) {
	t.Helper()
	if len(d.boxes) != parts {
		t.Errorf("%s: %d parts are drawn, there are %d", d.name, len(d.boxes), parts)
	}
	for i, b := range slices.Concat(d.boxes, d.labels) {
		if b.x < 0 || b.y < 0 || b.x+b.w > d.width || b.y+b.h > d.height {
			t.Errorf("%s: %+v leaves the drawing of %d by %d", d.name, b, d.width, d.height)
		}
		for _, other := range slices.Concat(d.boxes, d.labels)[:i] {
			if b.meets(other) {
				t.Errorf("%s: %+v and %+v overlap", d.name, b, other)
			}
		}
	}
	slices.Sort(uses)
	listed := slices.Clone(d.uses)
	slices.Sort(listed)
	if !slices.Equal(listed, uses) || len(d.edges) != len(uses) || len(d.labels) != len(uses) {
		t.Errorf("%s: %d edges are drawn, with %d labels, and listed as %q; the uses are %q", d.name, len(d.edges), len(d.labels), listed, uses)
		return
	}
	for i, e := range d.edges {
		from, to, _ := strings.Cut(d.ends[i], " > ")
		if !e.touches(d.box(from), true) || !e.touches(d.box(to), false) {
			t.Errorf("%s: the edge %+v of %s does not join %+v and %+v", d.name, e, d.ends[i], d.box(from), d.box(to))
		}
		for _, b := range d.boxes {
			if slices.ContainsFunc(e.pieces, b.crossedBy) {
				t.Errorf("%s: the edge of %s runs through %s", d.name, d.ends[i], b.title)
			}
		}
	}
}

func titleOf(e *press.Edition, place string) string {
	title, _ := e.Catalog.Title(place)
	return title
}
