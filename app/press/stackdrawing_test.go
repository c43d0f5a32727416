package press_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"porchlight/app/press"
)

// stackDrawing is a stack map as its SVG and its list say.
type stackDrawing struct {
	place         string
	width, height int
	boxes         []box
	edges         []edge
	uses          []string // from, as and to, in the order of the list
	ends          []string // from > to, in the order of the list
}

type box struct {
	title      string
	x, y, w, h int
}

type edge struct {
	path           string
	straight       bool
	x1, y1, x2, y2 int
}

func (d stackDrawing) box(title string) box {
	for _, b := range d.boxes {
		if b.title == title {
			return b
		}
	}
	return box{title: "no " + title}
}

// joins reports whether an edge runs from one box to the other, between the sides that look at each other.
func (e edge) joins(from, to box) bool {
	across := from.x <= e.x1 && e.x1 <= from.x+from.w && to.x <= e.x2 && e.x2 <= to.x+to.w
	switch {
	case from.y < to.y:
		return across && e.y1 == from.y+from.h && e.y2 == to.y
	case from.y > to.y:
		return across && e.y1 == from.y && e.y2 == to.y+to.h
	case e.straight:
		return across && (e.x1 == from.x+from.w && e.x2 == to.x || e.x1 == from.x && e.x2 == to.x+to.w)
	}
	return across && e.y1 == from.y && e.y2 == to.y // over what stands between
}

func readDrawing(t *testing.T, e *press.Edition, path string) stackDrawing {
	t.Helper()
	d := stackDrawing{place: path}
	for _, el := range readFragment(t, path, plain(place(t, e, path).Fragment)).elements() {
		number := func(name string) int {
			n, err := strconv.Atoi(el.attributes[name])
			if err != nil {
				t.Fatalf("%s: %s has %s=%q", path, el, name, el.attributes[name])
			}
			return n
		}
		switch {
		case el.Data == "svg":
			if _, err := fmt.Sscanf(el.attributes["viewBox"], "0 0 %d %d", &d.width, &d.height); err != nil {
				t.Fatalf("%s: viewBox %q: %v", path, el.attributes["viewBox"], err)
			}
		case el.Data == "rect":
			d.boxes = append(d.boxes, box{x: number("x"), y: number("y"), w: number("width"), h: number("height")})
		case el.Data == "text" && el.attributes["class"] == "name":
			d.boxes[len(d.boxes)-1].title = el.text()
		case el.Data == "path" && el.attributes["class"] == "edge":
			d.edges = append(d.edges, readEdge(t, el.attributes["d"]))
		case el.Data == "li" && el.Parent.Parent.Data == "figcaption":
			words := []string{}
			for c := range el.ChildNodes() {
				if text := (element{Node: c}).text(); text != "" {
					words = append(words, text)
				}
			}
			d.uses = append(d.uses, strings.Join(words, " "))
			d.ends = append(d.ends, words[0]+" > "+words[len(words)-1])
		}
	}
	return d
}

// readEdge reads M x y H x, or M x y C with two handles and the end.
func readEdge(t *testing.T, path string) edge {
	t.Helper()
	e := edge{path: path}
	if _, err := fmt.Sscanf(path, "M%d %dH%d", &e.x1, &e.y1, &e.x2); err == nil {
		e.y2, e.straight = e.y1, true
		return e
	}
	var handle [4]int
	if _, err := fmt.Sscanf(path, "M%d %dC%d %d %d %d %d %d", &e.x1, &e.y1, &handle[0], &handle[1], &handle[2], &handle[3], &e.x2, &e.y2); err != nil {
		t.Fatalf("the path %q is none that is known: %v", path, err)
	}
	return e
}
