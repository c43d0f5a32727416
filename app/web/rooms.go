package web

import (
	"strings"
	"sync"

	"porchlight/app/live"
)

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

// shownFrames are what the page rooms show, each rendered at most once a tick, however many sockets come. A frame may be
// older than what happened since: the tick that ends it tells the room of that.
type shownFrames struct {
	mu    sync.Mutex
	rooms map[string]live.Frame
}

// of returns a room's frame, and has it rendered where it is the first of its tick.
func (f *shownFrames) of(room string, render func() live.Frame) live.Frame {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.rooms == nil {
		f.rooms = map[string]live.Frame{}
	}
	frame, known := f.rooms[room]
	if !known {
		frame = render()
		f.rooms[room] = frame
	}
	return frame
}

func (f *shownFrames) endTick() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rooms = nil
}

// enter takes a socket into a page room, beginning with everything that is shown there. The caller holds showing.
func (s *Server) enter(socket *live.Socket[*session], room string) {
	s.hub.Join(socket, room)
	socket.Send(s.shown.of(room, func() live.Frame { return s.roomFrame(room) }))
}

// move takes a socket from one page room to another.
func (s *Server) move(socket *live.Socket[*session], from, to string) {
	s.showing.RLock()
	defer s.showing.RUnlock()
	s.hub.Leave(socket, from)
	s.enter(socket, to)
}

// roomFrame is everything that a page room shows.
func (s *Server) roomFrame(room string) live.Frame {
	var shown []string
	for _, place := range s.Press.Current().Catalog.Places() {
		if shownIn(room, place) {
			shown = append(shown, place)
		}
	}
	return s.frame("presence/room", roomView{Counts: s.countsOf(shown), OwnerIn: s.Roster.OwnerIn()})
}

// roomView is what a socket is shown when it comes.
type roomView struct {
	Counts  countsView
	OwnerIn bool
}
