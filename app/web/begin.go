package web

import (
	"porchlight/app/conversation"
	"porchlight/app/fault"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"
)

// beginView is the page from which an owner writes to somebody who has not written.
type beginView struct {
	Here whereabouts
	Form composer
}

// showBegin offers to write to a visitor who is here. Once there is a conversation, it leads there.
func (s *Server) showBegin(c *fiber.Ctx) error {
	id := c.Params("id")
	ctx, cancel := asking()
	defer cancel()
	_, err := s.Conversations.Get(ctx, id)
	if err == nil {
		return c.Redirect("/inbox/"+id, fiber.StatusSeeOther)
	}
	if !fault.Is(err, fault.NotFound) {
		return err
	}
	if !s.isReachable(id) {
		return fault.New(fault.NotFound, "This visitor has left.")
	}
	view := beginView{Here: s.whereIs(id), Form: composer{Post: postOf(conversation.Owner, id), ID: uuid.NewString(), Side: conversation.Owner}}
	return s.answer(c, fiber.StatusOK, "inbox/begin", s.staffPage(c, view.Here.Name, "/inbox"), view)
}

// isReachable reports whether a visitor is here whom one can write to: who asked not to be followed has no conversation.
func (s *Server) isReachable(visitor string) bool {
	_, here := s.Roster.Entry(visitor)
	return here && conversation.ValidID(visitor)
}
