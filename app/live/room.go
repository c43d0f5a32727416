package live

import "slices"

// room is a set of sockets that get the same frames; guarded by hub.mu.
type room[T any] struct {
	name    string
	sockets []*Socket[T]
}

// seat is a socket's place in a room, so that leaving needs no search.
type seat[T any] struct {
	room *room[T]
	at   int
}

func (r *room[T]) add(s *Socket[T]) {
	s.seats = append(s.seats, seat[T]{r, len(r.sockets)})
	r.sockets = append(r.sockets, s)
}

// remove gives the seat to the last socket of the room.
func (r *room[T]) remove(at int) {
	last := len(r.sockets) - 1
	moved := r.sockets[last]
	r.sockets[at] = moved
	r.sockets[last] = nil
	r.sockets = r.sockets[:last]
	if at != last {
		moved.seats[moved.seatIn(r)].at = at
	}
}

// seatIn returns the index of the socket's seat in r, or -1. A socket sits in a handful of rooms: a search is cheap.
func (s *Socket[T]) seatIn(r *room[T]) int {
	return slices.IndexFunc(s.seats, func(seat seat[T]) bool { return seat.room == r })
}

// Join puts the socket into a room, which exists as long as somebody is in it. Joining twice, or after the socket has
// ended, does nothing; it reports whether the socket was not in there before.
func (h *Hub[T]) Join(s *Socket[T], name string) (joined bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if s.seats == nil {
		return false
	}
	r := h.rooms[name]
	if r == nil {
		r = &room[T]{name: name}
		h.rooms[name] = r
	}
	if s.seatIn(r) >= 0 {
		return false
	}
	r.add(s)
	return true
}

// Leave takes the socket out of a room.
func (h *Hub[T]) Leave(s *Socket[T], name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	r := h.rooms[name]
	if r == nil {
		return
	}
	if i := s.seatIn(r); i >= 0 {
		h.stand(s.seats[i])
		s.seats = slices.Delete(s.seats, i, i+1)
	}
}

// leaveAll takes the socket out of everything, for good.
func (h *Hub[T]) leaveAll(s *Socket[T]) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, seat := range s.seats {
		h.stand(seat)
	}
	s.seats = nil
}

func (h *Hub[T]) stand(from seat[T]) {
	from.room.remove(from.at)
	if len(from.room.sockets) == 0 && h.rooms[from.room.name] == from.room {
		delete(h.rooms, from.room.name)
	}
}

// Broadcast sends one frame to every socket of a room, without waiting for any. Frames that one goroutine broadcasts
// arrive in that order.
func (h *Hub[T]) Broadcast(name string, frame Frame) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	if r := h.rooms[name]; r != nil {
		r.send(frame)
	}
}

func (r *room[T]) send(frame Frame) {
	for _, s := range r.sockets {
		s.send(frame)
	}
}

// Each calls visit for every socket that is in the room now. It holds no lock meanwhile: visit may call the Hub, and
// may meet a socket that has just ended, to which sending does nothing.
func (h *Hub[T]) Each(name string, visit func(*Socket[T])) {
	h.mu.RLock()
	var sockets []*Socket[T]
	if r := h.rooms[name]; r != nil {
		sockets = slices.Clone(r.sockets)
	}
	h.mu.RUnlock()
	for _, s := range sockets {
		visit(s)
	}
}

// Size returns the number of sockets in a room.
func (h *Hub[T]) Size(name string) int {
	h.mu.RLock()
	defer h.mu.RUnlock()
	if r := h.rooms[name]; r != nil {
		return len(r.sockets)
	}
	return 0
}
