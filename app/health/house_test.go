package health_test

import (
	"testing"
	"time"

	"porchlight/app/health"

	"github.com/prometheus/client_golang/prometheus"
)

// house is a node whose clock and counts the test moves.
type house struct {
	*health.Health
	now      time.Time
	frames   *prometheus.CounterVec
	failures prometheus.Counter
	again    prometheus.Counter
	sockets  prometheus.Gauge
	write    prometheus.Histogram
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{
		now:      time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC),
		frames:   prometheus.NewCounterVec(prometheus.CounterOpts{Name: health.Frames, Help: "Frames."}, []string{"direction"}),
		failures: prometheus.NewCounter(prometheus.CounterOpts{Name: health.Failures, Help: "Failures."}),
		again:    prometheus.NewCounter(prometheus.CounterOpts{Name: health.Reconnects, Help: "Reconnects."}),
		sockets:  prometheus.NewGauge(prometheus.GaugeOpts{Name: health.Sockets, Help: "Sockets."}),
		write:    prometheus.NewHistogram(prometheus.HistogramOpts{Name: health.Write, Help: "Writes.", Buckets: []float64{.001, .01, .1}}),
	}
	h.Health = health.New(func() time.Time { return h.now })
	h.Register(h.frames, h.failures, h.again, h.sockets, h.write)
	return h
}

// passes lets time go by in pulses, with something done in each.
func (h *house) passes(d time.Duration, meanwhile func()) (v health.Vitals) {
	for end := h.now.Add(d); h.now.Before(end); {
		h.now = h.now.Add(health.Pulse)
		meanwhile()
		_, v, _ = h.Beat()
	}
	return v
}

func nothing() {}
