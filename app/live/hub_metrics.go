package live

import (
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
)

// What a Hub tells of itself.
var (
	socketsDesc = prometheus.NewDesc("porchlight_sockets", "Open live connections on this node.", nil, nil)
	openedDesc  = prometheus.NewDesc("porchlight_sockets_opened_total", "Live connections that were ever opened on this node.", nil, nil)
	roomsDesc   = prometheus.NewDesc("porchlight_rooms", "Rooms with a live connection of this node in them.", nil, nil)
	framesDesc  = prometheus.NewDesc("porchlight_socket_frames_total", "WebSocket frames of live connections, pings and closes included.", []string{"direction"}, nil)
	bytesDesc   = prometheus.NewDesc("porchlight_socket_bytes_total", "Bytes of these frames, with their heads.", []string{"direction"}, nil)
	closesDesc  = prometheus.NewDesc("porchlight_socket_closes_total", "Live connections that ended, by the code of the first close frame of either side; 1006: it broke without one.", []string{"code"}, nil)
	slowDesc    = prometheus.NewDesc("porchlight_socket_slow_closes_total", "Live connections cut because they took frames too slowly; their close code is 1013.", nil, nil)
	waitingDesc = prometheus.NewDesc("porchlight_socket_waiting_frames", "Frames that wait in the outboxes of live connections.", nil, nil)
	depthDesc   = prometheus.NewDesc("porchlight_socket_waiting_bytes", "Bytes that wait in the outboxes of live connections.", nil, nil)
)

// Describe implements prometheus.Collector.
func (h *Hub[T]) Describe(to chan<- *prometheus.Desc) { prometheus.DescribeByCollect(h, to) }

// Collect implements prometheus.Collector. It looks into every outbox, which takes about a millisecond for 10,000.
func (h *Hub[T]) Collect(to chan<- prometheus.Metric) {
	gauge := func(desc *prometheus.Desc, value int) {
		to <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, float64(value))
	}
	counter := func(desc *prometheus.Desc, value uint64, labels ...string) {
		to <- prometheus.MustNewConstMetric(desc, prometheus.CounterValue, float64(value), labels...)
	}
	h.mu.RLock()
	open, opened, rooms := h.open, h.number, len(h.rooms)
	h.mu.RUnlock()
	gauge(socketsDesc, open)
	counter(openedDesc, opened)
	gauge(roomsDesc, rooms)

	var framesOut, bytesOut, framesIn, bytesIn, slow uint64
	for _, w := range h.writers {
		framesOut += w.tally.framesOut.Load()
		bytesOut += w.tally.bytesOut.Load()
		framesIn += w.tally.framesIn.Load()
		bytesIn += w.tally.bytesIn.Load()
		slow += w.tally.slow.Load()
	}
	counter(framesDesc, framesOut, "out")
	counter(framesDesc, framesIn, "in")
	counter(bytesDesc, bytesOut, "out")
	counter(bytesDesc, bytesIn, "in")
	counter(slowDesc, slow)
	for i := range h.ended {
		code := "other"
		if i < len(closeCodes) {
			code = strconv.Itoa(closeCodes[i])
		}
		counter(closesDesc, h.ended[i].Load(), code)
	}
	frames, bytes := h.waiting()
	gauge(waitingDesc, frames)
	gauge(depthDesc, bytes)
}

// waiting adds up all outboxes. It holds up joins and leaves for one slot at a time, and broadcasts never.
func (h *Hub[T]) waiting() (frames, bytes int) {
	for _, slot := range h.slots {
		h.mu.RLock()
		for _, s := range slot.sockets {
			f, b := s.depth()
			frames += f
			bytes += b
		}
		h.mu.RUnlock()
	}
	return frames, bytes
}
