package web

import (
	"context"
	"strconv"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/fault"
	"porchlight/app/live"
	"porchlight/app/press"

	"github.com/gofiber/fiber/v2"
)

const blockFor = 30 * 24 * time.Hour // how long a block holds

// desk is what an owner sees beside a thread: who that is, what is noted, and what can be done.
type desk struct {
	Conversation conversation.Conversation
	State        conversation.State
	Name         string
	Here         bool
	LocalTime    time.Time // where the visitor is; zero: not known
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
	for _, step := range s.Roster.Trail(c.ID) {
		title, _ := s.Press.Current().Catalog.Title(step.Place)
		d.Trail = append(d.Trail, trailStep{Place: step.Place, Title: title, At: step.At})
	}
	var err error
	d.Notes, err = s.Conversations.Notes(ctx, c.ID)
	return d, err
}

const morning = 9 // o'clock, when a working day begins

// snoozes are the times that people put things away until, by the clock of the site.
func (s *Server) snoozes(now time.Time) []snooze {
	zone, _ := time.LoadLocation(s.Press.Current().Catalog.Site.TimeZone) // the catalog has checked it
	today := now.In(zone)
	at := func(days int) time.Time {
		return time.Date(today.Year(), today.Month(), today.Day()+days, morning, 0, 0, 0, zone)
	}
	untilMonday := (int(time.Monday)-int(today.Weekday())+6)%7 + 1
	return []snooze{{"For an hour", now.Add(time.Hour)}, {"Until tomorrow", at(1)}, {"Until Monday", at(untilMonday)}}
}

// act does something about a conversation, tells all nodes, and leads back to it.
func (s *Server) act(c *fiber.Ctx, do func(ctx context.Context, id string) error) error {
	ctx, cancel := asking()
	defer cancel()
	id := c.Params("id")
	if err := do(ctx, id); err != nil {
		return err
	}
	now, err := s.Conversations.Get(ctx, id)
	if err != nil {
		return err
	}
	s.changed(id, now.Rev)
	if !wantsFragment(c) {
		return c.Redirect("/inbox/"+id, fiber.StatusSeeOther)
	}
	d, err := s.deskOf(ctx, now)
	if err != nil {
		return err
	}
	return s.answer(c, fiber.StatusOK, "inbox/_desk", press.Page{}, d)
}

func (s *Server) close(c *fiber.Ctx) error { return s.act(c, s.Conversations.Close) }

func (s *Server) reopen(c *fiber.Ctx) error { return s.act(c, s.Conversations.Reopen) }

func (s *Server) snooze(c *fiber.Ctx) error {
	until, err := time.Parse(time.RFC3339, field(c, "until"))
	if err != nil {
		return fault.New(fault.Invalid, "Choose until when to put the conversation away.")
	}
	return s.act(c, func(ctx context.Context, id string) error { return s.Conversations.Snooze(ctx, id, until) })
}

func (s *Server) erase(c *fiber.Ctx) error { return s.act(c, s.Conversations.Erase) }

func (s *Server) postNote(c *fiber.Ctx) error {
	return s.act(c, func(ctx context.Context, id string) error {
		return s.Conversations.Note(ctx, id, accountOf(c).ID, field(c, "body"))
	})
}

func (s *Server) deleteNote(c *fiber.Ctx) error {
	note, err := strconv.ParseInt(c.Params("note"), 10, 64)
	if err != nil {
		return fault.New(fault.NotFound, "There is no such note.")
	}
	return s.act(c, func(ctx context.Context, id string) error { return s.Conversations.DeleteNote(ctx, id, note) })
}

// block refuses what the visitor writes from now on, wherever they are connected, and their present address with them.
func (s *Server) block(c *fiber.Ctx) error {
	until := s.Now().Add(blockFor)
	return s.act(c, func(ctx context.Context, id string) error {
		if err := s.Conversations.Block(ctx, id, until); err != nil {
			return err
		}
		if err := s.Addresses.Block(ctx, id, s.Roster.Addresses(id), until); err != nil {
			return err
		}
		s.Bus.Publish(topicBlocked, []byte(id))
		return nil
	})
}

func (s *Server) unblock(c *fiber.Ctx) error {
	return s.act(c, func(ctx context.Context, id string) error {
		if err := s.Conversations.Block(ctx, id, s.Now()); err != nil {
			return err
		}
		if err := s.Addresses.Unblock(ctx, id); err != nil {
			return err
		}
		s.Bus.Publish(topicBlocked, []byte(id))
		return nil
	})
}

// onBlocked cuts off a visitor who is blocked, and learns which addresses are.
func (s *Server) onBlocked(id string) {
	s.Addresses.Forget()
	ctx, cancel := asking()
	defer cancel()
	now, err := s.Conversations.Get(ctx, id)
	if err != nil || !now.BlockedUntil.After(s.Now()) {
		return
	}
	s.hub.Each(conversationRoom(id), func(socket *live.Socket[*session]) {
		if socket.Data.side == conversation.Visitor {
			socket.Close(closePolicy, "blocked")
		}
	})
}
