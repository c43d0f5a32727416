package live

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

var (
	busUpDesc      = prometheus.NewDesc("porchlight_bus_up", "1 while events reach the other nodes.", nil, nil)
	busChangedDesc = prometheus.NewDesc("porchlight_bus_changed_timestamp_seconds", "When the bus went up or down last.", nil, nil)
)

// busMetrics is what a bus counts.
type busMetrics struct {
	published, received prometheus.Counter
	messages            *prometheus.CounterVec
	dropped, gaps       prometheus.Counter
	roundTrip           prometheus.Histogram
}

func newBusMetrics() busMetrics {
	m := busMetrics{
		messages: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "porchlight_bus_messages_total", Help: "Events and signs of life that this node put on the bus, and all that it heard of other nodes.",
		}, []string{"direction"}),
		dropped: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "porchlight_bus_dropped_total", Help: "Events that the other nodes were not told, because the bus was down or its queue full.",
		}),
		gaps: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "porchlight_bus_gaps_total", Help: "Times after which everything was read anew, because something may have been missed.",
		}),
		roundTrip: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "porchlight_bus_round_trip_seconds", Help: "Time of this node's own sign of life through Redis and back, once a second.",
			Buckets: []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
		}),
	}
	m.published, m.received = m.messages.WithLabelValues("out"), m.messages.WithLabelValues("in")
	return m
}

func (m busMetrics) describe(to chan<- *prometheus.Desc) {
	to <- busUpDesc
	to <- busChangedDesc
	for _, one := range []prometheus.Collector{m.messages, m.dropped, m.gaps, m.roundTrip} {
		one.Describe(to)
	}
}

func (m busMetrics) collect(up bool, since time.Time, to chan<- prometheus.Metric) {
	value := 0.0
	if up {
		value = 1
	}
	to <- prometheus.MustNewConstMetric(busUpDesc, prometheus.GaugeValue, value)
	to <- prometheus.MustNewConstMetric(busChangedDesc, prometheus.GaugeValue, float64(since.UnixMilli())/1000)
	for _, one := range []prometheus.Collector{m.messages, m.dropped, m.gaps, m.roundTrip} {
		one.Collect(to)
	}
}
