package web

import (
	"porchlight/app/conversation"
	"porchlight/app/fault"
	"porchlight/app/live"
	"porchlight/app/press"

	"github.com/gofiber/fiber/v2"
)

// eraseOwn removes all that is known of a visitor, and their cookie with it. A block stays until it ends.
func (s *Server) eraseOwn(c *fiber.Ctx) error {
	if err := s.proved(c); err != nil {
		return err
	}
	known, err := s.knownOf(c)
	if err != nil {
		return err
	}
	if known.Named {
		ctx, cancel := asking(c)
		defer cancel()
		if err := s.Conversations.Erase(ctx, known.id); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if err := s.Broadcasts.Erase(ctx, known.id); err != nil { // of one who has no conversation
			return err
		}
		// First, since a tab that is delivered the change finds its browser cut off, and would not come back.
		s.Bus.Publish(topicForgotten, []byte(known.id))
		s.changed(ctx, known.id, 0) // whatever follows
		s.uncookie(c, "visitor")
	}
	return s.answer(c, fiber.StatusOK, "privacy/erased", press.Page{Title: "Erased", Bundle: "privacy"}, known)
}

// onForgotten has the visitor's tabs come back as whoever the browser's cookie says they are by then. What they were told alone is
// over.
func (s *Server) onForgotten(id string) {
	s.banners.stir()
	s.hub.Each(conversationRoom(id), func(socket *live.Socket[*session]) {
		if socket.Data.side == conversation.Visitor {
			socket.Close(closeAnew, "forgotten")
		}
	})
}
