package web

import (
	"porchlight/app/contact"
	"porchlight/app/press"

	"github.com/gofiber/fiber/v2"
)

// A link of a mail leads to a page with a button and changes nothing by itself: programs follow links too, before anybody reads the
// mail. What it is for happens when the button is pressed.

// linkPage is the page behind a link.
type linkPage struct {
	Title, Text    string
	Post           string // where its buttons post to
	Button         string // without one it does nothing
	Also, AlsoText string // of another button, which sends also=yes
	Stay           string // of a link to the conversation of this browser
}

func (s *Server) answerLink(c *fiber.Ctx, status int, p linkPage) error {
	return s.answer(c, status, "conversation/_link", press.Page{Title: p.Title}, p)
}

func (s *Server) look(purpose contact.Purpose, c *fiber.Ctx) (contact.Found, error) {
	ctx, cancel := asking(c)
	defer cancel()
	return s.Contacts.Look(ctx, purpose, c.Params("link"))
}

// answerBad says what is wrong with a link, and what to do.
func (s *Server) answerBad(c *fiber.Ctx, purpose contact.Purpose, found contact.Found) error {
	p, status := linkPage{}, fiber.StatusGone
	switch found.State {
	case contact.Used:
		p.Title, p.Text = "This link was used", "Each link does what it is for once. A fresh one can go to the address that this one was mailed to."
		if purpose == contact.ToConfirm {
			p.Title, p.Text = "The address is confirmed", "Answers are mailed to "+found.Contact.Masked()+". There is nothing left to do here."
		}
	case contact.Expired:
		p.Title, p.Text = "This link is too old", "It was good for some time after it was mailed."
		if purpose == contact.ToConfirm {
			p.Text = "It was good for a day. Leave the address once more, in the conversation."
		}
	case contact.Void:
		p.Title, p.Text = "This link is for nobody any more", "The address that it was mailed to was removed from the conversation since."
	default:
		p.Title, p.Text, status = "No such link", "This site did not make this link, or has forgotten it. Perhaps it was cut off: use it whole, as it stands in the mail.", fiber.StatusNotFound
	}
	switch offered := found.State == contact.Used || found.State == contact.Expired; {
	case offered && purpose == contact.ToResume && s.Mailer != nil:
		p.Post, p.Button = c.Path()+"/again", "Mail me a fresh link"
	case offered && purpose == contact.ToProve:
		p.Post, p.Button = "/conversation/prove", "Mail me a fresh link"
	}
	return s.answerLink(c, status, p)
}

func (s *Server) showConfirm(c *fiber.Ctx) error {
	found, err := s.look(contact.ToConfirm, c)
	if err != nil {
		return err
	}
	if found.State != contact.Good {
		return s.answerBad(c, contact.ToConfirm, found)
	}
	own, err := s.ownConversation(c)
	if err != nil {
		return err
	}
	elsewhere := ""
	if own != "" && own != found.Contact.Conversation { // of two who leave the same address within a day, only the first has a mail sent
		elsewhere = " It was not this browser's conversation: say yes only if you asked in another browser, too."
	}
	site := s.Press.Current().Catalog.Site
	return s.answerLink(c, fiber.StatusOK, linkPage{
		Title: "Answers to " + found.Contact.Masked() + "?",
		Text:  "Somebody, perhaps you, asked " + site.Owner.Name + " a question here and wants the answers at this address. If that was not you, close this page: nothing is mailed then." + elsewhere,
		Post:  c.Path(), Button: "Yes, mail me the answers",
	})
}

// confirm says yes to getting answers, in whatever browser; it opens no conversation there.
func (s *Server) confirm(c *fiber.Ctx) error {
	ctx, cancel := asking(c)
	defer cancel()
	found, err := s.Contacts.Confirm(ctx, c.Params("link"))
	if err != nil {
		return err
	}
	if found.State != contact.Good {
		return s.answerBad(c, contact.ToConfirm, found)
	}
	s.Outbox.Wake()
	s.changed(found.Contact.Conversation, 0) // owners see that answers are mailed
	p := linkPage{Title: "The address is confirmed", Text: "Answers that are not read on the site are mailed to " + found.Contact.Masked() + "."}
	if own, err := s.ownConversation(c); err == nil && own == found.Contact.Conversation {
		p.Stay = "To the conversation"
	} else {
		p.Text += " You can close this page: the conversation is in the browser where you asked."
	}
	return s.answerLink(c, fiber.StatusOK, p)
}

func (s *Server) showStop(c *fiber.Ctx) error {
	ctx, cancel := asking(c)
	defer cancel()
	can, err := s.Contacts.CanStop(ctx, c.Params("link"))
	if err != nil {
		return err
	}
	if !can {
		return s.answerBad(c, "", contact.Found{State: contact.Unknown})
	}
	return s.answerLink(c, fiber.StatusOK, linkPage{
		Title: "No more mails?", Text: "The address is then removed from the conversation. Answers are still on the site, in the browser where they were asked for.",
		Post: c.Path(), Button: "Stop these mails",
		AlsoText: "Or have this site never mail the address again, whoever asks it to. A hash of the address is kept for that, and nothing else.", Also: "Never mail me again",
	})
}

// stopMails ends the mails to an address, for whoever has the link: a person, or a mail provider in their name (RFC 8058). It answers
// with a page, since providers follow no redirects.
func (s *Server) stopMails(c *fiber.Ctx) error {
	ctx, cancel := asking(c)
	defer cancel()
	ever := field(c, "also") == "yes"
	if err := s.Contacts.Stop(ctx, c.Params("link"), ever); err != nil {
		return err
	}
	s.wiped()
	p := linkPage{Title: "No more mails", Text: "The address is removed from the conversation."}
	if ever {
		p.Text = "This site never mails the address again."
	}
	return s.answerLink(c, fiber.StatusOK, p)
}
