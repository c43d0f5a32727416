package backup

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics is what a schedule counts.
type metrics struct {
	failures    prometheus.Counter
	last, every prometheus.Gauge
}

func newMetrics(every time.Duration) metrics {
	m := metrics{
		failures: prometheus.NewCounter(prometheus.CounterOpts{Name: "porchlight_backup_failures_total", Help: "Backups on the schedule that this node could not make."}),
		last:     prometheus.NewGauge(prometheus.GaugeOpts{Name: "porchlight_backup_last_success_timestamp_seconds", Help: "When the newest backup in the folder was begun, by any node; 0 where there is none."}),
		every:    prometheus.NewGauge(prometheus.GaugeOpts{Name: "porchlight_backup_interval_seconds", Help: "How often a backup is to be made."}),
	}
	m.every.Set(every.Seconds())
	return m
}

func (m metrics) succeeded(last entry) {
	if last.name != "" {
		m.last.Set(float64(last.at.Unix()))
	}
}

func (m metrics) all() []prometheus.Collector {
	return []prometheus.Collector{m.failures, m.last, m.every}
}

// Describe implements prometheus.Collector.
func (s *Schedule) Describe(to chan<- *prometheus.Desc) {
	for _, one := range s.metrics.all() {
		one.Describe(to)
	}
}

// Collect implements prometheus.Collector: how backups fare.
func (s *Schedule) Collect(to chan<- prometheus.Metric) {
	for _, one := range s.metrics.all() {
		one.Collect(to)
	}
}
