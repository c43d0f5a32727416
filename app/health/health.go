// Package health tells how the nodes of a site fare.
//
// All that a node counts is in one registry. /metrics writes it down as it is, and the page for staff is made of readings of the same
// registry, so that the two cannot disagree. What other nodes tell of themselves comes as the same few numbers.
package health

import (
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

const (
	// Pulse is how often a node looks at itself, and tells the others.
	Pulse = 2500 * time.Millisecond
	// Silence is after how long without a word or a renewed lease a node counts as silent: two pulses are missing, and a renewal.
	Silence = 6 * time.Second

	// Kept is how far back the lines of the page reach, and keptEvery how often they have a point.
	Kept      = 10 * time.Minute
	keptEvery = 2 * Pulse
	// Points is how many points a line has.
	Points = int(Kept / keptEvery)

	rateOver  = 10 * time.Second // what is said of a second is counted over
	timesOver = 5 * time.Minute  // what is said of times, and of a minute, is true of
)

// Health is what a node knows of itself and of the others. Its methods may be called from any goroutine.
type Health struct {
	registry *prometheus.Registry
	now      func() time.Time

	mu      sync.Mutex
	samples []sample // oldest first
	words   map[string]word
}

// sample is a reading that is kept, and what the lines show of it.
type sample struct {
	Reading
	points [lines]float64
}

// New returns the health of a node that has counted nothing yet. now must be monotonic, as time.Now is.
func New(now func() time.Time) *Health {
	h := &Health{registry: prometheus.NewRegistry(), now: now, words: map[string]word{}}
	h.Register(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), built())
	return h
}

// Register adds what counts. What is counted already is a mistake of the program.
func (h *Health) Register(all ...prometheus.Collector) { h.registry.MustRegister(all...) }

// Metrics is everything that is counted, for Prometheus.
func (h *Health) Metrics() prometheus.Gatherer { return h.registry }

// Look reads everything that is counted here, and what follows from it.
func (h *Health) Look() (Reading, Vitals) {
	now := read(h.registry, h.now())
	h.mu.Lock()
	defer h.mu.Unlock()
	return now, h.vitals(now)
}

// Beat is Look for whoever does it once a Pulse: now and then what it sees is kept. It reports whether the lines have another point.
func (h *Health) Beat() (now Reading, vitals Vitals, kept bool) {
	now = read(h.registry, h.now())
	h.mu.Lock()
	defer h.mu.Unlock()
	vitals = h.vitals(now)
	if kept = len(h.samples) == 0 || now.At.Sub(h.samples[len(h.samples)-1].At) > keptEvery-Pulse/2; kept {
		one := sample{Reading: now.only(compared)}
		one.points = h.points(now, vitals)
		if len(h.samples) > Points {
			h.samples = slices.Delete(h.samples, 0, 1)
		}
		h.samples = append(h.samples, one)
	}
	return now, vitals, kept
}

// before returns the newest sample that is as old as that, or else the oldest. It is called with mu held.
func (h *Health) before(now Reading, age time.Duration) (Reading, bool) {
	if len(h.samples) == 0 {
		return Reading{}, false
	}
	for i := len(h.samples) - 1; i > 0; i-- {
		if now.At.Sub(h.samples[i].At) >= age {
			return h.samples[i].Reading, true
		}
	}
	return h.samples[0].Reading, true
}
