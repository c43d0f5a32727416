package health_test

import (
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
		health.Span(24 * time.Hour): "1 d", health.Span(time.Hour): "1 h", health.Span(2 * time.Hour): "2 h",
		health.Many(0, "day", "days"): "0 days", health.Many(1, "day", "days"): "1 day", health.Many(int64(2), "day", "days"): "2 days",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
