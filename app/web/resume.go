package web

import (
	"context"

	"porchlight/app/contact"
	"porchlight/app/fault"

	"github.com/gofiber/fiber/v2"
)

// showResume asks whether the conversation of a link shall be opened in this browser.
func (s *Server) showResume(c *fiber.Ctx) error {
	found, err := s.look(contact.ToResume, c)
	if err != nil {
		return err
	}
	if found.State != contact.Good {
		return s.answerBad(c, contact.ToResume, found)
	}
	own, err := s.ownConversation(c)
	if err != nil {
		return err
	}
	return s.askResume(c, fiber.StatusOK, own, found)
}

// ownConversation is that of this browser, where something was said in it.
func (s *Server) ownConversation(c *fiber.Ctx) (string, error) {
	v, known, err := s.visitorOf(c)
	if err != nil || !known {
		return "", err
	}
	ctx, cancel := asking(c)
	defer cancel()
	if _, err := s.Conversations.Get(ctx, v.id); fault.Is(err, fault.NotFound) {
		return "", nil
	} else if err != nil {
		return "", err
	}
	return v.id, nil
}

// askResume shows the button; where this browser has a conversation of its own, it asks which one it shall have.
func (s *Server) askResume(c *fiber.Ctx, status int, own string, found contact.Found) error {
	with := s.Press.Current().Catalog.Site.Owner.Name
	whose := " It was mailed to " + found.Contact.Masked() + ": if that is not yours, leave it, since whoever reads that mailbox reads what is written here."
	switch own {
	case "":
		return s.answerLink(c, status, linkPage{
			Title: "Go on here", Text: "Your conversation with " + with + " opens in this browser, which keeps it from then on. The link works once." + whose,
			Post: c.Path(), Button: "Open the conversation",
		})
	case found.Contact.Conversation:
		return s.answerLink(c, status, linkPage{Title: "It is here already", Text: "This browser has this conversation. The link stays good for another one.", Stay: "To the conversation"})
	}
	return s.answerLink(c, status, linkPage{
		Title: "Which conversation?",
		Text:  "This browser has another conversation with " + with + ", and can have one. If you leave it for that of the link, it cannot be opened here any more, unless it has a confirmed e-mail address and a link comes there." + whose,
		Stay:  "Keep the one that is here", Post: c.Path(), Also: "Leave it for the one of the link",
	})
}

// resume makes this browser one of the link's conversation. One that it has already is never left without having been asked.
func (s *Server) resume(c *fiber.Ctx) error {
	found, err := s.look(contact.ToResume, c)
	if err != nil {
		return err
	}
	own, err := s.ownConversation(c)
	if err != nil {
		return err
	}
	if found.State == contact.Good {
		switch {
		case own == found.Contact.Conversation:
			return c.Redirect("/conversation", fiber.StatusSeeOther)
		case own != "" && field(c, "also") != "yes":
			return s.askResume(c, fiber.StatusConflict, own, found)
		}
	}
	ctx, cancel := asking(c)
	defer cancel()
	secret, found, err := s.Contacts.Resume(ctx, c.Params("link"))
	if err != nil {
		return err
	}
	if found.State != contact.Good {
		return s.answerBad(c, contact.ToResume, found)
	}
	s.remember(c, visitor{secret: secret}, true)
	return c.Redirect("/conversation", fiber.StatusSeeOther)
}

// mailFresh mails a new link in place of one that was used or is too old, to the address that has it, and to no other.
func (s *Server) mailFresh(c *fiber.Ctx) error {
	found, err := s.look(contact.ToResume, c)
	if err != nil {
		return err
	}
	if found.State != contact.Used && found.State != contact.Expired || s.Mailer == nil {
		return s.answerBad(c, contact.ToResume, found)
	}
	ctx, cancel := asking(c)
	defer cancel()
	if err := s.mailLink(ctx, kindResume, found.Contact.Conversation); err != nil {
		return err
	}
	return s.answerLink(c, fiber.StatusOK, linkPage{Title: "Look into your mailbox", Text: "A fresh link is on its way to " + found.Contact.Masked() + ". It is good for a week, once."})
}

// renew lets a browser that wrote be known for as long again.
func (s *Server) renew(ctx context.Context, v visitor) {
	if v.resumed == nil {
		return
	}
	if err := s.Contacts.Renew(ctx, *v.resumed); err != nil {
		s.Log.Warn("a browser could not be kept for longer", "error", err)
	}
}
