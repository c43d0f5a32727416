package web

import (
	"context"
	"strconv"

	"porchlight/app/conversation"
	"porchlight/app/fault"
	"porchlight/app/press"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"
)

// thread is what the views of a conversation show, on either side.
type thread struct {
	Conversation conversation.Conversation
	Side         conversation.Side // who looks at it
	Messages     []messageView
	After        int64 // the rev from which on the messages are all that changed
	Composer     composer
	Post         string // where the form goes, and below which changes are read
	Unread       int64
	Blocked      bool
}

// composer is the form that a message is written in.
type composer struct {
	Post, ID, Body, Place, PlaceTitle, Error string
	Side                                     conversation.Side
}

// messageView is a message as one side sees it.
type messageView struct {
	conversation.Message
	Own        bool
	PlaceTitle string
}

// Got is how far the other side has got, which is what a sender wants to know.
func (t thread) Got() conversation.Marks { return t.Conversation.MarksOf(t.Side.Other()) }

const visitorPost = "/conversation/messages"

// showConversation is the visitor's thread, as a page or in the widget. Fetching it means that it was received.
func (s *Server) showConversation(c *fiber.Ctx) error {
	t := thread{Side: conversation.Visitor, Post: visitorPost, Composer: s.newComposer(s.knownPlace(c.Query("place")))}
	return s.answerConversation(c, fiber.StatusOK, t)
}

func (s *Server) answerConversation(c *fiber.Ctx, status int, t thread) error {
	if v, known := s.visitorOf(c); known {
		ctx, cancel := asking()
		defer cancel()
		var err error
		if t, err = s.fill(ctx, t, v.id, 0); err != nil && t.Composer.Body == "" {
			return err // a draft is given back even where the thread cannot be read
		}
	}
	site := s.Press.Current().Catalog.Site
	return s.answer(c, status, "conversation/_conversation", press.Page{Title: "Conversation with " + site.Owner.Name, Place: t.Composer.Place, Kind: "conversation"}, t)
}

// fill reads what changed since a rev into a thread and notes that its side received it.
func (s *Server) fill(ctx context.Context, t thread, id string, after int64) (thread, error) {
	changes, err := s.Conversations.Since(ctx, id, after)
	if err != nil {
		return t, err
	}
	if rev, err := s.Conversations.Mark(ctx, id, t.Side, conversation.Marks{Received: changes.Conversation.LastSeq}); err == nil && rev > 0 {
		s.changed(id, rev)
	}
	t.Conversation, t.After = changes.Conversation, after
	t.Messages = s.viewsOf(t.Side, changes.Messages)
	if t.Side == conversation.Visitor {
		t.Unread, err = s.Conversations.UnreadByVisitor(ctx, id)
	}
	return t, err
}

func (s *Server) viewsOf(side conversation.Side, messages []conversation.Message) (views []messageView) {
	c := s.Press.Current().Catalog
	for _, m := range messages {
		title, _ := c.Title(m.Place)
		views = append(views, messageView{Message: m, Own: m.From == side, PlaceTitle: title})
	}
	return views
}

func (s *Server) newComposer(place string) composer {
	title, _ := s.Press.Current().Catalog.Title(place)
	return composer{Post: visitorPost, ID: uuid.NewString(), Place: place, PlaceTitle: title, Side: conversation.Visitor}
}

// knownPlace returns a place of the catalog, or the whole site: a posted message is not refused for the page it came from
// having gone since. (A frame is, as the contract says, and then comes again by post.)
func (s *Server) knownPlace(place string) string {
	if _, known := s.Press.Current().Catalog.Title(place); known {
		return place
	}
	return "/"
}

// showChanges is what changed in the visitor's thread since a rev; it is the way to poll where sockets are blocked.
func (s *Server) showChanges(c *fiber.Ctx) error {
	v, _ := s.visitorOf(c)
	return s.answerChanges(c, thread{Side: conversation.Visitor, Post: visitorPost}, v.id)
}

func (s *Server) answerChanges(c *fiber.Ctx, t thread, id string) error {
	after, err := revOf(c.Query("after"))
	if err != nil {
		return err
	}
	ctx, cancel := asking()
	defer cancel()
	if t, err = s.fill(ctx, t, id, after); err != nil {
		return err
	}
	html, err := s.Press.Current().Views.Fragment("conversation/_changes", t)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Send(html)
}

// revOf reads a rev from a query; none is 0, from the beginning.
func revOf(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	rev, err := strconv.ParseInt(text, 10, 64)
	if err != nil || rev < 0 {
		return 0, fault.New(fault.Invalid, "The value of after must be a whole number from 0.")
	}
	return rev, nil
}

// postMessage takes a visitor's message. It is where a browser becomes a visitor for good.
func (s *Server) postMessage(c *fiber.Ctx) error {
	v, known := s.visitorOf(c)
	if !known {
		v = newVisitor()
	}
	draft := conversation.Draft{ID: field(c, "id"), Body: field(c, "body"), Place: s.knownPlace(field(c, "place")), From: conversation.Visitor}
	address, err := s.addressOf(c)
	if err != nil {
		return s.refuse(c, err, draft)
	}
	ctx, cancel := asking()
	defer cancel()
	message, err := s.send(ctx, v.id, address, draft)
	if err != nil {
		return s.refuse(c, err, draft)
	}
	s.remember(c, v, true)
	if !known {
		c.Set("HX-Trigger", "visitor:named") // a socket that had no name must connect again to have this one
	}
	return s.answerMessage(c, message, conversation.Visitor, "/conversation#message-"+message.ID)
}

// answerMessage shows the stored message to HTMX and leads a plain form to it.
func (s *Server) answerMessage(c *fiber.Ctx, m conversation.Message, side conversation.Side, to string) error {
	if c.Get("HX-Request") != "true" {
		return c.Redirect(to, fiber.StatusSeeOther)
	}
	html, err := s.Press.Current().Views.Fragment("conversation/_message", s.viewsOf(side, []conversation.Message{m})[0])
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Send(html)
}

// refuse gives a visitor's draft back with the reason: in the composer for HTMX, in the whole page for a plain form.
func (s *Server) refuse(c *fiber.Ctx, err error, draft conversation.Draft) error {
	status, f := s.note(c, err)
	form := s.newComposer(draft.Place)
	form.Body, form.Error = cleaned(draft.Body), f.Sentence
	if status >= fiber.StatusInternalServerError {
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
func (s *Server) send(ctx context.Context, id, address string, d conversation.Draft) (conversation.Message, error) {
	stored, err := s.Conversations.Stored(ctx, id, d)
	if err != nil || stored.Seq > 0 {
		return stored, err
	}
	if d.From == conversation.Visitor {
		if err := s.limitVisitor(ctx, id, address); err != nil {
			return conversation.Message{}, err
		}
	}
	m, err := s.Conversations.Send(ctx, id, d)
	if err == nil {
		s.changed(id, m.Rev)
	}
	return m, err
}

func (s *Server) limitVisitor(ctx context.Context, id, address string) error {
	_, err := s.Conversations.Get(ctx, id)
	if fault.Is(err, fault.NotFound) { // the address first: a made-up visitor takes no room in the other limit
		err = s.take(ctx, s.Limits.conversations(), address, "Many new conversations came from your network. Please try again in %d s; your text is kept.")
	}
	if err != nil {
		return err
	}
	return s.take(ctx, s.Limits.messages(), id, "That was quick. The next message can go in %d s; your text is kept.")
}
