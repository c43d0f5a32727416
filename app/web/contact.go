package web

import (
	"cmp"
	"context"
	"slices"

	"porchlight/app/contact"
	"porchlight/app/conversation"
	"porchlight/app/fault"
	"porchlight/app/live"
	"porchlight/app/notify"
	"porchlight/app/press"

	"github.com/gofiber/fiber/v2"
)

// contactPanel is what a visitor's conversation shows of the e-mail address that answers go to. The address itself is not in it:
// a page may be looked at by others, and its visitor knows it by its ends.
type contactPanel struct {
	Masked        string // empty: there is none
	Confirmed     bool
	Again         bool // it was not confirmed within a day, after which it can be asked again
	Locked        bool // this browser was opened by a mail: what changes the address waits for a fresh link
	Open          bool
	Typed         string // what was refused
	Error, Said   string
	OtherBrowsers []contact.Browser
	MailedAfter   string // how long an answer may be unread
}

// contactPanel reads the panel of a visitor; nil where no mail is sent from this site, so that nothing is offered that leads nowhere.
func (s *Server) contactPanel(v visitor, known bool) (*contactPanel, error) {
	if s.Mailer == nil {
		return nil, nil
	}
	p := &contactPanel{MailedAfter: span(notify.ReplyAfter)}
	if !known {
		return p, nil
	}
	ctx, cancel := askingAside()
	defer cancel()
	to, has, err := s.Contacts.Of(ctx, v.id)
	if err != nil {
		return nil, err
	}
	if p.Locked = s.provedAs(v) != nil; has {
		p.Masked, p.Confirmed, p.Again = to.Masked(), to.Confirmed(), !to.Confirmed() && !to.AskedAt.Add(contact.Day).After(s.Now())
	}
	p.OtherBrowsers, err = s.Contacts.Browsers(ctx, v.id)
	return p, err
}

// postEmail takes the address that a visitor types.
func (s *Server) postEmail(c *fiber.Ctx) error {
	return s.changeContact(c, "", func(ctx context.Context, v visitor) error { return s.ask(ctx, c, v, field(c, "email")) })
}

// askAgain asks anew to confirm the address that is kept.
func (s *Server) askAgain(c *fiber.Ctx) error {
	return s.changeContact(c, "", func(ctx context.Context, v visitor) error {
		to, has, err := s.Contacts.Of(ctx, v.id)
		if err == nil && !has {
			err = fault.New(fault.Invalid, "There is no address to ask again: it was removed, or a week went by. Please leave it once more.")
		}
		if err != nil {
			return err
		}
		return s.ask(ctx, c, v, to.Email)
	})
}

func (s *Server) removeEmail(c *fiber.Ctx) error {
	return s.changeContact(c, "removed", func(ctx context.Context, v visitor) error {
		return s.Contacts.Remove(ctx, v.id)
	})
}

// cutBrowser takes the conversation away from another browser that a link opened it in.
func (s *Server) cutBrowser(c *fiber.Ctx) error {
	return s.changeContact(c, "cut", func(ctx context.Context, v visitor) error {
		if err := s.Contacts.CutOff(ctx, v.id, field(c, "browser")); err != nil {
			return err
		}
		s.cut(v.id)
		return nil
	})
}

// cut has all nodes close what is open in browsers that may not read a conversation any more.
func (s *Server) cut(id string) { s.Bus.Publish(topicCut, []byte(id)) }

// onCut closes it here: only browsers that a link opened can be cut off.
func (s *Server) onCut(id string) {
	ctx, cancel := askingAside()
	defer cancel()
	left, err := s.Contacts.Browsers(ctx, id)
	if err != nil {
		s.warn(ctx, "who was cut off could not be read", err)
		return
	}
	s.hub.Each(conversationRoom(id), func(socket *live.Socket[*session]) {
		if socket.Data.isCutOff(left) {
			socket.Close(closePolicy, "cut off")
		}
	})
}

