package chart_test

import (
	"math"
	"strings"
	"testing"

	"porchlight/app/chart"
)

func TestATraceIsDrawnFromNothingToItsHighestWithGapsWhereNothingIsKnown(t *testing.T) {
	nan := math.NaN()
	d := chart.TraceOf([]float64{nan, 19, 38, nan, 0}, 120)
	if want := "M234 20l0 0 2 -19M240 39l0 0"; d.Path != want || d.Lowest != 0 || d.Highest != 38 || d.Now != 0 {
		t.Errorf("%+v, want %s", d, want)
	}
	if d := chart.TraceOf([]float64{nan}, 120); d.Known || d.Path != "" || !math.IsNaN(d.Now) {
		t.Errorf("of nothing: %+v", d)
	}
	if d := chart.TraceOf([]float64{0, 0}, 120); d.Path != "M238 39l0 0 2 0" {
		t.Errorf("of zeros: %+v", d)
	}
	long := chart.TraceOf(make([]float64, 360), 120)
	if n := strings.Count(long.Path, " 2 0"); n != 119 || !strings.HasPrefix(long.Path, "M2 39") {
		t.Errorf("of many: %d steps, %s", n, long.Path[:10])
	}
	if box := chart.TraceBox(120); box != "0 0 240 40" {
		t.Errorf("the box is %s", box)
	}
}
