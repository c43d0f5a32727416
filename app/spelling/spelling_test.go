package spelling_test

import (
	"testing"

	"porchlight/app/spelling"
)

func TestDistanceCountsWhatOneHasToMend(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"BASE_URL", "BASE_URL", 0}, {"BASEURL", "BASE_URL", 1}, {"BASE_URLS", "BASE_URL", 1}, {"BASE_URI", "BASE_URL", 1},
		{"BSAE_URL", "BASE_URL", 1}, {"TRUSTED_PROXY", "TRUSTED_PROXIES", 3}, {"", "DEV", 3}, {"DEV", "", 3}, {"DRAIN", "ADDR", 5},
	} {
		if got := spelling.Distance(c.a, c.b); got != c.want {
			t.Errorf("from %q to %q it is %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