// isCutOff reports whether a page is in a browser that a link opened and that is none of those that are left.
func (h *session) isCutOff(left []contact.Browser) bool {
	is := func(b contact.Browser) bool { return b.ID() == h.resumed }
	return h.resumed != "" && !slices.ContainsFunc(left, is)
}

// ask counts what is asked for before anybody's address is looked up: what is refused here says nothing about it.
func (s *Server) ask(ctx context.Context, c *fiber.Ctx, v visitor, address string) error {
	if _, err := contact.Parse(address); err != nil {
		return err
	}
	from, err := s.sourceOf(c)
	if err != nil {
		return err
	}
	if now, err := s.Conversations.Get(ctx, v.id); err != nil {
		return err
	} else if from.barred || now.BlockedUntil.After(s.Now()) { // who may not write has nobody mailed either
		return fault.New(fault.Forbidden, "Addresses from this browser are not accepted at the moment.")
	}
	const sentence = "Mails were asked for too often from here. Please try again in %s; the answer comes to this page in any case."
	if err := s.takeLong(ctx, s.Limits.confirmationsFromAddress(), from.address, sentence); err != nil {
		return err
	}
	if err := s.takeLong(ctx, s.Limits.confirmationsOfVisitor(), v.id, sentence); err != nil {
		return err
	}
	_, err = s.Contacts.Leave(ctx, v.id, address, s.Limits.ConfirmationsPerDay)
	s.Outbox.Wake()
	return err
}

// contactSaid is what the panel says of something that was done. A plain form is led to a page that names it.
var contactSaid = map[string]string{
	"removed":    "The address is removed. Nothing is mailed to it any more.",
	"cut":        "That browser is cut off.",
	"transcript": "The transcript is on its way.",
}

// changeContact does something about the address of this browser's conversation and shows how it stands then.
func (s *Server) changeContact(c *fiber.Ctx, said string, do func(context.Context, visitor) error) error {
	v, err := s.correspondent(c)
	if err == nil {
		err = s.provedAs(v)
	}
	if err == nil {
		ctx, cancel := asking(c)
		defer cancel()
		err = do(ctx, v)
		s.wiped() // an address that was there before
	}
	return s.answerContact(c, said, err)
}

// correspondent is the visitor of a conversation whose answers can be mailed.
func (s *Server) correspondent(c *fiber.Ctx) (visitor, error) {
	if s.Mailer == nil {
		return visitor{}, fault.New(fault.NotFound, "This site sends no mail. The answer comes to the page where you asked.")
	}
	v, known, err := s.visitorOf(c)
	if err == nil && known {
		ctx, cancel := asking(c)
		defer cancel()
		_, err = s.Conversations.Get(ctx, v.id)
	}
	if err == nil && !known || fault.Is(err, fault.NotFound) {
		return visitor{}, fault.New(fault.Invalid, "There is no conversation in this browser yet. Write a message first, then leave your address.")
	}
	return v, err
}

// answerContact shows the panel to HTMX, with what was typed where it was refused; a plain form is led to its page.
func (s *Server) answerContact(c *fiber.Ctx, said string, failure error) error {
	if fault.Is(failure, fault.NotFound) {
		return failure
	}
	if failure == nil && !isByHTMX(c) {
		return c.Redirect("/conversation?mail="+cmp.Or(said, "open")+"#contact", fiber.StatusSeeOther)
	}
	v, known, err := s.visitorOf(c)
	var p *contactPanel
	if err == nil {
		p, err = s.contactPanel(v, known)
	}
	if err != nil {
		return err
	}
	p.Open, p.Said = true, contactSaid[said]
	status := fiber.StatusOK
	if failure != nil {
		var f *fault.Error
		status, f = s.note(c, failure)
		p.Typed, p.Error = cleaned(field(c, "email")), f.Sentence
		setRetryAfter(c, f)
	}
	if wantsFragment(c) {
		return s.answer(c, status, "conversation/_contact", press.Page{}, p)
	}
	return s.answerConversation(c, status, thread{Side: conversation.Visitor, Post: visitorPost, Composer: s.newComposer("/"), Contact: p})
}
