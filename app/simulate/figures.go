package simulate

import (
	"cmp"
	"slices"
	"sync"
	"time"
)

// Timed is when something began, and how long it took.
type Timed struct {
	Began time.Time
	Took  time.Duration
}

// latencies gathers how long something took.
type latencies struct {
	mu  sync.Mutex
	all []Timed
}

// add notes what is over at this moment.
func (l *latencies) add(d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, Timed{time.Now().Add(-d), d})
}

func (l *latencies) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.all)
}

func (l *latencies) copy() []Timed {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.all)
}

func (l *latencies) quantiles(shares ...float64) []time.Duration {
	return Quantiles(l.copy(), shares...)
}

// Quantiles returns how long these shares of all took at most; 1 is the longest. Of nothing, each is 0.
func Quantiles(all []Timed, shares ...float64) []time.Duration {
	sorted := slices.SortedFunc(slices.Values(all), func(a, b Timed) int { return cmp.Compare(a.Took, b.Took) })
	found := make([]time.Duration, len(shares))
	for i, share := range shares {
		if n := len(sorted); n > 0 {
			found[i] = sorted[min(n-1, int(share*float64(n)))].Took
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
