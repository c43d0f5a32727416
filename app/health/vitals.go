package health

import (
	"fmt"
	"math"
	"runtime/debug"

	"github.com/prometheus/client_golang/prometheus"
)

// Names of what is counted elsewhere and compared here.
const (
	Frames     = "porchlight_socket_frames_total"
	Bytes      = "porchlight_socket_bytes_total"
	FramesOut  = Frames + `{direction="out"}`
	FramesIn   = Frames + `{direction="in"}`
	BytesOut   = Bytes + `{direction="out"}`
	BytesIn    = Bytes + `{direction="in"}`
	Sockets    = "porchlight_sockets"
	Opened     = "porchlight_sockets_opened_total"
	Rooms      = "porchlight_rooms"
	Visitors   = "porchlight_visitors"
	Closes     = "porchlight_socket_closes_total"
	SlowCloses = "porchlight_socket_slow_closes_total"
	Waiting    = "porchlight_socket_waiting_frames"
	Depth      = "porchlight_socket_waiting_bytes"
	Reconnects = "porchlight_reconnects_total"
	Refused    = "porchlight_handshakes_refused_total"
	BusUp      = "porchlight_bus_up"
	BusChanged = "porchlight_bus_changed_timestamp_seconds"
	BusTrip    = "porchlight_bus_round_trip_seconds"
	BusSaid    = `porchlight_bus_messages_total{direction="out"}`
	BusHeard   = `porchlight_bus_messages_total{direction="in"}`
	BusDropped = "porchlight_bus_dropped_total"
	BusGaps    = "porchlight_bus_gaps_total"
	Write      = "porchlight_store_write_seconds"
	Commit     = "porchlight_store_commit_seconds"
	Read       = "porchlight_store_read_seconds"
	Failures   = "porchlight_store_write_failures_total"
	NoticesDue = "porchlight_notices_waiting"
	Dead       = "porchlight_notices_dead"
	Attempts   = "porchlight_notice_attempts_total"
	Goroutines = "go_goroutines"
	Memory     = "process_resident_memory_bytes"
	Started    = "process_start_time_seconds"
)

// Build is the series that tells this program's version.
var Build = fmt.Sprintf("porchlight_build_info{version=%q}", Version())

// compared is what a sample keeps, so that later readings can be compared with it.
var compared = []string{FramesOut, FramesIn, BytesOut, BytesIn, SlowCloses, Reconnects, Refused, BusGaps, Failures, Dead}

// Vitals are the numbers that say how a node fares. They are all that nodes tell each other of it.
type Vitals struct {
	Version string  `json:"version"`
	Started float64 `json:"started"` // Unix time, in seconds

	Sockets   float64 `json:"sockets"`
	FramesIn  float64 `json:"frames_in"` // a second, as the next three
	FramesOut float64 `json:"frames_out"`
	BytesIn   float64 `json:"bytes_in"`
	BytesOut  float64 `json:"bytes_out"`

	Slow         float64 `json:"slow"` // a minute, on the average of the last five, as the next two
	Reconnects   float64 `json:"reconnects"`
	Refused      float64 `json:"refused"`
	WaitingBytes float64 `json:"waiting_bytes"`

	BusUp    bool      `json:"bus_up"`
	BusSince float64   `json:"bus_since"` // Unix time, in seconds
	Gaps     float64   `json:"gaps"`      // while samples are kept
	Trip     Quantiles `json:"trip"`      // of the last minutes, as the next ones

	Write      Quantiles `json:"write"`
	Commit     Quantiles `json:"commit"`
	Read       Quantiles `json:"read"`
	Writes     float64   `json:"writes"`   // a second
	Failures   float64   `json:"failures"` // in the last minutes
	NewDead    float64   `json:"new_dead"` // notices given up while samples are kept
	Goroutines float64   `json:"goroutines"`
	Memory     float64   `json:"memory"` // bytes
}

