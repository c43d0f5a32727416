package health_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"porchlight/app/health"
)

func TestNumbersAsPeopleReadThem(t *testing.T) {
	for got, want := range map[string]string{
		health.Number(0): "0", health.Number(.04): "0", health.Number(1): "1", health.Number(1.26): "1.3", health.Number(9.96): "10", health.Number(10.4): "10",
		health.Number(999.6): "1,000", health.Number(1234567): "1,234,567",
		health.Size(0) + " ": "0 B ", health.Size(999): "999 B", health.Size(1000): "1 KB", health.Size(1536): "1.5 KB", health.Size(70 << 20): "70 MB", health.Size(3 << 40): "3 TB",
		health.Seconds(.00004): "0.04 ms", health.Seconds(.0012): "1.2 ms", health.Seconds(.0456): "46 ms", health.Seconds(1.26): "1.3 s", health.Seconds(12.6): "13 s",
		health.Span(42 * time.Second): "42 s", health.Span(3 * time.Minute): "3 min", health.Span(90 * time.Minute): "1 h 30 min", health.Span(50 * time.Hour): "2 d 2 h",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestALineIsDrawnFromNothingToItsHighestWithGapsWhereNothingIsKnown(t *testing.T) {
	nan := math.NaN()
	d := health.Draw([]float64{nan, 19, 38, nan, 0})
	if want := "M234 20l0 0 2 -19M240 39l0 0"; d.Path != want || d.Lowest != 0 || d.Highest != 38 || d.Now != 0 {
		t.Errorf("%+v, want %s", d, want)
	}
	if d := health.Draw([]float64{nan}); d.Known || d.Path != "" || !math.IsNaN(d.Now) {
		t.Errorf("of nothing: %+v", d)
	}
	if d := health.Draw([]float64{0, 0}); d.Path != "M238 39l0 0 2 0" {
		t.Errorf("of zeros: %+v", d)
	}
	long := health.Draw(make([]float64, 3*health.Points))
	if n := strings.Count(long.Path, " 2 0"); n != health.Points-1 || !strings.HasPrefix(long.Path, "M2 39") {
		t.Errorf("of many: %d steps, %s", n, long.Path[:10])
	}
}
