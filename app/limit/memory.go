package limit

import (
	"context"
	"sync"
	"time"
)

const (
	sweepEvery = time.Minute
	bucketMost = 100_000 // of one rule, some 10 MB; beyond it, each new bucket takes the place of a random one
)

// Memory is the Limiter of a single node.
type Memory struct {
	now   func() time.Time
	start time.Time

	mu    sync.Mutex
	rules map[string]*buckets // by name: a flood of one rule takes no room from another
}

// buckets are those of one rule, by digest of the key.
type buckets struct {
	full  map[string]time.Duration // since start: when it is full again, as if never used
	sweep time.Duration            // since start: when to forget those that are full
}

// NewMemory returns a limiter that goes by the clock now.
func NewMemory(now func() time.Time) *Memory {
	return &Memory{now: now, start: now(), rules: map[string]*buckets{}}
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
	b := m.rules[rule.Name]
	if b == nil {
		b = &buckets{full: map[string]time.Duration{}}
		m.rules[rule.Name] = b
	}
	now, name := m.now().Sub(m.start), digest(key)
	full, wait := gcra(now, b.full[name], rule)
	if wait == 0 {
		b.forget(now)
		b.full[name] = full
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
func (b *buckets) forget(now time.Duration) {
	if now >= b.sweep {
		b.sweep = now + sweepEvery
		for name, full := range b.full {
			if full <= now {
				delete(b.full, name)
			}
		}
	}
	for name := range b.full {
		if len(b.full) < bucketMost {
			break
		}
		delete(b.full, name)
	}
}
