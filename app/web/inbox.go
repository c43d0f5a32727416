package web

import (
	"strings"
	"time"
	"unicode/utf8"

	"porchlight/app/conversation"
	"porchlight/app/fault"
	"porchlight/app/presence"
	"porchlight/app/press"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"
)

const (
	inboxMost = 100                 // conversations in the list
	blockFor  = 30 * 24 * time.Hour // how long a block holds
)

// inboxView is the owner's page: the list, and beside it a thread or nothing.
type inboxView struct {
	List   inboxList
	Thread *thread
	Here   whereabouts
}

// inboxList is the list alone, as the live channel renders it anew.
type inboxList struct {
	Items         []inboxItem
	Total, Unread int64
}

type inboxItem struct {
	conversation.Item
	Name, PlaceTitle string
	Here             bool
}

// whereabouts is where a visitor is now.
type whereabouts struct {
	ID, Name, Place, Title string
	Entry                  presence.Entry
	Here                   bool
}

func (s *Server) showInbox(c *fiber.Ctx) error {
	list, err := s.inboxList()
	if err != nil {
		return err
	}
	return s.answer(c, fiber.StatusOK, "inbox/inbox", s.staffPage(c, "Inbox", "/inbox"), inboxView{List: list})
}

func (s *Server) showThread(c *fiber.Ctx) error {
	return s.answerThread(c, fiber.StatusOK, composer{ID: uuid.NewString()})
}

func (s *Server) answerThread(c *fiber.Ctx, status int, form composer) error {
	id := c.Params("id")
	ctx, cancel := asking()
	defer cancel()
	if _, err := s.Conversations.Get(ctx, id); err != nil {
		return err
	}
	t, err := s.fill(ctx, thread{Side: conversation.Owner, Post: "/inbox/" + id + "/messages"}, id, 0)
	if err != nil {
		return err
	}
	t.Blocked = t.Conversation.BlockedUntil.After(s.Now())
	t.Composer = composer{Post: t.Post, ID: form.ID, Side: conversation.Owner, Body: form.Body, Error: form.Error}
	list, err := s.inboxList()
	if err != nil {
		return err
	}
	view := inboxView{List: list, Thread: &t, Here: s.whereIs(id)}
	return s.answer(c, status, "inbox/inbox", s.staffPage(c, view.Here.Name, "/inbox/"+id), view)
}

func (s *Server) showThreadChanges(c *fiber.Ctx) error {
	id := c.Params("id")
	ctx, cancel := asking()
	defer cancel()
	if _, err := s.Conversations.Get(ctx, id); err != nil {
		return err
	}
	return s.answerChanges(c, thread{Side: conversation.Owner, Post: "/inbox/" + id + "/messages"}, id)
}

func (s *Server) postAnswer(c *fiber.Ctx) error {
	id := c.Params("id")
	draft := conversation.Draft{ID: field(c, "id"), Body: field(c, "body"), From: conversation.Owner, AccountID: accountOf(c).ID}
	ctx, cancel := asking()
	defer cancel()
	m, err := s.send(ctx, id, "", draft)
	if err == nil {
		return s.answerMessage(c, m, conversation.Owner, "/inbox/"+id+"#message-"+m.ID)
	}
	if fault.Is(err, fault.NotFound) {
		return err
	}
	status, f := s.note(c, err)
	form := composer{Post: "/inbox/" + id + "/messages", ID: uuid.NewString(), Side: conversation.Owner, Body: cleaned(draft.Body), Error: f.Sentence}
	if status >= fiber.StatusInternalServerError {
		form.ID = draft.ID // as in refuse
	}
	setRetryAfter(c, f)
	if wantsFragment(c) {
		return s.answer(c, status, "conversation/_composer", press.Page{}, form)
	}
	return s.answerThread(c, status, form)
}

func (s *Server) block(c *fiber.Ctx) error { return s.blockUntil(c, s.Now().Add(blockFor)) }

func (s *Server) unblock(c *fiber.Ctx) error { return s.blockUntil(c, s.Now()) }

func (s *Server) blockUntil(c *fiber.Ctx, until time.Time) error {
	ctx, cancel := asking()
	defer cancel()
	id := c.Params("id")
	if err := s.Conversations.Block(ctx, id, until); err != nil {
		return err
	}
	return c.Redirect("/inbox/"+id, fiber.StatusSeeOther)
}

func (s *Server) inboxList() (inboxList, error) {
	ctx, cancel := asking()
	defer cancel()
	box, err := s.Conversations.Inbox(ctx, inboxMost)
	list := inboxList{Total: box.Total, Unread: box.Unread}
	for _, item := range box.Items {
		title, _ := s.Press.Current().Catalog.Title(item.Last.Place)
		_, here := s.Roster.Entry(item.Conversation.ID)
		list.Items = append(list.Items, inboxItem{Item: item, Name: nameOf(item.Conversation.ID), PlaceTitle: title, Here: here})
	}
	return list, err
}

func (s *Server) whereIs(id string) whereabouts {
	entry, here := s.Roster.Entry(id)
	title, _ := s.Press.Current().Catalog.Title(entry.Place)
	return whereabouts{ID: id, Name: nameOf(id), Place: entry.Place, Title: title, Entry: entry, Here: here}
}

// nameOf calls a visitor by the beginning of their id: enough to tell two apart, and it says nothing about them.
func nameOf(id string) string { return "Visitor " + id[:min(4, len(id))] }

func (s *Server) staffPage(c *fiber.Ctx, title, place string) press.Page {
	return press.Page{Title: title, Place: place, Kind: "staff", Role: string(accountOf(c).Role)}
}

// cleaned makes any bytes safe to give back in a form.
func cleaned(body string) string {
	if !utf8.ValidString(body) {
		body = strings.ToValidUTF8(body, "\uFFFD")
	}
	return strings.ReplaceAll(body, "\x00", "")
}
