package floorplan_test

import (
	"strings"

	"porchlight/app/floorplan"
)

// box is where words stand.
type box struct {
	text       string
	x, y, w, h float64
}

func (b box) meets(o box) bool {
	return b.x < o.x+o.w && o.x < b.x+b.w && b.y < o.y+o.h && o.y < b.y+b.h
}

// sizes are those of the style, by drawing: of a room's name, a hall's, what stands below, and a number of the crowded house.
var sizes = map[string]struct{ name, hall, small, big float64 }{
	"wide": {20, 30, 11, 44}, "middle": {19, 26, 10.5, 38}, "narrow": {17, 22, 9.5, 30},
}

// words are a room's name, what stands below it, and its number with as many digits as are ever shown: while there are dots.
func words(d *floorplan.Drawing, f *floorplan.Floor) (boxes []box) {
	size := sizes[d.Kind]
	letters := size.name
	if f.Hall && f.Place != "/" {
		letters = size.hall
	}
	for _, line := range f.Lettering {
		boxes = append(boxes, set(line.Text, float64(line.At.X), float64(line.At.Y), letters, .36))
	}
	note, count := f.Note.Text, set("200", 0, float64(f.Count.Y), size.name, .42)
	if f.Hall {
		note, count = "200 "+note, set("200", float64(f.Count.X), float64(f.Count.Y), size.hall, .42)
	} else {
		count.x = float64(f.Count.X) - count.w
	}
	return append(boxes, set(note, float64(f.Note.At.X), float64(f.Note.At.Y), size.small, .6), count)
}

// set is the room of a text on a line, whose letters are so wide on average; the thin ones of the serif are less, a Chinese one
// is as wide as high.
func set(text string, x, y, size, letter float64) box {
	var ems float64
	for _, r := range text {
		switch {
		case r > 0x1100 && r != '…':
			ems++
		case letter < .6 && strings.ContainsRune(" ijlt", r):
			ems += .24
		default:
			ems += letter
		}
	}
	return box{text, x, y - .68*size, ems * size, .7 * size} // above the line: no tail of a letter reaches the next
}

// inside reports whether a point is inside of an outline, by how often a line from it to the right crosses that.
func inside(outline []floorplan.Point, x, y float64) (in bool) {
	for i, a := range outline {
		b := outline[(i+1)%len(outline)]
		if a.X == b.X && (float64(a.Y) > y) != (float64(b.Y) > y) && float64(a.X) > x {
			in = !in
		}
	}
	return in
}
