package chart

import (
	"fmt"
	"math"
	"strings"
)

// traceHeight is the height of a trace's box, in its own units.
const traceHeight = 40

// Trace is a line of numbers that come one after the other, at equal times, and what it says in words. Each point is told by its
// distance from the one before: a trace that is sent again and again costs a few bytes a point.
type Trace struct {
	Path                 string // of SVG; empty: there is nothing to draw
	Lowest, Highest, Now float64
	Known                bool // there is any point
}

// TraceBox is the viewBox of a trace of so many points, of which each takes two units.
func TraceBox(most int) string { return fmt.Sprintf("0 0 %d %d", 2*most, traceHeight) }

// TraceOf draws the last points, at most so many, with the last one at the right edge, on a scale from nothing to their highest. NaN
// leaves a gap.
func TraceOf(points []float64, most int) Trace {
	d := Trace{Lowest: math.Inf(1), Now: math.NaN()}
	points = points[max(0, len(points)-most):]
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
		scale = (traceHeight - 2) / d.Highest
	}
	var path strings.Builder
	left, pen, lastY := 2*most-2*(len(points)-1), false, 0
	for i, p := range points {
		if math.IsNaN(p) {
			pen = false
			continue
		}
		y := traceHeight - 1 - int(math.Round(p*scale))
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
