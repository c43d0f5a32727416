package sqlite

import (
	"path/filepath"
	"time"

	"porchlight/app/fault"

	"github.com/prometheus/client_golang/prometheus"
)

// seconds are the bounds that times of the store are sorted by: from a read out of memory to the patience of a page.
var seconds = []float64{.00005, .0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5}

// metrics is what a store counts.
type metrics struct {
	write, commit, read prometheus.Histogram
	failures            prometheus.Counter
	free                prometheus.GaugeFunc
}

func newMetrics(path string) metrics {
	histogram := func(name, help string) prometheus.Histogram {
		return prometheus.NewHistogram(prometheus.HistogramOpts{Name: name, Help: help, Buckets: seconds})
	}
	return metrics{
		write:  histogram("porchlight_store_write_seconds", "Time of a write from asking for it until it is on the disk, waiting for its turn included."),
		commit: histogram("porchlight_store_commit_seconds", "Time of a commit, which flushes one or more writes to the disk."),
		read:   histogram("porchlight_store_read_seconds", "Time of a query from its first step until its last row was taken."),
		failures: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "porchlight_store_write_failures_total", Help: "Writes that were refused because the store could not be written in time.",
		}),
		free: prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "porchlight_store_free_bytes", Help: "Space left on the disk of the database.",
		}, func() float64 { return float64(Free(filepath.Dir(path))) }),
	}
}

// wrote notes how a write went. One that broke a rule has cost nothing that the disk could be blamed for.
func (m metrics) wrote(began time.Time, err error) {
	switch {
	case err == nil:
		m.write.Observe(time.Since(began).Seconds())
	case fault.Is(err, fault.Unavailable):
		m.failures.Inc()
	}
}

func (m metrics) all() []prometheus.Collector {
	return []prometheus.Collector{m.write, m.commit, m.read, m.failures, m.free}
}

// Describe implements prometheus.Collector.
func (s *Store) Describe(to chan<- *prometheus.Desc) {
	for _, one := range append(s.metrics.all(), s.tells.damaged) {
		one.Describe(to)
	}
}

// Collect implements prometheus.Collector: how long the store takes, and how often it fails.
func (s *Store) Collect(to chan<- prometheus.Metric) {
	for _, one := range append(s.metrics.all(), s.tells.damaged) {
		one.Collect(to)
	}
}
