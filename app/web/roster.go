package web

import (
	"strings"

	"porchlight/app/live"
	"porchlight/app/presence"

	"github.com/gofiber/fiber/v2"
)

// presenceRoom holds the sockets of presence pages that are not paused.
const presenceRoom = "presence"

// presenceView is the whole page.
type presenceView struct {
	Now   nowView
	Plan  planView
	Table tableView
}

// showPresence answers with the page, or with what its table shows.
func (s *Server) showPresence(c *fiber.Ctx) error {
	query := s.tableQueryOf(string(c.Context().URI().QueryString()))
	view := s.tableNow(query)
	page := s.staffPage(c, "Presence", query.At())
	page.Bundle = "presence"
	if wantsFragment(c) {
		return s.answer(c, fiber.StatusOK, "presence/_list", page, view)
	}
	ctx, cancel := asking(c)
	defer cancel()
	lately, err := s.readLately(ctx)
	if err != nil {
		return err
	}
	s.showing.Lock()
	now := s.learn(lately)
	s.showing.Unlock()
	return s.answer(c, fiber.StatusOK, "presence/presence", page, presenceView{Now: now, Plan: s.planView(query.Place), Table: view})
}

// presenceTick brings what presence pages show to a tick. The caller holds showing.
func (s *Server) presenceTick(changes presence.Changes) {
	s.showPlan(changes)
	s.tables.tick(changes)
}

// enterPresence shows a presence page what there is. The caller holds showing.
func (s *Server) enterPresence(socket *live.Socket[*session]) {
	_, query, _ := strings.Cut(socket.Data.at, "?")
	if socket.Data.paused = isPaused(query); !socket.Data.paused {
		s.joinPresence(socket)
	}
	s.tables.show(tableWish{socket, s.tableQueryOf(query), socket.Data.paused})
}

// joinPresence has a presence page follow what happens, beginning with all that it shows. The caller holds showing.
func (s *Server) joinPresence(socket *live.Socket[*session]) {
	s.hub.Join(socket, presenceRoom)
	socket.Send(s.totalsFrame())
	socket.Send(s.planFrame())
}

// turnPresence shows a presence page what it asks for by its place: another table, or nothing more while it is paused.
func (s *Server) turnPresence(socket *live.Socket[*session], place string) {
	h := socket.Data
	path, query, _ := strings.Cut(place, "?")
	if path != presencePath {
		return
	}
	switch paused := isPaused(query); {
	case paused && !h.paused:
		s.hub.Leave(socket, presenceRoom)
	case !paused && h.paused:
		s.showing.RLock()
		s.joinPresence(socket)
		s.showing.RUnlock()
	}
	h.paused = isPaused(query)
	s.tables.show(tableWish{socket, s.tableQueryOf(query), h.paused})
}
