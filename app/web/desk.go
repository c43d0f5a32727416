package web

import (
	"context"
	"strconv"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/fault"
	"porchlight/app/press"

	"github.com/gofiber/fiber/v2"
)

// desk is what an owner sees beside a thread: who that is, what is noted, and what can be done.
type desk struct {
	Conversation conversation.Conversation
	State        conversation.State
	Name         string
	Here         bool
	LocalTime    time.Time // where the visitor is; zero: not known
	Mailed       string    // the address, by its ends, that answers go to which are not read; empty: they wait here
	Trail        []trailStep
	Notes        []conversation.Note
	Snoozes      []snooze
}

type trailStep struct {
	Place, Title string
	At           time.Time
}

// snooze is a time until which a conversation can be put away.
type snooze struct {
	Label string
	Until time.Time
}

func (s *Server) deskOf(ctx context.Context, c conversation.Conversation) (desk, error) {
	now := s.Now()
	d := desk{Conversation: c, State: c.State(now), Name: nameOf(c.ID), Here: s.isReachable(c.ID), Snoozes: s.snoozes(now)}
	if zone, err := time.LoadLocation(c.Facts.TimeZone); err == nil && c.Facts.TimeZone != "" {
		d.LocalTime = now.In(zone)
	}
	d.Trail = s.trailOf(c.ID)
	to, _, err := s.Contacts.Of(ctx, c.ID)
	if err != nil {
		return d, err
	}
	if s.Mailer != nil && to.Confirmed() {
		d.Mailed = to.Masked()
	}
	d.Notes, err = s.Conversations.Notes(ctx, c.ID)
	return d, err
}

const morning = 9 // o'clock, when a working day begins

// snoozes are the times that people put things away until, by the clock of the site.
func (s *Server) snoozes(now time.Time) []snooze {
	zone := s.zone()
	today := now.In(zone)
	at := func(days int) time.Time {
		return time.Date(today.Year(), today.Month(), today.Day()+days, morning, 0, 0, 0, zone)
	}
	untilMonday := (int(time.Monday)-int(today.Weekday())+6)%7 + 1
	return []snooze{{"For an hour", now.Add(time.Hour)}, {"Until tomorrow", at(1)}, {"Until Monday", at(untilMonday)}}
}

// act does something about a conversation, records it, tells all nodes, and leads back to it.
func (s *Server) act(c *fiber.Ctx, action string, do func(ctx context.Context, id string) error) error {
	id := c.Params("id")
	ctx, cancel := s.acting(c, action, id, "")
	defer cancel()
	if err := do(ctx, id); err != nil {
		return err
	}
	s.changed(ctx, id, 0) // whatever follows
	now, err := s.Conversations.Get(ctx, id)
	if err != nil {
		return err
	}
	if !wantsFragment(c) {
		return c.Redirect("/inbox/"+id, fiber.StatusSeeOther)
	}
	d, err := s.deskOf(ctx, now)
	if err != nil {
		return err
	}
	return s.answer(c, fiber.StatusOK, "inbox/_desk", press.Page{}, d)
}

func (s *Server) close(c *fiber.Ctx) error { return s.act(c, didClose, s.Conversations.Close) }

func (s *Server) reopen(c *fiber.Ctx) error { return s.act(c, didReopen, s.Conversations.Reopen) }

func (s *Server) snooze(c *fiber.Ctx) error {
	until, err := time.Parse(time.RFC3339, field(c, "until"))
	if err != nil {
		return fault.New(fault.Invalid, "Choose until when to put the conversation away.")
	}
	return s.act(c, didSnooze, func(ctx context.Context, id string) error { return s.Conversations.Snooze(ctx, id, until) })
}

func (s *Server) erase(c *fiber.Ctx) error {
	return s.act(c, didErase, func(ctx context.Context, id string) error {
		defer s.cut(id)                          // browsers that a link opened are forgotten with it
		defer s.Bus.Publish(topicBroadcast, nil) // and what they were told alone
		return s.Conversations.Erase(ctx, id)
	})
}

func (s *Server) postNote(c *fiber.Ctx) error {
	return s.act(c, didNote, func(ctx context.Context, id string) error {
		return s.Conversations.Note(ctx, id, accountOf(c).ID, field(c, "body"))
	})
}

func (s *Server) deleteNote(c *fiber.Ctx) error {
	note, err := strconv.ParseInt(c.Params("note"), 10, 64)
	if err != nil {
		return fault.New(fault.NotFound, "There is no such note.")
	}
	return s.act(c, didDeleteNote, func(ctx context.Context, id string) error { return s.Conversations.DeleteNote(ctx, id, note) })
}

// showDesk shows the owners who look at a thread where its visitor is, and how things stand.
func (s *Server) showDesk(id string) {
	ctx, cancel := askingAside()
	defer cancel()
	now, err := s.Conversations.Get(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return // a page of a conversation that never was, or is no more
	}
	var d desk
	if err == nil {
		d, err = s.deskOf(ctx, now)
	}
	if err != nil {
		s.warn(ctx, "a conversation could not be read", err)
		s.inbox.touchThread(id)
		return
	}
	view := deskView{Here: s.whereIs(id), Desk: d}
	view.Here.Mailed = d.Mailed != ""
	s.hub.Broadcast(threadRoom(id), s.frame("inbox/desk-partial", view))
}

// deskView is what goes with a thread, rendered anew.
type deskView struct {
	Here whereabouts
	Desk desk
}
