package chart_test

import (
	"testing"

	"porchlight/app/chart"
)

func TestLinesAndAreasFillTheBox(t *testing.T) {
	points := []chart.Point{{X: 0, Value: 0}, {X: .5, Value: 4}, {X: 1, Value: 2}}
	if got, want := chart.Line(points, 4), "0,1000 500,0 1000,500"; got != want {
		t.Errorf("the line is %q, want %q", got, want)
	}
	if got, want := chart.Area(points, 8), "0,1000 0,1000 500,500 1000,750 1000,1000"; got != want {
		t.Errorf("the area is %q, want %q", got, want)
	}
	if got := chart.Line([]chart.Point{{X: 1, Value: 0}}, 0); got != "1000,1000" {
		t.Errorf("nothing at all is drawn as %q", got)
	}
	if got := chart.Area(nil, 1); got != "" {
		t.Errorf("no points are drawn as %q", got)
	}
}

func TestBarsStandOnTheBottomAndApart(t *testing.T) {
	a, b := chart.Column(0, .1, 1, 4), chart.Column(.1, .2, 4, 4)
	if a != (chart.Bar{X: 5, Y: 750, Width: 90, Height: 250}) || b != (chart.Bar{X: 105, Y: 0, Width: 90, Height: 1000}) {
		t.Errorf("the bars are %+v and %+v", a, b)
	}
}

func TestAxesEndAtRoundNumbers(t *testing.T) {
	for _, c := range []struct {
		most      float64
		top, step int
	}{{0, 1, 1}, {1, 1, 1}, {3, 3, 1}, {4, 4, 1}, {5, 6, 2}, {9, 10, 5}, {12, 15, 5}, {99, 100, 50}, {150, 150, 50}, {5000, 6000, 2000}, {10000, 10000, 5000}} {
		if top, step := chart.Round(c.most); top != c.top || step != c.step {
			t.Errorf("up to %v the axis goes to %d in steps of %d, want %d in steps of %d", c.most, top, step, c.top, c.step)
		}
	}
}
