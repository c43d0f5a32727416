package web

import (
	"porchlight/app/presence"

	"github.com/gofiber/fiber/v2"
)

// rosterMost is how many visitors the presence page lists; all are counted.
const rosterMost = 200

// rosterView is the admin's list.
type rosterView struct {
	Entries  []rosterEntry
	Total    int
	Unlisted int // of them, who are counted alone
}

// Shown is how many would be listed if all had room.
func (v rosterView) Shown() int { return v.Total - v.Unlisted }

type rosterEntry struct {
	presence.Entry
	Name, Title string
	Reachable   bool // whether an owner can write to them
}

func (s *Server) showPresence(c *fiber.Ctx) error {
	view := s.rosterView()
	return s.answer(c, fiber.StatusOK, "presence/presence", s.staffPage(c, "Presence", "/admin/presence"), view)
}

func (s *Server) rosterView() rosterView {
	entries, total, unlisted := s.Roster.List(rosterMost)
	view := rosterView{Total: total, Unlisted: unlisted}
	for _, e := range entries {
		title, _ := s.Press.Current().Catalog.Title(e.Place)
		view.Entries = append(view.Entries, rosterEntry{Entry: e, Name: nameOf(e.Visitor), Title: title, Reachable: s.isReachable(e.Visitor)})
	}
	return view
}

const presenceRoom = "presence"

// threadRoom holds the owners' sockets that show a visitor's thread.
func threadRoom(id string) string { return "thread:" + id }

// showVisitors renews what staff see of the visitors who changed.
func (s *Server) showVisitors(visitors []string) {
	if len(visitors) == 0 {
		return
	}
	if s.hub.Size(presenceRoom) > 0 {
		s.hub.Broadcast(presenceRoom, s.frame("presence/roster-partial", s.rosterView()))
	}
	for _, v := range visitors {
		if s.hub.Size(threadRoom(v)) > 0 {
			s.inbox.touchThread(v)
		}
	}
}
