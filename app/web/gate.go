package web

import (
	"context"
	"runtime"
	"time"

	"porchlight/app/fault"

	"golang.org/x/sync/semaphore"
)

const (
	// gateWidth is how many handshakes, or searches, a processor works on at once. When all sockets come back together after a
	// restart, or somebody searches without end, the others wait in the order they came, and pages find a processor free between
	// them.
	gateWidth = 2
	// gatePatience is how long one may wait. It is shorter than the patience of a page that connects (5 s), so that nobody is let
	// in who has left; the page tries again by itself.
	gatePatience = 4 * time.Second
)

// gate lets through a few at a time.
type gate struct{ *semaphore.Weighted }

func newGate() gate { return gate{semaphore.NewWeighted(int64(gateWidth * runtime.GOMAXPROCS(0)))} }

// enter waits for a turn; leave gives it to the next.
func (g gate) enter() error {
	if g.TryAcquire(1) { // fails while others wait
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), gatePatience)
	defer cancel()
	if g.Acquire(ctx, 1) != nil {
		return fault.New(fault.Unavailable, "Much is asked for at this moment. Please try again in a few seconds.")
	}
	return nil
}

func (g gate) leave() { g.Release(1) }
