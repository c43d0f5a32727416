package health

import "math"

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
