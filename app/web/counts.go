package web

import (
	"maps"
	"slices"

	"porchlight/app/presence"
)

const (
	crowd       = 1000 // sockets that a room is told about each tick; one with more of them is told less often
	mostPatient = 2    // ticks that the largest room waits: with one tick on each node and the grace, a leave still shows within 6 s
)

// news are the counts that have changed and that a room has not been told yet, by place. Only the tick uses it.
type news struct {
	places map[string]int
	waited int // ticks
}

// due reports whether a room of this size is told now. Telling a crowd costs a write for each of its sockets, so the time
// that a node spends on counts is bounded however many come and go.
func (n *news) due(sockets int) bool {
	n.waited++
	return n.waited >= min(mostPatient, 1+sockets/crowd)
}

// showCounts tells each page room of the changes that it shows: the numbers of the tick, which all others who are told something at
// that tick are told too.
func (s *Server) showCounts(changes presence.Changes) {
	c := s.Press.Current().Catalog
	for _, room := range s.pageRooms() {
		n := s.news[room]
		for _, place := range changes.Places {
			if _, is := c.Title(place); !is || !shownIn(room, place) { // what lies between two places is none itself
				continue
			}
			if n == nil {
				n = &news{places: map[string]int{}}
				s.news[room] = n
			}
			count, counted := changes.Counts[place]
			if !counted { // told for another reason than that it changed
				count = s.Roster.Count(place)
			}
			n.places[place] = count
		}
		if n == nil || !n.due(s.hub.Size(room)) {
			continue
		}
		delete(s.news, room)
		if s.hub.Size(room) > 0 {
			view := countsView{Alone: !s.Bus.Up()}
			for _, place := range slices.Sorted(maps.Keys(n.places)) {
				view.Counts = append(view.Counts, placeCount{place, n.places[place]})
			}
			s.hub.Broadcast(room, s.frame("presence/counts", view))
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
