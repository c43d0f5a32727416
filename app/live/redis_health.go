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
	sent      uint64               // number of the last sign of life
	sentAt    [keptBeats]time.Time // when, of the last few
	needed    uint64               // the first one that counts
	heard     uint64               // the last that came back
	heardAt   time.Time            // when
	gap       bool                 // something was missed since Resumed
	changed   time.Time            // when it went up, or down by a loss
	first     chan struct{}
	firstOnce sync.Once
}

// keptBeats is of how many signs of life the round trip can be told: one a second, and those that a gap asks for.
const keptBeats = 16

func newHealth() health { return health{needed: 1, first: make(chan struct{}), changed: time.Now()} }

func (h *health) up() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.isUp()
}

func (h *health) isUp() bool {
	return h.heard >= h.needed && time.Since(h.heardAt) < staleAfter
}

// state returns whether the bus is up, and since when it is or is not.
func (h *health) state() (up bool, since time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.isUp(), h.since()
}

// since is called with mu held. Signs of life that stay away take the bus down without anybody noting it.
func (h *health) since() time.Time {
	if h.heard >= h.needed && !h.isUp() {
		return h.heardAt.Add(staleAfter)
	}
	return h.changed
}

// next returns the number of a new sign of life.
func (h *health) next() uint64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sent++
	h.sentAt[h.sent%keptBeats] = time.Now()
	return h.sent
}

// lost takes the bus down until a sign of life sent from now on comes back.
func (h *health) lost() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.isUp() {
		h.changed = time.Now()
	} else {
		h.changed = h.since()
	}
	h.needed, h.gap = h.sent+1, true
}

// missed notes a gap in what was received; the next sign of life ends it.
func (h *health) missed() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.gap = true
}

// back takes a sign of life that came back. It returns how long that one was under way, where that is known, and whether
// listeners must be told that the bus resumed: for the first time, or after a gap.
func (h *health) back(number uint64) (took time.Duration, resumed, gap bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := time.Now()
	if number > 0 && number <= h.sent && h.sent-number < keptBeats {
		took = now.Sub(h.sentAt[number%keptBeats])
	}
	if number < h.needed {
		return took, false, false
	}
	resumed, gap = h.gap || !h.isUp(), h.heard > 0
	if !h.isUp() {
		h.changed = now
	}
	h.heard, h.heardAt, h.gap = number, now, false
	h.firstOnce.Do(func() { close(h.first) })
	return took, resumed, resumed && gap
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
