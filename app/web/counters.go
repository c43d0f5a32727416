package web

import (
	"porchlight/app/fault"

	"github.com/prometheus/client_golang/prometheus"
)

// Why a handshake is refused.
const (
	refusedOrigin    = "origin"    // it comes from a page of another site
	refusedDraining  = "draining"  // this node is about to stop
	refusedAddress   = "address"   // too many sockets or handshakes from one address
	refusedBusy      = "busy"      // too many at once: it waited too long
	refusedTabs      = "tabs"      // too many sockets of one visitor
	refusedForbidden = "forbidden" // blocked, or a page of staff without a session for it
	refusedPlace     = "place"     // there is no such place
	refusedMalformed = "malformed" // what it says makes no sense
	refusedStore     = "store"     // the store could not be asked
)

var refusals = []string{
	refusedOrigin, refusedDraining, refusedAddress, refusedBusy, refusedTabs, refusedForbidden, refusedPlace, refusedMalformed, refusedStore,
}

// counters is what the server itself counts.
type counters struct {
	refused    *prometheus.CounterVec
	reconnects prometheus.Counter
}

func newCounters() counters {
	c := counters{
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "porchlight_handshakes_refused_total", Help: "Handshakes of live connections that were refused, by the reason.",
		}, []string{"reason"}),
		reconnects: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "porchlight_reconnects_total", Help: "Live connections of pages that had one before.",
		}),
	}
	for _, reason := range refusals {
		c.refused.WithLabelValues(reason)
	}
	return c
}

// refuse counts a handshake that ends with an error, and returns the reason. Of one that was looked into, the kind of the error says why.
func (c counters) refuse(reason string, err error) string {
	if reason == "" {
		switch fault.Of(err).Kind {
		case fault.Limited:
			reason = refusedTabs
		case fault.Forbidden:
			reason = refusedForbidden
		case fault.NotFound:
			reason = refusedPlace
		case fault.Invalid:
			reason = refusedMalformed
		default:
			reason = refusedStore
		}
	}
	c.refused.WithLabelValues(reason).Inc()
	return reason
}

var (
	visitorsDesc = prometheus.NewDesc("porchlight_visitors", "Visitors present on all nodes, as this node knows it.", nil, nil)
	leftDesc     = prometheus.NewDesc("porchlight_lease_left_seconds", "What is left of the lease of another node, by its name; it is renewed every 3 seconds.", []string{"node"}, nil)
	seqDesc      = prometheus.NewDesc("porchlight_lease_sequence", "Number of the last change of another node's roster that was heard.", []string{"node"}, nil)
)

// Describe implements prometheus.Collector.
func (s *Server) Describe(to chan<- *prometheus.Desc) {
	for _, desc := range []*prometheus.Desc{visitorsDesc, leftDesc, seqDesc} {
		to <- desc
	}
	s.counters.refused.Describe(to)
	s.counters.reconnects.Describe(to)
}

// Collect implements prometheus.Collector.
func (s *Server) Collect(to chan<- prometheus.Metric) {
	to <- prometheus.MustNewConstMetric(visitorsDesc, prometheus.GaugeValue, float64(s.Visitors()))
	for _, l := range s.Roster.Leases() {
		to <- prometheus.MustNewConstMetric(leftDesc, prometheus.GaugeValue, l.Left.Seconds(), l.Node)
		to <- prometheus.MustNewConstMetric(seqDesc, prometheus.GaugeValue, float64(l.Seq), l.Node)
	}
	s.counters.refused.Collect(to)
	s.counters.reconnects.Collect(to)
}
