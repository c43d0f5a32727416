package web

import (
	"strings"
	"sync"

	"porchlight/app/lamp"
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

// renderings is how many sockets that come to a room in one tick are shown it as it is at that moment.
const renderings = 8

// shownFrames are what the page rooms show. Whoever comes in a crowd shares the frame that the last one before got: it may be
// older than what happened since, of which the end of the tick tells the room.
type shownFrames struct {
	mu    sync.Mutex
	rooms map[string]*shownFrame
}

type shownFrame struct {
	rendered int // times in this tick
	live.Frame
}

func (f *shownFrames) of(room string, render func() live.Frame) live.Frame {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.rooms == nil {
		f.rooms = map[string]*shownFrame{}
	}
	shown := f.rooms[room]
	if shown == nil {
		shown = &shownFrame{}
		f.rooms[room] = shown
	}
	if shown.rendered < renderings {
		shown.rendered++
		shown.Frame = render()
	}
	return shown.Frame
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
	return s.frame("presence/room", roomView{Counts: s.countsOf(shown), Lamp: s.lamp.shown})
}

// roomView is what a socket is shown when it comes.
type roomView struct {
	Counts countsView
	Lamp   lamp.Shown
}
