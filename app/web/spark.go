package web

import (
	"fmt"
	"slices"

	"porchlight/app/chart"
	"porchlight/app/history"
)

// multiplesMost is how many places have sparklines of their own: those who had the most at once.
const multiplesMost = 24

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

// multiple is a place among others.
type multiple struct {
	Place, Title, Kind, Path string
	Count                    int
	Hour, Day                spark
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
