package web

import (
	"fmt"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/fault"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/valyala/fasthttp"
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
	messages   *prometheus.CounterVec
	answers    *prometheus.CounterVec
	classes    [classes]prometheus.Counter // of answers, looked up once: every request has one
	took       prometheus.Histogram
}

// classes are the first digits of a status, from 1xx to 5xx (RFC 9110, section 15).
const classes = 5

func newCounters() counters {
	c := counters{
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "porchlight_handshakes_refused_total", Help: "Handshakes of live connections that were refused, by the reason.",
		}, []string{"reason"}),
		reconnects: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "porchlight_reconnects_total", Help: "Live connections of pages that had one before.",
		}),
		messages: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "porchlight_messages_total", Help: "Messages that came in on this node and are stored, by the side that sent them.",
		}, []string{"from"}),
		answers: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "porchlight_http_requests_total", Help: "Requests that were answered, by the class of the status; 1xx is a live connection that opens.",
		}, []string{"code"}),
		took: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "porchlight_http_request_duration_seconds", Help: "Time from a whole request to its answer, before that is on the wire; live connections are left out.",
			Buckets: []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
		}),
	}
	for i := range c.classes {
		c.classes[i] = c.answers.WithLabelValues(fmt.Sprint(i+1, "xx"))
	}
	for _, side := range []conversation.Side{conversation.Visitor, conversation.Owner} {
		c.messages.WithLabelValues(string(side))
	}
	for _, reason := range refusals {
		c.refused.WithLabelValues(reason)
	}
	return c
}

// counted counts what next answers, and how long that takes.
func (c counters) counted(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		next(ctx)
		status := ctx.Response.StatusCode()
		c.classes[min(max(status/100, 1), classes)-1].Inc()
		if status != fasthttp.StatusSwitchingProtocols { // which waits for its turn on purpose
			c.took.Observe(time.Since(ctx.Time()).Seconds())
		}
	}
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

func (c counters) all() []prometheus.Collector {
	return []prometheus.Collector{c.refused, c.reconnects, c.messages, c.answers, c.took}
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
	for _, one := range s.counters.all() {
		one.Describe(to)
	}
}

// Collect implements prometheus.Collector.
func (s *Server) Collect(to chan<- prometheus.Metric) {
	to <- prometheus.MustNewConstMetric(visitorsDesc, prometheus.GaugeValue, float64(s.Visitors()))
	for _, l := range s.Roster.Leases() {
		to <- prometheus.MustNewConstMetric(leftDesc, prometheus.GaugeValue, l.Left.Seconds(), l.Node)
		to <- prometheus.MustNewConstMetric(seqDesc, prometheus.GaugeValue, float64(l.Seq), l.Node)
	}
	for _, one := range s.counters.all() {
		one.Collect(to)
	}
}
