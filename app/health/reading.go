package health

import (
	"fmt"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
)

// Reading is everything that was counted at a moment, by its series: a name with its labels, as Prometheus writes them.
type Reading struct {
	At     time.Time
	values map[string]float64
	times  map[string]Times
}

// Part is one series of those that share a name and differ in a label.
type Part struct {
	Series string
	Label  string // its value
	Value  float64
}

// read gathers. What fails to tell is left out: how a site fares is asked for most when something has failed.
func read(from prometheus.Gatherer, at time.Time) Reading {
	r := Reading{At: at, values: map[string]float64{}, times: map[string]Times{}}
	families, _ := from.Gather()
	for _, family := range families {
		for _, m := range family.GetMetric() {
			series := family.GetName() + labels(m.GetLabel())
			switch family.GetType() {
			case dto.MetricType_GAUGE:
				r.values[series] = m.GetGauge().GetValue()
			case dto.MetricType_COUNTER:
				r.values[series] = m.GetCounter().GetValue()
			case dto.MetricType_HISTOGRAM:
				r.times[series] = timesOf(m.GetHistogram())
				r.values[series+"_count"] = float64(m.GetHistogram().GetSampleCount())
			}
		}
	}
	return r
}

func labels(pairs []*dto.LabelPair) string {
	if len(pairs) == 0 {
		return ""
	}
	var all []string
	for _, pair := range pairs {
		all = append(all, fmt.Sprintf("%s=%q", pair.GetName(), pair.GetValue()))
	}
	return "{" + strings.Join(all, ",") + "}"
}

// Value returns what a series says; false where nothing is known of it.
func (r Reading) Value(series string) (float64, bool) {
	value, known := r.values[series]
	return value, known
}

// Sum adds up all series of a name; false where nothing is known of any.
func (r Reading) Sum(name string) (sum float64, known bool) {
	for series, value := range r.values {
		if series == name || strings.HasPrefix(series, name+"{") {
			sum, known = sum+value, true
		}
	}
	return sum, known
}

// Parts returns the series of a name that has one label of these values, in this order.
func (r Reading) Parts(name, label string, values ...string) (parts []Part) {
	for _, v := range values {
		series := fmt.Sprintf("%s{%s=%q}", name, label, v)
		if value, known := r.values[series]; known {
			parts = append(parts, Part{series, v, value})
		}
	}
	return parts
}

// only is what a sample keeps.
func (r Reading) only(names []string) Reading {
	kept := Reading{At: r.At, values: make(map[string]float64, len(names)), times: r.times}
	for _, name := range names {
		if sum, known := r.Sum(name); known {
			kept.values[name] = sum
		}
	}
	return kept
}
