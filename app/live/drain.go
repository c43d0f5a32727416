package live

import (
	"context"
	"time"

	"github.com/fasthttp/websocket"
)

// Drain ends the Hub: it refuses new sockets from now on, closes all others with 1012 (restart: come back) spread evenly
// over window, so that they do not all come back at once, and returns when their handlers have. When ctx ends first, the
// rest is cut off without a word.
func (h *Hub[T]) Drain(ctx context.Context, window time.Duration) {
	defer h.halt.Do(func() { close(h.stop) })
	sockets := h.refuseNew()
	start := time.Now()
	for i, s := range sockets {
		if !sleepUntil(ctx, start.Add(window*time.Duration(i)/time.Duration(len(sockets)))) {
			break
		}
		s.Close(websocket.CloseServiceRestart, "restarting")
	}
	select {
	case <-h.drained:
	case <-ctx.Done():
		for _, s := range sockets {
			s.abort()
		}
	}
}

// refuseNew closes the door and returns who is inside.
func (h *Hub[T]) refuseNew() (sockets []*Socket[T]) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, slot := range h.slots {
		sockets = append(sockets, slot.sockets...)
	}
	if !h.draining {
		h.draining = true
		h.checkDrained()
	}
	return sockets
}

// checkDrained is called with mu held whenever draining or open changes.
func (h *Hub[T]) checkDrained() {
	if h.draining && h.open == 0 {
		close(h.drained)
	}
}

// sleepUntil reports whether the moment came before ctx ended. Moments closer than a millisecond are not waited for.
func sleepUntil(ctx context.Context, moment time.Time) bool {
	wait := time.Until(moment)
	if wait < time.Millisecond {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
