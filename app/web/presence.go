package web

import (
	"context"
	"slices"
	"strings"
	"time"

	"porchlight/app/live"
	"porchlight/app/presence"

	"github.com/gofiber/fiber/v2"
)

// rosterMost is how many visitors the presence page lists; all are counted.
const rosterMost = 200

// rosterView is the admin's list.
type rosterView struct {
	Entries []rosterEntry
	Total   int
}

type rosterEntry struct {
	presence.Entry
	Name, Title string
}

func (s *Server) showPresence(c *fiber.Ctx) error {
	view := s.rosterView()
	return s.answer(c, fiber.StatusOK, "presence/presence", s.staffPage(c, "Presence", "/admin/presence"), view)
}

func (s *Server) rosterView() rosterView {
	entries, total := s.Roster.List(rosterMost)
	view := rosterView{Total: total}
	for _, e := range entries {
		title, _ := s.Press.Current().Catalog.Title(e.Place)
		view.Entries = append(view.Entries, rosterEntry{Entry: e, Name: nameOf(e.Visitor), Title: title})
	}
	return view
}

// tickPresence shows what changed in the roster, at most once a tick, to whoever can see it.
func (s *Server) tickPresence(ctx context.Context) {
	ticker := time.NewTicker(s.Tick)
	defer ticker.Stop()
	up := s.Bus.Up()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		changes := s.Roster.Tick()
		if changes.Local != nil {
			s.tell(*changes.Local)
		}
		if now := s.Bus.Up(); now != up { // what the counts cover is another thing now
			up, changes.Places = now, s.Press.Current().Catalog.Places()
			s.logBus(up)
		}
		s.closeExcess(changes.Visitors)
		s.show(changes)
		s.inbox.moved(changes.Visitors)
	}
}

func (s *Server) logBus(up bool) {
	if up {
		s.Log.Info("the bus is up again: the nodes tell each other what happens")
	} else {
		s.Log.Warn("the bus is down: counts cover this node alone, and messages of other nodes are looked up once a second")
	}
}

func (s *Server) show(changes presence.Changes) {
	s.showing.Lock()
	defer s.showing.Unlock()
	s.showCounts(changes.Places)
	s.showArrivals()
	if changes.Lamp {
		s.broadcastLamp()
	}
	s.showVisitors(changes.Visitors)
}

// pageRoom holds the sockets of an ecosystem's pages, or of the home page, which show the same counts.
func pageRoom(place string) string { return "page:" + rootOf(place) }

func rootOf(place string) string {
	if end := strings.IndexByte(place[1:], '/'); end >= 0 {
		return place[:end+1]
	}
	return place
}

// shownIn reports whether a page room shows a place's count: its own places, and on the home page each ecosystem as a whole.
func shownIn(room, place string) bool {
	return place == "/" || pageRoom(place) == room || room == pageRoom("/") && rootOf(place) == place
}

func (s *Server) pageRooms() []string {
	rooms := []string{pageRoom("/")}
	for _, e := range s.Press.Current().Catalog.Ecosystems {
		rooms = append(rooms, pageRoom(e.Place()))
	}
	return rooms
}

func (s *Server) showCounts(places []string) {
	c := s.Press.Current().Catalog
	places = slices.DeleteFunc(slices.Clone(places), func(p string) bool { // what lies between two places is none itself
		_, is := c.Title(p)
		return !is
	})
	for _, room := range s.pageRooms() {
		shown := slices.DeleteFunc(slices.Clone(places), func(p string) bool { return !shownIn(room, p) })
		if len(shown) > 0 && s.hub.Size(room) > 0 {
			s.hub.Broadcast(room, s.countsFrame(shown))
		}
	}
}

// countsFrame says how many are at each place; while the bus is down that is what this node knows.
func (s *Server) countsFrame(places []string) live.Frame {
	counts := make([]placeCount, 0, len(places))
	for _, p := range places {
		counts = append(counts, placeCount{Place: p, Count: s.Roster.Count(p)})
	}
	return s.frame("presence/counts", map[string]any{"Counts": counts, "Alone": !s.Bus.Up()})
}

type placeCount struct {
	Place string
	Count int
}

func (s *Server) lampFrame() live.Frame { return s.frame("presence/lamp", s.Roster.OwnerIn()) }

// broadcastLamp shows everyone, staff included, whether an owner is in.
func (s *Server) broadcastLamp() {
	frame := s.lampFrame()
	for _, room := range append(s.pageRooms(), inboxRoom, presenceRoom) {
		s.hub.Broadcast(room, frame)
	}
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
			s.hub.Broadcast(threadRoom(v), s.frame("inbox/here-partial", s.whereIs(v)))
		}
	}
}
