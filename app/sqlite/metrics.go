package sqlite

import (
	"path/filepath"

	"porchlight/app/store"

	"github.com/prometheus/client_golang/prometheus"
)

func newMetrics(path string) *store.Metrics {
	return store.NewMetrics(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "porchlight_store_free_bytes", Help: "Space left on the disk of the database.",
	}, func() float64 { return float64(Free(filepath.Dir(path))) }))
}

// Describe implements prometheus.Collector.
func (s *Store) Describe(to chan<- *prometheus.Desc) { s.metrics.Describe(to) }

// Collect implements prometheus.Collector.
func (s *Store) Collect(to chan<- prometheus.Metric) { s.metrics.Collect(to) }
