// Package history keeps how many were here: minute by minute, by place, for the whole site also how many came. There is nothing of
// anybody in it.
//
// All nodes that share a file see the same visitors, so each second is counted once, by whichever node writes it first; who came is
// each node's own, and is added up.
package history

import (
	"log/slog"
	"sync"
	"time"

	"porchlight/app/store"

	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

// Site is the place that stands for the whole site.
const Site = "/"

const (
	// longestLook is how long a count is taken to hold without a look at it: a node that looked away for longer was asleep, or its
	// clock was set.
	longestLook = 2 * time.Minute
	// mostPending is how many minutes wait for a store that cannot be written: a quarter of a day, and some megabytes.
	mostPending = 360
)

// History is what one node sees. All methods may be called from any goroutine.
type History struct {
	Tracer trace.Tracer // begins a trace with each minute that is stored; set before Run

	store store.Store
	now   func() time.Time
	log   *slog.Logger

	mu      sync.Mutex
	counts  map[string]int // who is present by place, as of the last look
	looked  time.Time      // when that was
	current *minute
	pending []*minute // that are over and not stored yet
	lost    int       // of them, there was no room for
	over    chan struct{}
	failing bool // the store could not be written the last time; only the writer uses it
}

// New returns the history in store; now is the clock.
func New(store store.Store, now func() time.Time, log *slog.Logger) *History {
	return &History{Tracer: noop.NewTracerProvider().Tracer(""), store: store, now: now, log: log, counts: map[string]int{}, over: make(chan struct{}, 1)}
}

// Take is called at every look at the roster, and returns at once. counts has how many are present at the places where that is
// another number now; came is how many visitors came to this node since the last look.
func (h *History) Take(counts map[string]int, came int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.pass(h.now())
	for place, count := range counts {
		if count == 0 {
			delete(h.counts, place)
			continue
		}
		h.counts[place] = count
		h.current.sees(place, count)
	}
	h.current.arrivals += came
}

// Peak returns the most who were at a place at once in the minute that is not over, and since when it was known.
func (h *History) Peak(place string) (peak int, at time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.current == nil || h.current.places[place] == nil {
		return 0, time.Time{}
	}
	return h.current.places[place].peak, h.current.start
}

// pass has time pass until now with the counts as they were.
func (h *History) pass(now time.Time) {
	if h.current == nil || now.Sub(h.looked).Abs() > longestLook {
		h.end()
		h.begin(now)
		return
	}
	for from := h.looked; from.Before(now); {
		to := now
		if end := h.current.start.Add(time.Minute); end.Before(now) || end.Equal(now) {
			to = end
		}
		h.current.lasts(h.counts, from, to)
		if from = to; to.Equal(h.current.start.Add(time.Minute)) {
			h.end()
			h.begin(to)
		}
	}
	if now.After(h.looked) { // a clock that was set back a little is waited for
		h.looked = now
	}
}

func (h *History) begin(now time.Time) {
	h.current, h.looked = newMinute(now, h.counts), now
}

// end lays the minute aside for the writer, and has it look: also where nobody was here, since time has passed.
func (h *History) end() {
	if h.current == nil {
		return
	}
	if !h.current.isEmpty() {
		if len(h.pending) == mostPending {
			h.pending = h.pending[1:]
			h.lost++
		}
		h.pending = append(h.pending, h.current)
	}
	h.current = nil
	select {
	case h.over <- struct{}{}:
	default:
	}
}
