package web

import (
	"porchlight/app/conversation"
	"porchlight/app/presence"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"
)

// inboxView is the owner's page: the list, and beside it a thread or nothing.
type inboxView struct {
	List   inboxList
	Thread *thread
	Here   whereabouts
	Desk   desk
	Picks  []pick
}

// whereabouts is where a visitor is now.
type whereabouts struct {
	ID, Name, Place, Title string
	Entry                  presence.Entry
	Here                   bool
	Mailed                 bool // answers that are not read go to an address
}

func (s *Server) showInbox(c *fiber.Ctx) error {
	list, err := s.listFor(c)
	if err != nil {
		return err
	}
	if wantsFragment(c) {
		return s.answer(c, fiber.StatusOK, "inbox/_list", s.staffPage(c, "Inbox", list.At()), list)
	}
	return s.answer(c, fiber.StatusOK, "inbox/inbox", s.staffPage(c, "Inbox", list.At()), inboxView{List: list})
}

func (s *Server) showThread(c *fiber.Ctx) error {
	return s.answerThread(c, fiber.StatusOK, composer{ID: uuid.NewString()})
}

func (s *Server) answerThread(c *fiber.Ctx, status int, form composer) error {
	id := c.Params("id")
	ctx, cancel := asking(c)
	defer cancel()
	if _, err := s.Conversations.Get(ctx, id); err != nil {
		return err
	}
	t, err := s.fillPage(ctx, c, thread{Side: conversation.Owner, Post: postOf(conversation.Owner, id)}, id)
	if err != nil {
		return err
	}
	s.offerChanges(t.Messages)
	t.Composer = composer{Post: t.Post, ID: form.ID, Side: conversation.Owner, Body: form.Body, Error: form.Error}
	list, err := s.listFor(c)
	if err != nil {
		return err
	}
	view := inboxView{List: list, Thread: &t, Here: s.whereIs(id), Picks: s.picksFor(t.Conversation)}
	if view.Desk, err = s.deskOf(ctx, t.Conversation); err != nil {
		return err
	}
	view.Here.Mailed = view.Desk.Mailed != ""
	return s.answer(c, status, "inbox/inbox", s.staffPage(c, view.Here.Name, "/inbox/"+id+list.In()), view)
}

func (s *Server) showThreadChanges(c *fiber.Ctx) error {
	id := c.Params("id")
	ctx, cancel := asking(c)
	defer cancel()
	if _, err := s.Conversations.Get(ctx, id); err != nil {
		return err
	}
	return s.answerChanges(c, thread{Side: conversation.Owner, Post: postOf(conversation.Owner, id)}, id)
}

func (s *Server) whereIs(id string) whereabouts {
	entry, here := s.Roster.Entry(id)
	title, _ := s.Press.Current().Catalog.Title(entry.Place)
	return whereabouts{ID: id, Name: nameOf(id), Place: entry.Place, Title: title, Entry: entry, Here: here}
}

// nameOf calls a visitor by the beginning of their id: enough to tell two apart, and it says nothing about them.
func nameOf(id string) string { return "Visitor " + id[:min(4, len(id))] }
