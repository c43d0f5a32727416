// Package testparts is what tests of several packages are made of: a real Redis, alone, as a cluster or behind a Sentinel,
// the program itself as a process, a wire that goes dead, and waiting for what these bring about.
package testparts

import (
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"sync"
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

// Ports lie below those that the kernel gives to outgoing connections (from 32768 on): a client that tries again and
// again to reach a server that is down would otherwise be given its port one day, and talk to itself. They lie above 10080,
// which browsers refuse.
const firstPort, lastPort = 10100, 32000

var given struct {
	sync.Mutex
	ports map[int]bool
}

// FreeAddr returns an address on loopback that nothing listens on, another one with every call.
func FreeAddr(t testing.TB) string {
	t.Helper()
	given.Lock()
	defer given.Unlock()
	for range 100 {
		port := firstPort + rand.IntN(lastPort-firstPort)
		if given.ports[port] { // its owner may be about to listen there again: not even tried
			continue
		}
		addr := fmt.Sprint("127.0.0.1:", port)
		listener, err := net.Listen("tcp", addr)
		if err != nil {
			continue
		}
		_ = listener.Close()
		if given.ports == nil {
			given.ports = map[int]bool{}
		}
		given.ports[port] = true
		return addr
	}
	t.Fatal("no free port was found in 100 tries")
	return ""
}
