package web

import (
	"context"

	"porchlight/app/logging"

	"github.com/gofiber/fiber/v2"
)

// along is the context of lines that are logged for a request.
func along(c *fiber.Ctx) context.Context {
	r := requestOf(c)
	if r.traced != nil {
		return logging.Along(r.traced, r.ID())
	}
	return logging.Along(context.Background(), r.ID())
}

// asking is the context for what a request asks of the store: Fiber's own is not cancelled.
func asking(c *fiber.Ctx) (context.Context, context.CancelFunc) {
	return context.WithTimeout(along(c), askTimeout)
}

// askingAside is the context for what is asked for no request, or where its caller says what failed.
func askingAside() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), askTimeout)
}

// along is the context of lines that are logged for a frame of a socket: they name its handshake.
func (h *session) along() context.Context {
	return logging.Along(context.Background(), h.request)
}

// askingFor is the context for what a frame of a socket asks of the store.
func askingFor(h *session) (context.Context, context.CancelFunc) {
	return context.WithTimeout(h.along(), askTimeout)
}
