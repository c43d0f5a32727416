package notify

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metricsPatience is how long the store may take to say what waits. Whoever asks how the site fares is told all else by then.
const metricsPatience = time.Second

// What became of an attempt to send a notice.
const (
	outcomeSent      = "sent"      // or was not needed any more
	outcomeFailed    = "failed"    // and is tried again
	outcomeGivenUp   = "given_up"  // for good
	outcomePostponed = "postponed" // its time has not come, or this node stops
)

var (
	waitingDesc = prometheus.NewDesc("porchlight_notices_waiting", "Mails, pushes and calls in the outbox of all nodes that are to be sent.", []string{"channel"}, nil)
	deadDesc    = prometheus.NewDesc("porchlight_notices_dead", "Mails, pushes and calls of all nodes that were given up, and wait for an owner to look at them.", []string{"channel"}, nil)
)

func newAttempts() *prometheus.CounterVec {
	attempts := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "porchlight_notice_attempts_total", Help: "Attempts of this node to send a mail, push or call, by what became of them.",
	}, []string{"channel", "outcome"})
	for _, channel := range channels {
		for _, outcome := range []string{outcomeSent, outcomeFailed, outcomeGivenUp, outcomePostponed} {
			attempts.WithLabelValues(string(channel), outcome)
		}
	}
	return attempts
}

// Describe implements prometheus.Collector.
func (o *Outbox) Describe(to chan<- *prometheus.Desc) {
	to <- waitingDesc
	to <- deadDesc
	o.attempts.Describe(to)
}

// Collect implements prometheus.Collector. A store that cannot be read leaves out what waits.
func (o *Outbox) Collect(to chan<- prometheus.Metric) {
	o.attempts.Collect(to)
	ctx, cancel := context.WithTimeout(context.Background(), metricsPatience)
	defer cancel()
	rows, err := o.store.Read().NoticesByChannel(ctx)
	if err != nil {
		return
	}
	waiting, dead := map[Channel]int64{}, map[Channel]int64{}
	for _, row := range rows {
		waiting[Channel(row.Channel)], dead[Channel(row.Channel)] = row.Waiting, row.Dead
	}
	for _, channel := range channels {
		to <- prometheus.MustNewConstMetric(waitingDesc, prometheus.GaugeValue, float64(waiting[channel]), string(channel))
		to <- prometheus.MustNewConstMetric(deadDesc, prometheus.GaugeValue, float64(dead[channel]), string(channel))
	}
}
