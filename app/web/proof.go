package web

import (
	"porchlight/app/contact"
	"porchlight/app/fault"

	"github.com/gofiber/fiber/v2"
)

// proved refuses a browser that a link opened and that has used no fresh link lately: a mail can fall into other hands, and what cannot
// be undone asks for the mailbox again. The browser that a conversation began in has nothing to prove.
func (s *Server) proved(c *fiber.Ctx) error {
	v, known, err := s.visitorOf(c)
	if err != nil || !known {
		return err
	}
	return s.provedAs(v)
}

func (s *Server) provedAs(v visitor) error {
	if v.resumed == nil || s.Contacts.Proved(*v.resumed) {
		return nil
	}
	return fault.New(fault.Forbidden, "This browser was opened by a mail. Ask for a fresh link first, and open it here: it shows that the mailbox is still yours.")
}

// askProof mails the link that lets this browser do what waits for it.
func (s *Server) askProof(c *fiber.Ctx) error {
	v, known, err := s.visitorOf(c)
	if err != nil {
		return err
	}
	if !known || s.provedAs(v) == nil {
		return c.Redirect(privacyPath, fiber.StatusSeeOther)
	}
	ctx, cancel := asking(c)
	defer cancel()
	to, has, err := s.Contacts.Of(ctx, v.id)
	if err != nil {
		return err
	}
	if !has || !to.Confirmed() || s.Mailer == nil {
		return fault.New(fault.Forbidden, "There is no confirmed address to mail a link to. It can still be done in the browser that the conversation began in.")
	}
	if err := s.mailLink(ctx, kindProve, v.id); err != nil {
		return err
	}
	return s.answerLink(c, fiber.StatusOK, linkPage{
		Title: "Look into your mailbox",
		Text:  "A link is on its way to " + to.Masked() + ". Open it in this browser within 15 minutes.",
	})
}

func (s *Server) showProve(c *fiber.Ctx) error {
	found, err := s.look(contact.ToProve, c)
	if err != nil {
		return err
	}
	if found.State != contact.Good {
		return s.answerBad(c, contact.ToProve, found)
	}
	return s.answerLink(c, fiber.StatusOK, linkPage{
		Title: "Is this you?", Text: "For 15 minutes this browser can then take all that is kept about you along, erase it, and change your address.",
		Post: c.Path(), Button: "Yes, go on",
	})
}

func (s *Server) prove(c *fiber.Ctx) error {
	v, known, err := s.visitorOf(c)
	if err != nil {
		return err
	}
	if !known || v.resumed == nil {
		return s.answerLink(c, fiber.StatusForbidden, linkPage{
			Title: "Not in this browser", Text: "The link is for the browser in which you asked for it. Open it there; it is still good. The browser that the conversation began in needs none.",
		})
	}
	ctx, cancel := asking(c)
	defer cancel()
	found, here, err := s.Contacts.Prove(ctx, c.Params("link"), *v.resumed)
	switch {
	case err != nil:
		return err
	case !here:
		return s.answerLink(c, fiber.StatusForbidden, linkPage{Title: "Not in this browser", Text: "This browser has another conversation. Open the link in the one in which you asked for it; it is still good."})
	case found.State != contact.Good:
		return s.answerBad(c, contact.ToProve, found)
	}
	return c.Redirect(privacyPath, fiber.StatusSeeOther)
}
