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
	ctx, cancel := asking(c)
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
	return s.answerBegin(c, fiber.StatusOK, composer{ID: uuid.NewString()})
}

func (s *Server) answerBegin(c *fiber.Ctx, status int, form composer) error {
	id := c.Params("id")
	form.Post, form.Side = postOf(conversation.Owner, id), conversation.Owner
	view := beginView{Here: s.whereIs(id), Form: form}
	return s.answer(c, status, "inbox/begin", s.staffPage(c, view.Here.Name, "/inbox"), view)
}

// refuseBegin gives the first message back with the reason, also where whom it is for has left meanwhile.
func (s *Server) refuseBegin(c *fiber.Ctx, err error, draft conversation.Draft) error {
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "This visitor has left. Your text is kept on this page.")
	}
	status, f := s.note(c, err)
	form := composer{ID: uuid.NewString(), Body: cleaned(draft.Body), Error: f.Sentence}
	if status >= fiber.StatusInternalServerError {
		form.ID = draft.ID // as in refuse
	}
	setRetryAfter(c, f)
	return s.answerBegin(c, status, form)
}

// isReachable reports whether a visitor is here whom one can write to: who asked not to be followed has no conversation.
func (s *Server) isReachable(visitor string) bool {
	_, here := s.Roster.Entry(visitor)
	return here && conversation.ValidID(visitor)
}
