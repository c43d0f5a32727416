package catalog_test

import (
	"strings"
	"testing"
	"time"

	"porchlight/app/catalog"
)

func TestEveryZoneThatIsProposedIsOne(t *testing.T) {
	for zone := range strings.Lines(catalog.Zones) {
		if _, err := time.LoadLocation(strings.TrimSpace(zone)); err != nil {
			t.Error(err)
		}
	}
}

func TestAWrongZoneIsAnsweredWithTheOneThatIsMeant(t *testing.T) {
	for name, meant := range map[string]string{
		"Europe/Pari": "Europe/Paris", "Paris": "Europe/Paris", "europe/berlin": "Europe/Berlin", "Europe/Munchen": "", "America/New York": "America/New_York",
		"Amerika/Chicago": "America/Chicago", "Asia/Kolkatta": "Asia/Kolkata", "Europe/Atlantis": "", "Local": "", "nonsense": "", "UCT+1": "",
	} {
		want := `"` + name + `" is no time zone such as Europe/Paris`
		if meant != "" {
			want = `"` + name + `" is no time zone; did you mean ` + meant + "?"
		}
		if got := catalog.NoZone(name); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
