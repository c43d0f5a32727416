package health

import (
	"math"

	dto "github.com/prometheus/client_model/go"
)

// Times is how long something took, sorted into ranges.
type Times struct {
	bounds []float64 // upper ends of the ranges, in seconds
	counts []uint64  // how many took so long at most; the last is all
}

func timesOf(h *dto.Histogram) Times {
	var t Times
	for _, b := range h.GetBucket() {
		if !math.IsInf(b.GetUpperBound(), 1) {
			t.bounds = append(t.bounds, b.GetUpperBound())
			t.counts = append(t.counts, b.GetCumulativeCount())
		}
	}
	t.counts = append(t.counts, h.GetSampleCount())
	return t
}

// Count returns how many there were.
func (t Times) Count() uint64 {
	if len(t.counts) == 0 {
		return 0
	}
	return t.counts[len(t.counts)-1]
}

// since is what came after an earlier reading.
func (t Times) since(earlier Times) Times {
	if len(earlier.counts) != len(t.counts) {
		return t
	}
	later := Times{bounds: t.bounds, counts: make([]uint64, len(t.counts))}
	for i := range t.counts {
		later.counts[i] = t.counts[i] - earlier.counts[i]
	}
	return later
}

// quantile returns in how many seconds a share of them was done, as Prometheus tells it: evenly spread within a range, and at most
// the last bound. NaN: there were none.
func (t Times) quantile(share float64) float64 {
	all := t.Count()
	if all == 0 {
		return math.NaN()
	}
	rank := share * float64(all)
	lower, below := 0.0, uint64(0)
	for i, bound := range t.bounds {
		if float64(t.counts[i]) >= rank {
			return lower + (bound-lower)*(rank-float64(below))/float64(t.counts[i]-below)
		}
		lower, below = bound, t.counts[i]
	}
	return lower
}

// Quantiles are the times, in seconds, that half, 95 and 99 of 100 did not exceed; all 0 where Count is.
type Quantiles struct {
	P50   float64 `json:"p50"`
	P95   float64 `json:"p95"`
	P99   float64 `json:"p99"`
	Count uint64  `json:"count"`
}

func (t Times) quantiles() Quantiles {
	if t.Count() == 0 {
		return Quantiles{}
	}
	return Quantiles{t.quantile(.5), t.quantile(.95), t.quantile(.99), t.Count()}
}
