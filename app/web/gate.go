package web

import (
	"context"
	"runtime"
	"time"

	"porchlight/app/fault"

	"golang.org/x/sync/semaphore"
)

const (
	// gateWidth is how many handshakes a processor works on at once. When all sockets come back together after a restart,
	// the others wait in the order they came, and pages find a processor free between them.
	gateWidth = 2
	// gatePatience is how long a handshake may wait. It is shorter than the page's own patience (5 s), so that nobody is let in
	// who has left; the page tries again by itself.
	gatePatience = 4 * time.Second
)

// gate lets handshakes through a few at a time.
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
		return fault.New(fault.Unavailable, "Many pages connect at this moment. Please try again in a few seconds.")
	}
	return nil
}

func (g gate) leave() { g.Release(1) }
