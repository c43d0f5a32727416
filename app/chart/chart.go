// Package chart lays out numbers over time: lines, areas, bars, traces, and the marks of an axis.
//
// Lines and bars are drawn in a box of Size by Size units, which a view stretches to whatever room there is. What must not be
// stretched, such as letters and dots, is placed by its share of the room.
package chart

import (
	"fmt"
	"math"
	"strings"
)

// Size is the width and the height of the box.
const Size = 1000

// Point is a value at a share of the width, from 0 to 1.
type Point struct{ X, Value float64 }

// Line joins the points, with most at the top: it is what a polyline's attribute points takes.
func Line(points []Point, most float64) string {
	var b strings.Builder
	for i, p := range points {
		if i > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "%d,%d", units(p.X), units(down(p.Value, most)))
	}
	return b.String()
}

// Area is the line, closed along the bottom.
func Area(points []Point, most float64) string {
	if len(points) == 0 {
		return ""
	}
	first, last := points[0].X, points[len(points)-1].X
	return fmt.Sprintf("%d,%d %s %d,%d", units(first), Size, Line(points, most), units(last), Size)
}

// Bar is a rectangle that stands on the bottom.
type Bar struct{ X, Y, Width, Height int }

// Column is a bar of a value from one share of the width to another. A tenth of it is left free, so that bars can be told apart.
func Column(from, to, value, most float64) Bar {
	free := (to - from) / 20
	x, y := units(from+free), units(down(value, most))
	return Bar{X: x, Y: y, Width: max(1, units(to-free)-x), Height: Size - y}
}

// Share is a share as attributes take it.
func Share(of float64) string { return fmt.Sprintf("%.2f%%", of*100) }

// Height is where a value stands, as a share from the top.
func Height(value, most float64) string { return Share(down(value, most)) }

// Round returns a whole number not below most, and the round steps in which to mark the way there, at most four.
func Round(most float64) (top, step int) {
	least := max(1, most/4)
	step = int(math.Pow10(int(math.Floor(math.Log10(least)))))
	for _, by := range []int{1, 2, 5, 10} {
		if float64(step*by) >= least {
			step *= by
			break
		}
	}
	return max(step, int(math.Ceil(most/float64(step)))*step), step
}

// down is a value's share from the top.
func down(value, most float64) float64 {
	if most <= 0 {
		return 1
	}
	return 1 - min(1, value/most)
}

func units(share float64) int { return int(math.Round(share * Size)) }
