package store

import (
	"time"

	"porchlight/app/fault"

	"github.com/prometheus/client_golang/prometheus"
)

// seconds are the bounds that times of the store are sorted by: from a read out of memory to the patience of a page.
var seconds = []float64{.00005, .0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5}

// Metrics is what every store counts.
type Metrics struct {
	Commit, Read prometheus.Histogram
	Damaged      prometheus.Gauge // set to 1 by a store that finds damage

	write    prometheus.Histogram
	failures prometheus.Counter
	own      []prometheus.Collector
}

// NewMetrics returns a store's metrics, and those that only this kind of store has.
func NewMetrics(own ...prometheus.Collector) *Metrics {
	histogram := func(name, help string) prometheus.Histogram {
		return prometheus.NewHistogram(prometheus.HistogramOpts{Name: name, Help: help, Buckets: seconds})
	}
	return &Metrics{
		write:  histogram("porchlight_store_write_seconds", "Time of a write from asking for it until it is on the disk, waiting for its turn included."),
		Commit: histogram("porchlight_store_commit_seconds", "Time of a commit, which flushes one or more writes to the disk."),
		Read:   histogram("porchlight_store_read_seconds", "Time of a query from its first step until its last row was taken."),
		failures: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "porchlight_store_write_failures_total", Help: "Writes that were refused because the store could not be written in time.",
		}),
		Damaged: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "porchlight_store_damaged", Help: "1 once the store was found damaged since the start; what is damaged is not shown.",
		}),
		own: own,
	}
}

// Wrote notes how a write went. One that broke a rule has cost nothing that the disk could be blamed for.
func (m *Metrics) Wrote(began time.Time, err error) {
	switch {
	case err == nil:
		m.write.Observe(time.Since(began).Seconds())
	case fault.Is(err, fault.Unavailable):
		m.failures.Inc()
	}
}

// Describe implements prometheus.Collector.
func (m *Metrics) Describe(to chan<- *prometheus.Desc) {
	for _, one := range m.all() {
		one.Describe(to)
	}
}

// Collect implements prometheus.Collector: how long the store takes, and how often it fails.
func (m *Metrics) Collect(to chan<- prometheus.Metric) {
	for _, one := range m.all() {
		one.Collect(to)
	}
}

func (m *Metrics) all() []prometheus.Collector {
	return append([]prometheus.Collector{m.write, m.Commit, m.Read, m.failures, m.Damaged}, m.own...)
}
