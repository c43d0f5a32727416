package testparts

import (
	"fmt"
	"strings"
	"testing"
)

// Figures says what a long test measured, in pairs of a name and a value: make torture shows these lines at its end.
func Figures(t testing.TB, what string, pairs ...any) {
	t.Helper()
	var said []string
	for i := 0; i+1 < len(pairs); i += 2 {
		said = append(said, fmt.Sprintf("%v %v", pairs[i], pairs[i+1]))
	}
	t.Logf("figures: %s: %s", what, strings.Join(said, ", "))
}
