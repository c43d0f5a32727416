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
		var changes presence.Changes
		changes, up = s.tick(up)
		s.keepCounts(changes)
		if changes.Local != nil {
			s.tell(*changes.Local)
		}
		s.closeExcess(changes.Visitors)
		s.inbox.moved(changes.Told)
	}
}

// tick shows everyone the roster as it is at one moment. Who comes meanwhile waits for the end of it: they would be shown what is
// later, and then what was before. up is whether the bus was up at the last tick, and the result whether it is.
func (s *Server) tick(up bool) (presence.Changes, bool) {
	s.showing.Lock()
	defer s.showing.Unlock()
	changes, now := s.Roster.Tick(), s.Bus.Up()
	s.present.Store(int64(changes.Total))
	if changes.Lost {
		s.deliver.work.Go(s.deliver.resume)
	}
	if now != up { // what the counts cover is another thing now
		changes.Places = s.Press.Current().Catalog.Places()
		s.logBus(now)
	}
	s.show(changes)
	return changes, now
}

func (s *Server) logBus(up bool) {
	if up {
		s.Log.Info("the bus is up again: the nodes tell each other what happens")
	} else {
		s.Log.Warn("the bus is down: counts cover this node alone, and messages of other nodes are looked up once a second")
	}
}

// show brings all pages to a tick. The caller holds showing.
func (s *Server) show(changes presence.Changes) {
	s.shown.endTick()
	s.showCounts(changes)
	s.showLamp()
	s.showTotals(changes.Total)
	s.presenceTick(changes)
	s.showReached(changes)
	s.showThreads(changes.Told)
	s.showTrails(changes.Told)
}
