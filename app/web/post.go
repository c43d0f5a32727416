package web

import (
	"context"

	"porchlight/app/conversation"
	"porchlight/app/fault"
	"porchlight/app/press"

	"github.com/gofiber/fiber/v2"
)

// postMessage takes a visitor's message. It is where a browser becomes a visitor for good.
func (s *Server) postMessage(c *fiber.Ctx) error {
	draft := conversation.Draft{ID: field(c, "id"), Body: field(c, "body"), Place: s.knownPlace(field(c, "place")), From: conversation.Visitor}
	v, known, err := s.visitorOf(c)
	if err != nil {
		return s.refuse(c, err, draft)
	}
	if !known {
		v = newVisitor()
	}
	from, err := s.sourceOf(c)
	if err != nil {
		return s.refuse(c, err, draft)
	}
	if err := s.untrap(c); err != nil {
		return s.refuse(c, err, draft)
	}
	ctx, cancel := asking(c)
	defer cancel()
	message, err := s.send(ctx, v.id, from, draft)
	if err != nil {
		if s.learnBlocked(ctx, v.id, from); !fault.Is(err, fault.Unavailable) {
			return s.refuse(c, err, draft)
		}
		s.remember(c, v, true) // it may be stored after all: the same id must then come from the same visitor
		return s.refuse(c, err, draft)
	}
	s.remember(c, v, true)
	s.renew(ctx, v)
	if !known {
		c.Set("HX-Trigger", "visitor:named") // a socket that had no name must connect again to have this one
	}
	if isUnfollowed(c) {
		return s.answerMessage(c, v.id, message, conversation.Visitor)
	}
	s.warn(ctx, "what a browser says of itself could not be stored", s.Conversations.Learn(ctx, v.id, factsOf(c)))
	return s.answerMessage(c, v.id, message, conversation.Visitor)
}

// pageOf is the page on which a side sees a conversation.
func pageOf(side conversation.Side, id string) string {
	if side == conversation.Owner {
		return "/inbox/" + id
	}
	return "/conversation"
}

// answerMessage shows the stored message to HTMX and leads a plain form to it.
func (s *Server) answerMessage(c *fiber.Ctx, id string, m conversation.Message, side conversation.Side) error {
	if !isByHTMX(c) {
		return c.Redirect(pageOf(side, id)+"#message-"+m.ID, fiber.StatusSeeOther)
	}
	html, err := s.Press.Current().Views.Fragment("conversation/_message", s.viewsOf(side, id, []conversation.Message{m})[0])
	if err != nil {
		return err
	}
	return sendPrivate(c, html)
}

// refuse gives a visitor's draft back with the reason: in the composer for HTMX, in the whole page for a plain form.
func (s *Server) refuse(c *fiber.Ctx, err error, draft conversation.Draft) error {
	status, f := s.note(c, conversation.Unsent(err))
	form := s.newComposer(draft.Place)
	form.Body, form.Error = cleaned(draft.Body), f.Sentence
	if status >= fiber.StatusInternalServerError && draft.ID != "" {
		form.ID = draft.ID // it may be stored after all: the same id finds out
	}
	setRetryAfter(c, f)
	if wantsFragment(c) {
		return s.answer(c, status, "conversation/_composer", press.Page{}, form)
	}
	return s.answerConversation(c, status, thread{Side: conversation.Visitor, Post: visitorPost, Composer: form})
}

// send is the one way in for a message, from either side, by post or by socket: whatever was stored before passes, whatever
// is new is counted against the limits, and all nodes are told.
func (s *Server) send(ctx context.Context, id string, from source, d conversation.Draft) (conversation.Message, error) {
	stored, err := s.Conversations.Stored(ctx, id, d)
	if err != nil || stored.Seq > 0 {
		return stored, err
	}
	if d.From == conversation.Visitor {
		if err := s.limitVisitor(ctx, id, from); err != nil {
			return conversation.Message{}, err
		}
	}
	m, err := s.Conversations.Send(ctx, id, d)
	if err != nil {
		return m, err
	}
	s.counters.messages.WithLabelValues(string(d.From)).Inc()
	s.changed(ctx, id, m.Rev)
	s.Outbox.Wake()
	if d.From == conversation.Owner {
		s.Bus.Publish(topicAnswered, nil)
	}
	return m, nil
}

const manyMessages = "Many messages came from your network. The next one can go in %d s; your text is kept."

func (s *Server) limitVisitor(ctx context.Context, id string, from source) error {
	_, err := s.Conversations.Get(ctx, id)
	if fault.Is(err, fault.NotFound) {
		if barred, failed := s.Addresses.BlockedAs(ctx, from.address); failed != nil {
			return failed
		} else if barred || from.barred { // since its socket was opened, or on a day before
			return fault.New(fault.Forbidden, "Messages from this network are not accepted at the moment.")
		}
		// the address first: a made-up visitor takes no room in the other limit
		err = s.take(ctx, s.Limits.conversations(), from.address, "Many new conversations came from your network. Please try again in %d s; your text is kept.")
	}
	if err != nil {
		return err
	}
	if err := s.take(ctx, s.Limits.messages(), id, "That was quick. The next message can go in %d s; your text is kept."); err != nil {
		return err
	}
	// the address last: whoever is too quick uses up nothing of their neighbours'
	if err := s.take(ctx, s.Limits.messagesFromAddress(), from.address, manyMessages); err != nil || from.network == "" {
		return err
	}
	return s.take(ctx, s.Limits.messagesFromNetwork(), from.network, manyMessages)
}
