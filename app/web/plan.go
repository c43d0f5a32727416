package web

import (
	"slices"
	"sync"

	"porchlight/app/catalog"
	"porchlight/app/floorplan"
	"porchlight/app/live"
	"porchlight/app/presence"
)

const (
	// planRate is how many bytes a second presence pages are sent of the floor plan: while it would be more, changes wait and
	// are told together.
	planRate = 8 << 10
	// planBurst is what may go out at once, such as everybody when a crowd has become small enough to be shown one by one.
	planBurst = 32 << 10
	// planKept is for how many ticks a plan that was served is followed without anybody's socket: its page is about to open one.
	planKept = 40
)

// planBoard is the floor plan with everybody in it. It is followed while somebody looks.
type planBoard struct {
	drawing sync.Mutex // holds what the last content was drawn as: to draw takes a moment, for which no tick shall wait
	of      *catalog.Catalog
	drawn   *floorplan.Plan

	mu       sync.Mutex // holds the rest
	plan     *floorplan.Plan
	standing *floorplan.Standing // nil: nobody looks
	idle     int                 // ticks without anybody's socket
	owed     int                 // bytes that were sent ahead of the rate
}

// planView is the plan as its page begins with it.
type planView struct {
	Plan   *floorplan.Plan
	News   floorplan.News
	Place  string           // whose visitors the table lists; empty: all
	Blank  floorplan.Placed // of which the page's script makes new dots
	Screen float64
}

func (s *Server) planView(place string) planView {
	plan, whole := s.wholePlan()
	return planView{Plan: plan, News: whole, Place: place, Screen: floorplan.Screen}
}

// wholePlan is the plan as it is, which is followed from now on.
func (s *Server) wholePlan() (*floorplan.Plan, floorplan.News) {
	plan, b := s.drawnPlan(), &s.board
	b.mu.Lock()
	defer b.mu.Unlock()
	b.idle = 0
	s.follow(plan)
	return plan, b.standing.Whole()
}

// drawnPlan is the plan of the present content.
func (s *Server) drawnPlan() *floorplan.Plan {
	b := &s.board
	b.drawing.Lock()
	defer b.drawing.Unlock()
	if c := s.Press.Current().Catalog; b.of != c {
		b.of, b.drawn = c, floorplan.New(c)
	}
	return b.drawn
}

// follow has everybody stand in a plan, and reports whether it is another one than before. The caller holds the board.
func (s *Server) follow(plan *floorplan.Plan) (another bool) {
	b := &s.board
	if another = b.plan != plan; another || b.standing == nil {
		b.plan, b.standing = plan, plan.Stand(s.Roster, s.everyone)
	}
	return another
}

// everyone is whoever may be shown, in the order in which they came.
func (s *Server) everyone() []floorplan.Someone {
	entries := s.Roster.Entries()
	slices.SortFunc(entries, func(a, b presence.Entry) int { return a.Since.Compare(b.Since) })
	return shownOf(entries)
}

func shownOf(entries []presence.Entry) (all []floorplan.Someone) {
	for _, e := range entries {
		all = append(all, floorplan.Someone{ID: e.Visitor, Name: nameOf(e.Visitor), Place: e.Place, Hidden: !e.Visible, Talking: e.Talking})
	}
	return all
}

// showPlan tells presence pages what a tick changed in the plan.
func (s *Server) showPlan(changes presence.Changes) {
	b := &s.board
	b.mu.Lock()
	defer b.mu.Unlock()
	looked := s.hub.Size(presenceRoom) > 0
	if b.idle++; looked {
		b.idle = 0
	}
	if b.standing == nil || b.idle > planKept {
		b.standing = nil
		return
	}
	another := s.follow(s.drawnPlan())
	b.standing.Take(shownOf(changes.Entries), changes.Gone, s.everyone)
	b.owed = max(0, b.owed-int(planRate*s.Tick.Seconds()))
	if looked && b.owed > planBurst {
		return
	}
	news := b.standing.News()
	if another {
		news = b.standing.Whole()
	}
	if !looked || news.Empty() {
		return
	}
	frame := s.frame("presence/plan-news", news)
	b.owed += len(frame)
	s.hub.Broadcast(presenceRoom, frame)
}

// planFrame is the whole plan, for who has just come.
func (s *Server) planFrame() live.Frame {
	_, whole := s.wholePlan()
	return s.frame("presence/plan-news", whole)
}
