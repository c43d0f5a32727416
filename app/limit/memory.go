package limit

import (
	"context"
	"sync"
	"time"
)

const (
	sweepEvery = time.Minute
	bucketMost = 100_000 // some 20 MB; beyond it, each new bucket takes the place of a random one
)

// Memory is the Limiter of a single node.
type Memory struct {
	now   func() time.Time
	start time.Time

	mu      sync.Mutex
	buckets map[bucket]time.Duration // since start: when it is full again, as if never used
	sweep   time.Duration            // since start: when to forget those that are full
}

type bucket struct{ rule, key string }

// NewMemory returns a limiter that goes by the clock now.
func NewMemory(now func() time.Time) *Memory {
	return &Memory{now: now, start: now(), buckets: map[bucket]time.Duration{}}
}

// Take implements Limiter.
func (m *Memory) Take(ctx context.Context, rule Rule, key string) (time.Duration, error) {
	if rule.Off() {
		return 0, nil
	}
	if err := ctx.Err(); err != nil {
		return 0, unavailable(err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now, b := m.now().Sub(m.start), bucket{rule.Name, key}
	full, wait := gcra(now, m.buckets[b], rule)
	if wait == 0 {
		m.forget(now)
		m.buckets[b] = full
	}
	return wait, nil
}

// gcra takes one from a bucket that will be full again at the time full, and returns when it will be now;
// or how long it stays empty. Redis does the same in gcra.lua.
func gcra(now, full time.Duration, rule Rule) (newFull, wait time.Duration) {
	whole := rule.Every * time.Duration(rule.Burst)
	full = min(max(full, now), now+whole) // a clock that was set back, or a rule made stricter, never locks out for long
	full += rule.Every
	return full, max(0, full-whole-now)
}

// forget keeps the memory bounded: buckets that are full tell nothing, and there is room for bucketMost.
func (m *Memory) forget(now time.Duration) {
	if now >= m.sweep {
		m.sweep = now + sweepEvery
		for b, full := range m.buckets {
			if full <= now {
				delete(m.buckets, b)
			}
		}
	}
	for b := range m.buckets {
		if len(m.buckets) < bucketMost {
			break
		}
		delete(m.buckets, b)
	}
}
