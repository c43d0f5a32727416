package press_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"porchlight/app/press"
)

// stackDrawing is one of a stack map's drawings as its SVG says, with the uses as the list beside it does.
type stackDrawing struct {
	name          string
	width, height int
	boxes         []box // of parts
	edges         []edge
	labels        []box    // of uses
	uses          []string // from, as and to, in the order of the list
	ends          []string // from > to, in the order of the list
}

type box struct {
	title      string
	x, y, w, h int
}

// meets reports whether two boxes share more than an edge.
func (b box) meets(other box) bool {
	return b.x < other.x+other.w && other.x < b.x+b.w && b.y < other.y+other.h && other.y < b.y+b.h
}

// crossedBy reports whether a piece of a line runs through the box.
func (b box) crossedBy(piece box) bool {
	inside := box{x: b.x + 1, y: b.y + 1, w: b.w - 2, h: b.h - 2}
	return inside.x <= piece.x+piece.w && piece.x <= inside.x+inside.w && inside.y <= piece.y+piece.h && piece.y <= inside.y+inside.h
}

// edge is a line of pieces that run across or down; its turns are round.
type edge struct{ pieces []box }

func (d stackDrawing) box(title string) box {
	for _, b := range d.boxes {
		if b.title == title {
			return b
		}
	}
	return box{title: "no " + title}
}

// touches reports whether a line's first piece begins at the box's upper or lower side, or its last piece ends there.
func (e edge) touches(b box, first bool) bool {
	p := e.pieces[len(e.pieces)-1]
	if first {
		p = e.pieces[0]
	}
	return b.x <= p.x && p.x <= b.x+b.w && p.w == 0 && (p.y == b.y+b.h || p.y+p.h == b.y)
}

// letterRoom is what a letter of a label takes, and labelHeight its height: 12 px of a monospaced face.
const (
	letterRoom  = 7.2
	labelHeight = 12
)

// readDrawings returns the drawings of an ecosystem's page, each with the list.
func readDrawings(t *testing.T, e *press.Edition, path string) (drawings []*stackDrawing) {
	t.Helper()
	var uses, ends []string
	for _, el := range readFragment(t, path, plain(place(t, e, path).Fragment)).elements() {
		var d *stackDrawing
		if len(drawings) > 0 {
			d = drawings[len(drawings)-1]
		}
		number := func(name string) int {
			n, err := strconv.Atoi(el.attributes[name])
			if err != nil {
				t.Fatalf("%s: %s has %s=%q", path, el, name, el.attributes[name])
			}
			return n
		}
		switch class := el.attributes["class"]; {
		case el.Data == "svg":
			d = &stackDrawing{name: path + ", " + class}
			if _, err := fmt.Sscanf(el.attributes["viewBox"], "0 0 %d %d", &d.width, &d.height); err != nil {
				t.Fatalf("%s: viewBox %q: %v", path, el.attributes["viewBox"], err)
			}
			drawings = append(drawings, d)
		case el.Data == "rect" && class != "band":
			d.boxes = append(d.boxes, box{x: number("x"), y: number("y"), w: number("width"), h: number("height")})
		case el.Data == "text" && class == "name":
			d.boxes[len(d.boxes)-1].title = el.text()
		case el.Data == "text" && class == "as":
			w := int(letterRoom * float64(len(el.text())))
			d.labels = append(d.labels, box{title: el.text(), x: number("x") - w/2, y: number("y") - labelHeight + 2, w: w, h: labelHeight})
		case el.Data == "path" && class == "edge":
			d.edges = append(d.edges, readEdge(t, el.attributes["d"]))
		case el.Data == "li" && el.Parent.Parent.Data == "figcaption":
			words := []string{}
			for c := range el.ChildNodes() {
				if text := (element{Node: c}).text(); text != "" {
					words = append(words, text)
				}
			}
			uses = append(uses, strings.Join(words, " "))
			ends = append(ends, words[0]+" > "+words[len(words)-1])
		}
	}
	for _, d := range drawings {
		d.uses, d.ends = uses, ends
	}
	return drawings
}

var (
	pathForm  = regexp.MustCompile(`^M\d+ \d+(L\d+ \d+Q\d+ \d+ \d+ \d+)*L\d+ \d+$`)
	turnForm  = regexp.MustCompile(`L\d+ \d+Q(\d+ \d+) \d+ \d+`)
	pointForm = regexp.MustCompile(`(\d+) (\d+)`)
)

// readEdge reads a line whose turns are round as the one whose turns are not.
func readEdge(t *testing.T, path string) (e edge) {
	t.Helper()
	if !pathForm.MatchString(path) {
		t.Fatalf("the path %q is none that is known", path)
	}
	var lastX, lastY int
	for i, point := range pointForm.FindAllStringSubmatch(turnForm.ReplaceAllString(path, "L$1"), -1) {
		x, _ := strconv.Atoi(point[1]) // the form has digits only
		y, _ := strconv.Atoi(point[2])
		if i > 0 {
			if x != lastX && y != lastY {
				t.Fatalf("the path %q runs neither across nor down", path)
			}
			e.pieces = append(e.pieces, box{x: min(x, lastX), y: min(y, lastY), w: max(x, lastX) - min(x, lastX), h: max(y, lastY) - min(y, lastY)})
		}
		lastX, lastY = x, y
	}
	return e
}
