package web

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"
)

// readyTimeout is how long the store may take to show that it can be read.
const readyTimeout = time.Second

// livez says that the process answers.
func (s *Server) livez(c *fiber.Ctx) error {
	return c.SendString("ok\n")
}

// readyz says that this node should get new visitors: it is not about to stop and its store can be read.
func (s *Server) readyz(c *fiber.Ctx) error {
	s.asked.Store(time.Now().UnixNano())
	ctx, cancel := context.WithTimeout(along(c), readyTimeout)
	defer cancel()
	if s.leaving.Load() {
		return c.Status(fiber.StatusServiceUnavailable).SendString("draining\n")
	}
	if err := s.Ready(ctx); err != nil {
		s.Log.WarnContext(ctx, "not ready: the store cannot be read; look at the disk that DATABASE is on", "error", err)
		return c.Status(fiber.StatusServiceUnavailable).SendString("store not readable\n")
	}
	return c.SendString("ok\n")
}
