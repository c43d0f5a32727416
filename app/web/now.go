package web

import (
	"context"
	"fmt"
	"slices"
	"time"

	"porchlight/app/chart"
	"porchlight/app/history"
	"porchlight/app/live"
	"porchlight/app/presence"
)

const (
	// othersWrite is how long after a minute all nodes have written what they saw of it.
	othersWrite = 500 * time.Millisecond
	// multiplesMost is how many places have sparklines of their own: those who had the most at once.
	multiplesMost = 24
)

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

// multiple is a place among others.
type multiple struct {
	Place, Title, Kind, Path string
	Count                    int
	Hour, Day                spark
}

// spark is a line of numbers that ends with now.
type spark struct {
	Line, Area     string
	End            string // where now stands, from the top
	Over           string // what it covers
	Low, High, Now int
}

// drawSpark draws the most who were at a place at once in each span, on a scale up to most.
func drawSpark(over string, spans []history.Span, now, most int) spark {
	points := make([]chart.Point, 0, len(spans)+1)
	sp := spark{Over: over, Low: now, High: now, Now: now}
	for i, span := range spans {
		points = append(points, chart.Point{X: float64(i) / float64(len(spans)), Value: float64(span.Peak)})
		sp.Low, sp.High = min(sp.Low, span.Peak), max(sp.High, span.Peak)
	}
	points = append(points, chart.Point{X: 1, Value: float64(now)})
	top := float64(max(1, most, sp.High))
	sp.Line, sp.Area, sp.End = chart.Line(points, top), chart.Area(points, top), chart.Height(float64(now), top)
	return sp
}

// Says is the line in words.
func (sp spark) Says() string {
	return fmt.Sprintf("The last %s: %d at least, %d at most, %d now.", sp.Over, sp.Low, sp.High, sp.Now)
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
	if err := s.showMinute(ctx); err != nil && ctx.Err() == nil {
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

// multiples are the places that had visitors in the last day, all on one scale, so that they can be compared.
func (s *Server) multiples(l lately) (all []multiple) {
	type busy struct {
		place string
		peak  int
	}
	var places []busy
	most := map[string]int{}
	for _, place := range s.Press.Current().Catalog.Places() {
		if place == history.Site || l.day[place] == nil {
			continue
		}
		b := busy{place: place}
		for _, span := range l.day[place] {
			b.peak = max(b.peak, span.Peak)
		}
		for _, span := range l.hour[place] {
			most["hour"] = max(most["hour"], span.Peak)
		}
		most["day"] = max(most["day"], b.peak)
		places = append(places, b)
	}
	slices.SortStableFunc(places, func(a, b busy) int { return b.peak - a.peak })
	today := s.Now().In(s.zone())
	for _, b := range places[:min(len(places), multiplesMost)] {
		count := s.Roster.Count(b.place)
		all = append(all, multiple{
			Place: b.place, Title: s.placeTitle(b.place), Kind: s.Press.Current().Catalog.Card(b.place).Kind, Path: stretch{Place: b.place}.path("", history.Day, today), Count: count,
			Hour: drawSpark("hour", l.hour[b.place], count, most["hour"]), Day: drawSpark("day", l.day[b.place], count, most["day"]),
		})
	}
	return all
}
