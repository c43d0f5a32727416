package web

import (
	"sync"

	"porchlight/app/live"
)

// arrivals are the sockets that wait to be shown a page room. The first that comes to a room in a tick is shown it at once,
// the others together at its end: however many arrive, what a room shows is rendered and encoded twice a tick at most.
type arrivals struct {
	mu      sync.Mutex
	waiting map[*live.Socket[*session]]string // and the room they go to
	shown   map[string]bool                   // rooms that somebody was shown in this tick
}

// first reports whether a socket is the first to come to a room in this tick. Otherwise it is kept until the next.
func (a *arrivals) first(socket *live.Socket[*session], room string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.waiting == nil {
		a.waiting, a.shown = map[*live.Socket[*session]]string{}, map[string]bool{}
	}
	if !a.shown[room] {
		a.shown[room] = true
		return true
	}
	a.waiting[socket] = room
	return false
}

// forget takes out a socket that goes elsewhere or ends.
func (a *arrivals) forget(socket *live.Socket[*session]) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.waiting, socket)
}

// take begins a tick and returns who waited, by room.
func (a *arrivals) take() map[string][]*live.Socket[*session] {
	a.mu.Lock()
	defer a.mu.Unlock()
	rooms := map[string][]*live.Socket[*session]{}
	for socket, room := range a.waiting {
		rooms[room] = append(rooms[room], socket)
	}
	a.waiting, a.shown = nil, nil
	return rooms
}

// enter takes a socket into a page room, beginning with everything that is shown there. The caller holds showing.
func (s *Server) enter(socket *live.Socket[*session], room string) {
	if s.arrivals.first(socket, room) {
		s.hub.Join(socket, room)
		socket.Send(s.roomFrame(room))
	}
}

// move takes a socket from one page room to another.
func (s *Server) move(socket *live.Socket[*session], from, to string) {
	s.showing.RLock()
	defer s.showing.RUnlock()
	s.arrivals.forget(socket)
	s.hub.Leave(socket, from)
	s.enter(socket, to)
}

// showArrivals lets everyone in who waited. The caller holds showing.
func (s *Server) showArrivals() {
	for room, sockets := range s.arrivals.take() {
		frame := s.roomFrame(room)
		for _, socket := range sockets {
			s.hub.Join(socket, room)
			socket.Send(frame)
		}
	}
}

// roomFrame is everything that a page room shows.
func (s *Server) roomFrame(room string) live.Frame {
	var shown []string
	for _, place := range s.Press.Current().Catalog.Places() {
		if shownIn(room, place) {
			shown = append(shown, place)
		}
	}
	return s.countsFrame(shown)
}
