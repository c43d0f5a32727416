package web

import (
	"context"
	"time"

	"porchlight/app/fault"
	"porchlight/app/history"
	"porchlight/app/live"
	"porchlight/app/presence"
)

// othersWrite is how long after a minute all nodes have written what they saw of it.
const othersWrite = 500 * time.Millisecond

// totals are the numbers of a tick: who is here, and the most who were today. The caller of whatever uses the server's holds showing.
type totals struct {
	Total, Peak int
	PeakAt      time.Time
	Alone       bool // the bus is down, and the total is of this node
}

// nowView is how many are here, and were lately.
type nowView struct {
	totals
	Came      int     // in the last minute
	CameMean  float64 // a minute, over the last hour
	Hour, Day spark   // of the whole site
	Places    []multiple
	Grace     string
}

// keepHistory writes what the ticks saw, and after each minute shows it.
func (s *Server) keepHistory(ctx context.Context) {
	s.tryMinute(ctx)
	s.History.Run(ctx, func(ctx context.Context) {
		select {
		case <-ctx.Done():
		case <-time.After(othersWrite):
			s.tryMinute(ctx)
		}
	})
}

func (s *Server) tryMinute(ctx context.Context) {
	if err := s.showMinute(ctx); err != nil && ctx.Err() == nil && !fault.IsNoted(err) {
		s.Log.Error("how many were here lately could not be read; it is tried again in a minute", "error", err)
	}
}

// showMinute draws anew what presence pages show of lately.
func (s *Server) showMinute(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	lately, err := s.readLately(ctx)
	if err != nil {
		return err
	}
	s.showing.Lock()
	defer s.showing.Unlock()
	view := s.learn(lately)
	if s.hub.Size(presenceRoom) > 0 {
		s.hub.Broadcast(presenceRoom, s.frame("presence/now-partial", view))
	}
	return nil
}

// showTotals shows presence pages how many are here, where that is another number now. The caller holds showing.
func (s *Server) showTotals(total int) {
	before := s.totals
	s.totals.Total, s.totals.Alone = total, !s.Bus.Up()
	s.totals.reach(s.Now())
	if s.totals != before && s.hub.Size(presenceRoom) > 0 {
		s.hub.Broadcast(presenceRoom, s.totalsFrame())
	}
}

func (s *Server) totalsFrame() live.Frame { return s.frame("presence/totals-partial", s.totals) }

// reach makes a total that is above the peak the peak.
func (t *totals) reach(now time.Time) {
	if t.Total > t.Peak {
		t.Peak, t.PeakAt = t.Total, now
	}
}

// lately is what the history knows of it.
type lately struct {
	hour, day map[string][]history.Span
	peak      int // today
	peakAt    time.Time
}

func (s *Server) readLately(ctx context.Context) (l lately, err error) {
	if l.hour, err = s.History.LastHour(ctx); err != nil {
		return l, err
	}
	if l.day, err = s.History.LastDay(ctx); err != nil {
		return l, err
	}
	today := history.Day.Edges(s.Now().In(s.zone()))[0]
	l.peak, l.peakAt, err = s.History.PeakSince(ctx, history.Site, today)
	return l, err
}

// learn puts what was lately beside what is, and takes in the peak of today, which begins anew at midnight. The caller holds showing.
func (s *Server) learn(l lately) nowView {
	s.totals.Peak, s.totals.PeakAt = l.peak, l.peakAt
	s.totals.reach(s.Now())
	v := nowView{totals: s.totals, Grace: span(presence.Grace), Places: s.multiples(l)}
	v.Hour, v.Day = drawSpark("hour", l.hour[history.Site], v.Total, 0), drawSpark("day", l.day[history.Site], v.Total, 0)
	for _, minute := range l.hour[history.Site] {
		v.Came = minute.Arrivals
		v.CameMean += float64(minute.Arrivals) / float64(len(l.hour[history.Site]))
	}
	return v
}
