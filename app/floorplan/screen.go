package floorplan

import (
	"fmt"
	"math"
	"strings"
)

// A floor's halftone is made of lines that are dashed with nothing but round ends: each line is a row of dots, as large as the
// line is thick. They lie on one screen for the whole building, every other row moved by half, as in print at 45 degrees.
const (
	// Screen is the distance of two dots of a row.
	Screen = 11.0

	between = Screen / 2 // two rows
	margin  = 7          // from a wall to the middle of a dot
	fading  = 6          // rows in which the dots come up to their size, beside the words
)

// Tone is a part of a floor's halftone.
type Tone struct {
	Path   string
	Weight float64 // of the floor's grain
}

// Thick is how thick its lines are at a grain.
func (t Tone) Thick(grain float64) float64 { return math.Round(10*t.Weight*grain) / 10 }

// weight of a row, by how many lie between it and the words.
func weight(row int) float64 {
	x := min(1, float64(row+1)/(fading+1))
	return math.Round(100*math.Sqrt(x)) / 100
}

// tones collects rows by what they weigh.
type tones struct {
	paths map[float64]*strings.Builder
	order []float64
}

func (t *tones) add(weight float64, path string) {
	if t.paths == nil {
		t.paths = map[float64]*strings.Builder{}
	}
	if t.paths[weight] == nil {
		t.paths[weight] = &strings.Builder{}
		t.order = append(t.order, weight)
	}
	t.paths[weight].WriteString(path)
}

func (t *tones) all() (all []Tone) {
	for _, w := range t.order {
		all = append(all, Tone{t.paths[w].String(), w})
	}
	return all
}

// lay lays rows of dots into an area: across it, or down it. They come up from its beginning, or with back from its end.
func (t *tones) lay(a Rect, down, back, fade bool) {
	from, to, start, end := a.Y, a.Y+a.H, a.X, a.X+a.W
	if down {
		from, to, start, end = start, end, from, to
	}
	first, last := int(math.Ceil(float64(from+margin)/between)), int(math.Floor(float64(to-margin)/between))
	for n := first; n <= last; n++ {
		at := float64(n) * between
		offset := float64(n%2) * between
		begin := math.Ceil((float64(start+margin)-offset)/Screen)*Screen + offset
		finish := math.Floor((float64(end-margin)-offset)/Screen)*Screen + offset
		if finish < begin {
			continue
		}
		w := 1.0
		if fade && back {
			w = weight(last - n)
		} else if fade {
			w = weight(n - first)
		}
		if down {
			t.add(w, fmt.Sprintf("M%g %gV%g", at, begin, finish+.1))
		} else {
			t.add(w, fmt.Sprintf("M%g %gH%g", begin, at, finish+.1))
		}
	}
}
