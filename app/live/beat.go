package live

import (
	"time"

	"github.com/fasthttp/websocket"
)

// beatSlots is how many parts an interval has. Each socket belongs to one of them, so that a node with many sockets pings
// a few at a time, and one ticker serves all.
const beatSlots = 32

// beat pings every socket once an interval, with the text beat behind the ping in the same write.
func (h *Hub[T]) beat() {
	pulse := control(websocket.PingMessage, nil)
	if h.options.Beat != nil {
		pulse = append(pulse, Encode(h.options.Beat)...)
	}
	ticker := time.NewTicker(max(h.options.Ping/beatSlots, time.Millisecond))
	defer ticker.Stop()
	for slot := 0; ; slot = (slot + 1) % beatSlots {
		select {
		case <-h.stop:
			return
		case <-ticker.C:
		}
		h.mu.RLock()
		h.slots[slot].send(pulse)
		h.mu.RUnlock()
	}
}