// vitals works out what follows from a reading and those before it. It is called with mu held.
func (h *Health) vitals(now Reading) Vitals {
	lately, any := h.before(now, rateOver)
	if !any {
		lately = now
	}
	minutes, any := h.before(now, timesOver)
	if !any {
		minutes = now
	}
	all, any := h.before(now, Kept)
	if !any {
		all = now
	}
	second := func(name string) float64 {
		if passed := now.At.Sub(lately.At).Seconds(); passed > 0 {
			return rise(now, lately, name) / passed
		}
		return 0
	}
	minute := func(name string) float64 { return rise(now, minutes, name) / timesOver.Minutes() } // of a young node, too: a start is no flood
	times := func(name string) Quantiles { return now.times[name].since(minutes.times[name]).quantiles() }
	v := Vitals{
		Version: Version(), Started: now.values[Started], Sockets: now.values[Sockets],
		FramesIn: second(FramesIn), FramesOut: second(FramesOut), BytesIn: second(BytesIn), BytesOut: second(BytesOut),
		Slow: minute(SlowCloses), Reconnects: minute(Reconnects), Refused: minute(Refused), WaitingBytes: now.values[Depth],
		BusUp: now.values[BusUp] == 1, BusSince: now.values[BusChanged], Gaps: rise(now, all, BusGaps), Trip: times(BusTrip),
		Write: times(Write), Commit: times(Commit), Read: times(Read), Failures: rise(now, minutes, Failures), NewDead: rise(now, all, Dead),
		Goroutines: now.values[Goroutines], Memory: now.values[Memory],
	}
	if passed := now.At.Sub(lately.At).Seconds(); passed > 0 {
		v.Writes = float64(now.times[Write].since(lately.times[Write]).Count()) / passed
	}
	return v
}

// rise is by how much a name has grown since an earlier reading; 0 where either knows nothing of it, or it has shrunk.
func rise(now, earlier Reading, name string) float64 {
	before, knew := earlier.values[name]
	if sum, known := now.Sum(name); known && knew {
		return max(0, sum-before)
	}
	return 0
}

// lines are what the page draws over the time that is kept.
const (
	LineSockets = iota
	LineFramesOut
	LineBytesOut
	LineFramesIn
	LineTrip
	LineWrite
	LineDepth
	LineReconnects
	lines
)

// points is where the lines are at a reading: since the last sample, and NaN where nothing happened that takes time.
func (h *Health) points(now Reading, v Vitals) (points [lines]float64) {
	points[LineSockets], points[LineDepth] = v.Sockets, v.WaitingBytes
	for _, line := range []int{LineTrip, LineWrite} {
		points[line] = math.NaN()
	}
	if len(h.samples) == 0 {
		return points
	}
	last := h.samples[len(h.samples)-1].Reading
	passed := now.At.Sub(last.At).Seconds()
	points[LineFramesOut], points[LineBytesOut] = rise(now, last, FramesOut)/passed, rise(now, last, BytesOut)/passed
	points[LineFramesIn], points[LineReconnects] = rise(now, last, FramesIn)/passed, rise(now, last, Reconnects)*60/passed
	points[LineTrip] = now.times[BusTrip].since(last.times[BusTrip]).quantile(.95)
	points[LineWrite] = now.times[Write].since(last.times[Write]).quantile(.95)
	return points
}

// Line returns the points of a line, the oldest first.
func (h *Health) Line(line int) []float64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	points := make([]float64, len(h.samples))
	for i, s := range h.samples {
		points[i] = s.points[line]
	}
	return points
}

// Version is the commit that the program was built from, where that is known.
func Version() string {
	info, _ := debug.ReadBuildInfo()
	version, dirty := "unknown", ""
	if info != nil {
		for _, setting := range info.Settings {
			switch {
			case setting.Key == "vcs.revision":
				version = setting.Value[:min(12, len(setting.Value))]
			case setting.Key == "vcs.modified" && setting.Value == "true":
				dirty = "+"
			}
		}
	}
	return version + dirty
}

// built tells the version as Prometheus has it: as a label of something that is always 1.
func built() prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "porchlight_build_info", Help: "Always 1; its label is the commit that the program was built from.", ConstLabels: prometheus.Labels{"version": Version()},
	}, func() float64 { return 1 })
}
