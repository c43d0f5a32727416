package web

import (
	"maps"
	"slices"

	"porchlight/app/live"
)

const (
	crowd       = 1000 // sockets that a room is told about each tick; one with more of them is told less often
	mostPatient = 2    // ticks that the largest room waits: with one tick on each node and the grace, a leave still shows within 6 s
)

// news are the places whose counts have changed and that a room has not been told of yet. Only the tick uses it.
type news struct {
	places map[string]bool
	waited int // ticks
}

// due reports whether a room of this size is told now. Telling a crowd costs a write for each of its sockets, so the time
// that a node spends on counts is bounded however many come and go.
func (n *news) due(sockets int) bool {
	n.waited++
	return n.waited >= min(mostPatient, 1+sockets/crowd)
}

// showCounts tells each page room of the changes that it shows.
func (s *Server) showCounts(places []string) {
	c := s.Press.Current().Catalog
	for _, room := range s.pageRooms() {
		n := s.news[room]
		for _, place := range places {
			if _, is := c.Title(place); !is || !shownIn(room, place) { // what lies between two places is none itself
				continue
			}
			if n == nil {
				n = &news{places: map[string]bool{}}
				s.news[room] = n
			}
			n.places[place] = true
		}
		if n == nil || !n.due(s.hub.Size(room)) {
			continue
		}
		delete(s.news, room)
		if s.hub.Size(room) > 0 {
			s.hub.Broadcast(room, s.countsFrame(slices.Sorted(maps.Keys(n.places))))
		}
	}
}

// countsView is how many are at each place; while the bus is down that is what this node knows.
type countsView struct {
	Counts []placeCount
	Alone  bool
}

type placeCount struct {
	Place string
	Count int
}

func (s *Server) countsOf(places []string) countsView {
	view := countsView{Alone: !s.Bus.Up()}
	for _, p := range places {
		view.Counts = append(view.Counts, placeCount{Place: p, Count: s.Roster.Count(p)})
	}
	return view
}

func (s *Server) countsFrame(places []string) live.Frame {
	return s.frame("presence/counts", s.countsOf(places))
}
