package web

import (
	"strconv"

	"porchlight/app/catalog"
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
	Anew         bool  // whatever a page has of it is gone: it is to forget its rev, too
	Composer     composer
	Post         string // where the form goes, and below which changes are read
	Unread       int64
	Earlier      string // the address of the page with the messages before these; empty: there are none
	Later        string // of the one with the last; empty: this is it
	Says         string // how the lamp stands, for a page without a script
	Contact      *contactPanel
}

// composer is the form that a message is written in.
type composer struct {
	Post, ID, Body, Place, PlaceTitle, Error string
	Side                                     conversation.Side
	Made                                     string // when, in a whole page: a plain form is told from a program's by it
}

// Blank is what a page's script makes the forms of that change a message.
func (composer) Blank() messageView { return messageView{} }

// messageView is a message as one side sees it.
type messageView struct {
	conversation.Message
	Own        bool
	PlaceTitle string
	Card       *catalog.Card // what an owner answers with
	By         string        // the owner who wrote it, for other owners
	Left       int           // seconds in which it can still be changed by who looks
	Raw        string        // its body, where that can be changed and is not what is shown
	Changeable bool          // it has its forms with it, for pages without a script
	Post       string        // below which it is changed
}

// Spans are the parts of its body.
func (m messageView) Spans() []conversation.Span { return conversation.Spans(m.Body) }

// Got is how far the other side has got, which is what a sender wants to know.
func (t thread) Got() conversation.Marks { return t.Conversation.MarksOf(t.Side.Other()) }

const visitorPost = "/conversation/messages"

// showConversation is the visitor's thread, as a page or in the widget. Fetching it means that it was received.
func (s *Server) showConversation(c *fiber.Ctx) error {
	t := thread{Side: conversation.Visitor, Post: visitorPost, Composer: s.newComposer(s.knownPlace(c.Query("place")))}
	t.Composer.Body = questionAfter(c.Query("searched"))
	return s.answerConversation(c, fiber.StatusOK, t)
}

func (s *Server) answerConversation(c *fiber.Ctx, status int, t thread) error {
	v, known, err := s.visitorOf(c)
	if err != nil && status == fiber.StatusOK {
		return err
	}
	if known && err == nil {
		ctx, cancel := asking(c)
		defer cancel()
		if t, err = s.fillPage(ctx, c, t, v.id); err != nil && (status == fiber.StatusOK || t.Composer.Body == "") {
			return err // a draft that was refused is given back even where the thread cannot be read
		}
	}
	if t.Contact == nil {
		if t.Contact, err = s.contactPanel(v, known); err != nil && status == fiber.StatusOK {
			return err
		}
		if t.Contact != nil {
			told := c.Query("mail") // where its plain forms lead
			t.Contact.Open, t.Contact.Said = told != "", contactSaid[told]
		}
	}
	if !wantsFragment(c) { // a page that may have no script
		s.offerChanges(t.Messages)
		t.Composer.Made = s.made()
	}
	t.Says = s.says(t.Conversation.Facts.TimeZone)
	site := s.Press.Current().Catalog.Site
	return s.answer(c, status, "conversation/_conversation", press.Page{Title: "Conversation with " + site.Owner.Name, Place: t.Composer.Place, Kind: "conversation"}, t)
}

func (s *Server) newComposer(place string) composer {
	title := ""
	if place != "/" { // which is about nothing in particular
		title, _ = s.Press.Current().Catalog.Title(place)
	}
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
	v, _, err := s.visitorOf(c)
	if err != nil {
		return err
	}
	return s.answerChanges(c, thread{Side: conversation.Visitor, Post: visitorPost}, v.id)
}

func (s *Server) answerChanges(c *fiber.Ctx, t thread, id string) error {
	after, err := wholeNumber(c, "after")
	if err != nil {
		return err
	}
	ctx, cancel := asking(c)
	defer cancel()
	now, err := s.Conversations.Get(ctx, id)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	html, err := s.inBulk(ctx, id, now.Rev-after, func() ([]byte, error) {
		filled, err := s.fill(ctx, t, id, after)
		if err != nil {
			return nil, err
		}
		return s.Press.Current().Views.Fragment("conversation/_changes", filled)
	})
	if err != nil {
		return err
	}
	return sendPrivate(c, html)
}

// wholeNumber reads a rev or a seq from the query; none is 0, from the beginning.
func wholeNumber(c *fiber.Ctx, name string) (int64, error) {
	text := c.Query(name)
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, fault.New(fault.Invalid, "The value of %s must be a whole number from 0.", name)
	}
	return n, nil
}
