package catalog

import (
	_ "embed"
	"fmt"
	"path"
	"strings"

	"porchlight/app/spelling"
)

// zones are the names that people know of the time zone database (https://www.iana.org/time-zones): Go can load a zone, and not list them.
//
//go:embed zones.txt
var zones string

// noZone says that a name is no time zone, and which one is probably meant: by its whole name, or by its city.
func noZone(name string) string {
	meant, slips := "Europe/Paris", len(name)
	wanted := strings.ToLower(strings.ReplaceAll(name, " ", "_"))
	for zone := range strings.Lines(zones) {
		zone = strings.TrimSpace(zone)
		whole := strings.ToLower(zone)
		if n := min(spelling.Distance(wanted, whole), spelling.Distance(path.Base(wanted), path.Base(whole))+1); n < slips { // a city alone is a slip, too
			meant, slips = zone, n
		}
	}
	if slips <= max(2, len(name)/4) {
		return fmt.Sprintf("%q is no time zone; did you mean %s?", name, meant)
	}
	return fmt.Sprintf("%q is no time zone such as Europe/Paris", name)
}
