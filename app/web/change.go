package web

import (
	"context"

	"porchlight/app/conversation"
	"porchlight/app/fault"

	"github.com/gofiber/fiber/v2"
)

// Both sides change and delete their own messages, each below where it posts them.

func (s *Server) editMessage(c *fiber.Ctx) error { return s.changeMine(c, s.edited) }

func (s *Server) deleteMessage(c *fiber.Ctx) error { return s.changeMine(c, s.deleted) }

func (s *Server) editAnswer(c *fiber.Ctx) error {
	return s.change(c, conversation.Owner, c.Params("id"), s.edited)
}

func (s *Server) deleteAnswer(c *fiber.Ctx) error {
	return s.change(c, conversation.Owner, c.Params("id"), s.deleted)
}

// changing does one change of a message.
type changing func(c *fiber.Ctx, side conversation.Side, id string) (conversation.Message, error)

func (s *Server) edited(c *fiber.Ctx, side conversation.Side, id string) (conversation.Message, error) {
	ctx, cancel := s.actingFor(c, side, didEdit, id)
	defer cancel()
	return s.Conversations.Edit(ctx, id, conversation.Draft{ID: c.Params("message"), Body: field(c, "body"), From: side, AccountID: accountOf(c).ID})
}

func (s *Server) deleted(c *fiber.Ctx, side conversation.Side, id string) (conversation.Message, error) {
	ctx, cancel := s.actingFor(c, side, didDelete, id)
	defer cancel()
	return s.Conversations.Delete(ctx, id, conversation.Draft{ID: c.Params("message"), From: side, AccountID: accountOf(c).ID})
}

// actingFor is acting for an owner. What a visitor does is theirs, and not recorded.
func (s *Server) actingFor(c *fiber.Ctx, side conversation.Side, action, id string) (context.Context, context.CancelFunc) {
	if side == conversation.Owner {
		return s.acting(c, action, id, "")
	}
	return asking(c)
}

func (s *Server) changeMine(c *fiber.Ctx, do changing) error {
	v, known, err := s.visitorOf(c)
	if err != nil {
		return err
	}
	if !known {
		return fault.New(fault.NotFound, "There is no such message of yours.")
	}
	return s.change(c, conversation.Visitor, v.id, s.limited(do))
}

// limited counts a change against the limit of messages: each is stored, and shown to everyone, as a message is.
func (s *Server) limited(do changing) changing {
	return func(c *fiber.Ctx, side conversation.Side, id string) (conversation.Message, error) {
		ctx, cancel := asking(c)
		defer cancel()
		_, err := s.Conversations.Get(ctx, id) // a made-up visitor takes no room in the limit
		if err == nil {
			err = s.take(ctx, s.Limits.messages(), id, "That was quick. The next change can go in %d s; your text is kept.")
		}
		if err != nil {
			return conversation.Message{}, err
		}
		return do(c, side, id)
	}
}

// change answers with the message as it is now. What was typed and could not be stored is given back: HTMX keeps it in the
// page, a plain form gets it in the composer.
func (s *Server) change(c *fiber.Ctx, side conversation.Side, id string, do changing) error {
	m, err := do(c, side, id)
	if err == nil {
		s.changed(id, m.Rev)
		return s.answerMessage(c, id, m, side)
	}
	body := field(c, "body")
	if body == "" || wantsFragment(c) || fault.Is(err, fault.NotFound) {
		return err
	}
	if side == conversation.Visitor {
		return s.refuse(c, err, conversation.Draft{Body: body, Place: "/"})
	}
	return s.refuseAnswer(c, err, conversation.Draft{Body: body})
}
