package deploy

import (
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// forGo are variables that Go itself reads.
var forGo = []string{"GOMEMLIMIT"}

// refused says which settings the program does not know, and what it says to the others. It is asked by a command that looks at all settings
// and then at an address where nothing answers.
func refused(t *testing.T, settings map[string]string) (found []string) {
	t.Helper()
	known := read(t, "porchlight.env")
	ask := exec.Command("../bin/porchlight", "ready", "http://127.0.0.1:9")
	ask.Env = []string{}
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		if !strings.Contains(known, "\n#"+name+"=") && !slices.Contains(forGo, name) {
			found = append(found, "the program knows no setting "+name)
		}
		ask.Env = append(ask.Env, name+"="+settings[name])
	}
	out, err := ask.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "nothing answers at http://127.0.0.1:9") {
		for said := range strings.Lines(string(out)) {
			found = append(found, "the program says: "+strings.TrimPrefix(strings.TrimSpace(said), "porchlight: "))
		}
	}
	return found
}
