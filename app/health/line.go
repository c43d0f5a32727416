package health

import (
	"fmt"
	"math"
	"strings"
)

// Size of a line's drawing, in its own units; a point takes two.
const (
	LineWidth  = 2 * Points
	LineHeight = 40
)

// Drawn is a line as it is drawn, and what it says in words.
type Drawn struct {
	Path                 string // of SVG; empty: there is nothing to draw
	Lowest, Highest, Now float64
	Known                bool // there is any point
}

// Draw draws points, the last one at the right edge, on a scale from nothing to their highest. NaN leaves a gap.
func Draw(points []float64) Drawn {
	d := Drawn{Lowest: math.Inf(1), Now: math.NaN()}
	points = points[max(0, len(points)-Points):]
	for _, p := range points {
		if !math.IsNaN(p) {
			d.Lowest, d.Highest, d.Now, d.Known = min(d.Lowest, p), max(d.Highest, p), p, true
		}
	}
	if !d.Known {
		return d
	}
	scale := 0.0
	if d.Highest > 0 {
		scale = (LineHeight - 2) / d.Highest
	}
	var path strings.Builder
	left, pen, lastY := LineWidth-2*(len(points)-1), false, 0
	for i, p := range points {
		if math.IsNaN(p) {
			pen = false
			continue
		}
		y := LineHeight - 1 - int(math.Round(p*scale))
		switch {
		case !pen:
			fmt.Fprintf(&path, "M%d %dl0 0", left+2*i, y) // a point alone is a dot where line ends are round
		default:
			fmt.Fprintf(&path, " 2 %d", y-lastY)
		}
		pen, lastY = true, y
	}
	d.Path = path.String()
	return d
}
