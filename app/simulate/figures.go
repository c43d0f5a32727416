package simulate

import (
	"slices"
	"sync"
	"time"
)

// latencies gathers how long something took.
type latencies struct {
	mu  sync.Mutex
	all []time.Duration
}

func (l *latencies) add(d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, d)
}

func (l *latencies) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.all)
}

// quantiles returns the values below which these shares lie; 1 is the worst.
func (l *latencies) quantiles(shares ...float64) []time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	slices.Sort(l.all)
	found := make([]time.Duration, len(shares))
	for i, share := range shares {
		if n := len(l.all); n > 0 {
			found[i] = l.all[min(n-1, int(share*float64(n)))]
		}
	}
	return found
}

// tally counts by a code.
type tally struct {
	mu     sync.Mutex
	byCode map[int]int64
}

func (t *tally) add(code int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.byCode == nil {
		t.byCode = map[int]int64{}
	}
	t.byCode[code]++
}

func (t *tally) total() (sum int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, n := range t.byCode {
		sum += n
	}
	return sum
}
