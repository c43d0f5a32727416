package web

import (
	"context"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/fault"
	"porchlight/app/live"

	"github.com/gofiber/fiber/v2"
)

const blockFor = 30 * 24 * time.Hour // how long a block holds

// block refuses what the visitor writes from now on, wherever they are connected, and their present address with them.
func (s *Server) block(c *fiber.Ctx) error {
	return s.act(c, didBlock, func(ctx context.Context, id string) error { return s.shutOut(ctx, id, s.Conversations.Block) })
}

// blockPresent does the same to a visitor who is here, whether or not they have written, and leads back to their trail.
func (s *Server) blockPresent(c *fiber.Ctx) error {
	id := c.Params("visitor")
	if !s.isReachable(id) {
		return fault.New(fault.NotFound, "This visitor has left. Whoever has written can be blocked from the inbox.")
	}
	ctx, cancel := s.acting(c, didBlock, id, "")
	defer cancel()
	if err := s.shutOut(ctx, id, s.Conversations.BlockUnwritten); err != nil {
		return err
	}
	s.changed(ctx, id, 0) // whatever follows
	return c.Redirect(presencePath+"/"+id, fiber.StatusSeeOther)
}

// shutOut has the block stored, of the conversation and of the addresses that its visitor is connected from, and tells all nodes.
func (s *Server) shutOut(ctx context.Context, id string, store func(ctx context.Context, id string, until time.Time) error) error {
	until := s.Now().Add(blockFor)
	if err := store(ctx, id, until); err != nil {
		return err
	}
	if err := s.Addresses.Block(ctx, id, s.Roster.Addresses(id), until); err != nil {
		return err
	}
	s.Bus.Publish(topicBlocked, []byte(id))
	return nil
}

func (s *Server) unblock(c *fiber.Ctx) error {
	return s.act(c, didUnblock, func(ctx context.Context, id string) error {
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
	ctx, cancel := askingAside()
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

// learnedFor is how long an address is blocked on which only the cookie of somebody blocked was seen: it may be a library's or a train's,
// and they come back there or they do not.
const learnedFor = time.Hour

// learnBlocked adds the address for a while to the block of a visitor who comes from another one, or whose address was not known when
// they were blocked.
func (s *Server) learnBlocked(ctx context.Context, visitor string, from source) {
	now, err := s.Conversations.Get(ctx, visitor)
	if err != nil || from.barred || !now.BlockedUntil.After(s.Now()) {
		return
	}
	until := s.Now().Add(learnedFor)
	if now.BlockedUntil.Before(until) {
		until = now.BlockedUntil
	}
	if err := s.Addresses.Block(ctx, visitor, []string{from.address}, until); err != nil {
		s.Log.WarnContext(ctx, "the address of a blocked visitor could not be stored", "error", err)
		return
	}
	s.Bus.Publish(topicBlocked, []byte(visitor))
}
