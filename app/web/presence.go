package web

import (
	"context"
	"time"

	"porchlight/app/presence"
)

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
		s.keepCounts(changes)
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
	s.shown.endTick()
	s.showCounts(changes.Places)
	s.showLamp()
	s.showTotals(changes.Total)
	s.presenceTick(changes)
	s.showReached(changes)
	s.showThreads(changes.Visitors)
}
