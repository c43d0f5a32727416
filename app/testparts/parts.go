// Package testparts is what tests of several packages are made of: a real Redis, alone, as a cluster or behind a Sentinel,
// the program itself as a process, a wire that goes dead, and waiting for what these bring about.
package testparts

import (
	"os"
	"testing"
	"time"
)

// Main runs a package's tests and clears away what they built and shared: func TestMain(m *testing.M) { testparts.Main(m) }.
func Main(m *testing.M) {
	code := m.Run()
	Clear()
	os.Exit(code)
}

// Clear clears away what the tests built and shared: for a TestMain that has things of its own to end.
func Clear() {
	plain.clear()
	watched.clear()
	shared.cluster.stop()
}

// patience is how long Eventually waits for what must happen. It is no measure: a test that passes does not use it up.
const patience = 10 * time.Second

// Eventually waits until the condition holds, and fails the test when it never does.
func Eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	Within(t, patience, what, holds)
}

// Within waits until the condition holds and returns how long that took. The test fails when it took longer than limit,
// which is for promises that name a time.
func Within(t testing.TB, limit time.Duration, what string, holds func() bool) time.Duration {
	t.Helper()
	start := time.Now()
	for !holds() {
		if time.Since(start) > limit {
			t.Fatalf("not within %s: %s", limit, what)
		}
		time.Sleep(5 * time.Millisecond)
	}
	return time.Since(start)
}
