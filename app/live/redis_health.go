package live

import (
	"context"
	"sync"
	"time"
)

// health decides whether the bus is up, from the node's own signs of life. Each has a number, so that one sent before
// a loss cannot mend it.
type health struct {
	mu        sync.Mutex
	sent      uint64    // number of the last sign of life
	needed    uint64    // the first one that counts
	heard     uint64    // the last that came back
	heardAt   time.Time // when
	gap       bool      // something was missed since Resumed
	first     chan struct{}
	firstOnce sync.Once
}

func newHealth() health { return health{needed: 1, first: make(chan struct{})} }

func (h *health) up() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.isUp()
}

func (h *health) isUp() bool {
	return h.heard >= h.needed && time.Since(h.heardAt) < staleAfter
}

// next returns the number of a new sign of life.
func (h *health) next() uint64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sent++
	return h.sent
}

// lost takes the bus down until a sign of life sent from now on comes back.
func (h *health) lost() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.needed, h.gap = h.sent+1, true
}

// missed notes a gap in what was received; the next sign of life ends it.
func (h *health) missed() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.gap = true
}

// back takes a sign of life that came back, and reports whether listeners must be told that the bus resumed.
func (h *health) back(number uint64) (resumed bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if number < h.needed {
		return false
	}
	resumed = h.gap || !h.isUp()
	h.heard, h.heardAt, h.gap = number, time.Now(), false
	h.firstOnce.Do(func() { close(h.first) })
	return resumed
}

// wait returns when the bus has been up once, or after at most limit.
func (h *health) wait(ctx context.Context, limit time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	select {
	case <-h.first:
	case <-ctx.Done():
	}
}
