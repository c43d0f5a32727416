package web

import (
	"context"
	"sync"

	"porchlight/app/catalog"
	"porchlight/app/live"
	"porchlight/app/presence"
)

// tableState is what the keeper of the tables is asked. Views that fill up, sort and render go on beside the tick, so that a
// large roster never holds up the counts.
type tableState struct {
	wake chan struct{}

	mu      sync.Mutex
	changes []presence.Changes // that the listing has yet to take
	wishes  []tableWish

	listed  sync.Mutex // guards what follows, for the keeper and for pages that are loaded
	listing *presence.Listing
	of      *catalog.Catalog // whose titles it knows
	total   int              // who are here in all, by the listing's tick
	views   map[string]*shownTable
}

// tableWish is what a page says that it shows.
type tableWish struct {
	socket *live.Socket[*session]
	query  tableQuery
	paused bool // to be sent nothing
}

// shownTable is a page of the table that somebody has before them, as they were told of it last.
type shownTable struct {
	tableView
	pace
	stale bool
}

// tableFrame is a view, or what changed of it: rows that stayed as they were are only named, and a bar that did is left out.
type tableFrame struct {
	tableView
	Rows []changedRow
	Bar  bool
}

type changedRow struct {
	tableRow
	Same bool
}

func newTables() tableState {
	return tableState{wake: make(chan struct{}, 1), views: map[string]*shownTable{}}
}

// tick hands what changed to the keeper.
func (t *tableState) tick(changes presence.Changes) {
	t.mu.Lock()
	t.changes = append(t.changes, changes)
	t.mu.Unlock()
	t.poke()
}

// show has a socket shown what its page asks for.
func (t *tableState) show(wish tableWish) {
	t.mu.Lock()
	t.wishes = append(t.wishes, wish)
	t.mu.Unlock()
	t.poke()
}

func (t *tableState) poke() {
	select {
	case t.wake <- struct{}{}:
	default: // it is awake
	}
}

func (t *tableState) take() (changes []presence.Changes, wishes []tableWish) {
	t.mu.Lock()
	defer t.mu.Unlock()
	changes, wishes, t.changes, t.wishes = t.changes, t.wishes, nil, nil
	return changes, wishes
}

// keepTables follows the roster while somebody looks, and sends each view what changed in it.
func (s *Server) keepTables(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.tables.wake:
		}
		changes, wishes := s.tables.take()
		s.tables.listed.Lock()
		s.followRoster(changes)
		for _, wish := range wishes {
			s.grant(wish)
		}
		s.renewTables()
		s.tables.listed.Unlock()
	}
}

// followRoster brings the listing to the last tick; where nobody looks there is none.
func (s *Server) followRoster(changes []presence.Changes) {
	t := &s.tables
	for _, c := range changes {
		t.total = c.Total
		if t.listing == nil || len(c.Visitors) == 0 {
			continue
		}
		t.listing.Take(c)
		t.touch()
	}
	if t.listing != nil && t.of != s.Press.Current().Catalog { // the places are called something else now
		t.listing = nil
		t.touch()
	}
}

func (t *tableState) touch() {
	for _, v := range t.views {
		v.stale = true
	}
}

// filled returns the listing, and how many are here in all. The caller holds listed.
func (s *Server) filled() (*presence.Listing, int) {
	t := &s.tables
	if t.listing == nil {
		c := s.Press.Current().Catalog
		entries, total := s.Roster.Everyone()
		t.listing, t.of, t.total = presence.NewListing(entries, tableWords(c)), c, total
	}
	return t.listing, t.total
}

// grant shows a socket what its page asks for, instead of what it was shown.
func (s *Server) grant(wish tableWish) {
	h, room := wish.socket.Data, wish.query.room()
	if wish.paused {
		room = ""
	}
	if h.table == room {
		return
	}
	if h.table != "" {
		s.hub.Leave(wish.socket, h.table)
	}
	if h.table = room; room == "" {
		return
	}
	v := s.tables.views[room]
	if v == nil {
		listing, total := s.filled()
		v = &shownTable{tableView: s.tableView(listing, wish.query, total)}
		s.tables.views[room] = v
	}
	s.hub.Join(wish.socket, room)
	wish.socket.Send(s.frame("presence/table-frame", v.whole()))
}

// renewTables sends the views what changed in them, as far as their pace allows; the others wait for a later tick.
func (s *Server) renewTables() {
	now := s.Now()
	for room, v := range s.tables.views {
		if s.hub.Size(room) == 0 {
			delete(s.tables.views, room)
			continue
		}
		if !v.stale || !v.allows(now) {
			continue
		}
		listing, total := s.filled()
		news, any := v.turn(s.tableView(listing, v.Query, total))
		if any {
			frame := s.frame("presence/table-frame", news)
			s.hub.Broadcast(room, frame)
			v.spend(len(frame))
		}
	}
	if len(s.tables.views) == 0 {
		s.tables.listing = nil
	}
}

// whole is all of a view.
func (v *shownTable) whole() tableFrame {
	frame := tableFrame{tableView: v.tableView, Bar: true}
	for _, row := range v.tableView.Rows {
		frame.Rows = append(frame.Rows, changedRow{tableRow: row})
	}
	return frame
}

// turn brings a view to a newer state, and returns what its sockets are to be told, if there is anything.
func (v *shownTable) turn(next tableView) (news tableFrame, any bool) {
	had := map[string]tableRow{}
	for _, row := range v.Rows {
		had[row.Visitor] = row
	}
	news = tableFrame{tableView: next, Bar: v.bar() != next.bar()}
	any = news.Bar || len(v.Rows) != len(next.Rows)
	for i, row := range next.Rows {
		same := had[row.Visitor] == row
		any = any || !same || v.Rows[i].Visitor != row.Visitor
		news.Rows = append(news.Rows, changedRow{row, same})
	}
	v.tableView, v.stale = next, false
	return news, any
}
