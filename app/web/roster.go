package web

import (
	"porchlight/app/live"
	"porchlight/app/presence"

	"github.com/gofiber/fiber/v2"
)

// presenceRoom holds the sockets of the presence page.
const presenceRoom = "presence"

// roomState is what presence pages are shown. The listing follows the ticks while somebody looks. The caller holds showing.
type roomState struct{ listing *presence.Listing }

// rosterView is the list of those who are here.
type rosterView struct {
	presence.ListPage
	Rows     []rosterEntry
	Total    int
	Unlisted int // of them, who are counted alone
}

type rosterEntry struct {
	presence.Entry
	Name, Title string
	Reachable   bool // whether an owner can write to them
}

func (s *Server) showPresence(c *fiber.Ctx) error {
	listing := presence.NewListing(s.Roster.Entries())
	page := s.staffPage(c, "Presence", presencePath)
	page.Bundle = "presence"
	return s.answer(c, fiber.StatusOK, "presence/presence", page, s.rosterView(listing, s.Roster.Count("/")))
}

func (s *Server) rosterView(listing *presence.Listing, total int) rosterView {
	c := s.Press.Current().Catalog
	words := presence.Words{Name: nameOf, Title: func(place string) string { title, _ := c.Title(place); return title }}
	view := rosterView{ListPage: listing.Page(presence.Query{}, words), Total: total, Unlisted: max(0, total-listing.Len())}
	for _, e := range view.Entries {
		view.Rows = append(view.Rows, rosterEntry{Entry: e, Name: nameOf(e.Visitor), Title: words.Title(e.Place), Reachable: s.isReachable(e.Visitor)})
	}
	return view
}

// presenceTick brings what presence pages show to a tick. The caller holds showing.
func (s *Server) presenceTick(changes presence.Changes) {
	switch {
	case s.hub.Size(presenceRoom) == 0:
		s.room.listing = nil
		return
	case s.room.listing == nil:
		s.room.listing = presence.NewListing(s.Roster.Entries())
	default:
		s.room.listing.Take(changes)
	}
	if len(changes.Visitors) > 0 {
		s.hub.Broadcast(presenceRoom, s.frame("presence/roster-partial", s.rosterView(s.room.listing, changes.Total)))
	}
}

// enterPresence shows a presence page what there is. The caller holds showing.
func (s *Server) enterPresence(socket *live.Socket[*session]) {
	s.hub.Join(socket, presenceRoom)
	socket.Send(s.frame("presence/roster-partial", s.rosterView(presence.NewListing(s.Roster.Entries()), s.Roster.Count("/"))))
}
