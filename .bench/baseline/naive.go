package baseline

import (
	"sync"

	fws "github.com/fasthttp/websocket"
	"github.com/gofiber/contrib/websocket"
	"github.com/gofiber/fiber/v2"
)

// naive is the way that the tutorials show: a map under one mutex, and a WriteMessage for every connection in the goroutine
// of whoever publishes.
type naive struct {
	mu    sync.Mutex
	conns map[*fws.Conn]struct{}
}

func serveNaive(addr string) error {
	h := &naive{conns: map[*fws.Conn]struct{}{}}
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	app.Get("/ws", websocket.New(func(c *websocket.Conn) { h.serve(c.Conn) }))
	app.Post("/publish", func(c *fiber.Ctx) error {
		h.broadcast(c.Body())
		return c.SendStatus(fiber.StatusNoContent)
	})
	return app.Listen(addr)
}

func (h *naive) serve(c *fws.Conn) {
	h.mu.Lock()
	h.conns[c] = struct{}{}
	h.mu.Unlock()
	_ = read(c, h.broadcast) // ends with the connection
	h.mu.Lock()
	delete(h.conns, c)
	h.mu.Unlock()
}

func (h *naive) broadcast(message []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.conns {
		_ = c.WriteMessage(fws.TextMessage, message) // its own reader sees that it is gone
	}
}

// read hands what a connection says to broadcast until it ends. An empty message is a client's sign of life.
func read(c *fws.Conn, broadcast func([]byte)) error {
	for {
		_, message, err := c.ReadMessage()
		if err != nil {
			return err
		}
		if len(message) > 0 {
			broadcast(message)
		}
	}
}
