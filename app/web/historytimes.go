package web

import (
	"time"

	"porchlight/app/chart"
	"porchlight/app/history"
)

// steps says how each range is cut, and how its times are written. Where clocks are switched, the zone is written too.
var steps = map[history.Range]struct{ name, label, zoned string }{
	history.Hour:  {"a minute", "15:04", "15:04 MST"},
	history.Day:   {"15 minutes", "15:04", "15:04 MST"},
	history.Week:  {"an hour", "Mon 15:04", "Mon 15:04 MST"},
	history.Month: {"6 hours", "Mon 2 Jan 15:04", "Mon 2 Jan 15:04 MST"},
	history.Year:  {"a day", "Mon 2 Jan", "Mon 2 Jan"},
}

// stepLabel names a step by its beginning.
func (s *Server) stepLabel(h stretch, at time.Time) string {
	at = at.In(h.From().Location())
	if h.switches() {
		return at.Format(steps[h.Range].zoned)
	}
	return at.Format(steps[h.Range].label)
}

// switches reports whether clocks are switched within the stretch.
func (h stretch) switches() bool {
	_, before := h.From().Zone()
	_, after := h.To().Zone()
	return before != after
}

// zoneOf names the time zone as it holds in the stretch.
func zoneOf(h stretch) string {
	before, after := h.From().Format("MST"), h.To().Format("MST")
	if before != after {
		return before + ", then " + after
	}
	return before
}

// inWords is the stretch for a heading.
func inWords(h stretch) string {
	from, last := h.From(), h.To().Add(-time.Minute)
	switch h.Range {
	case history.Hour:
		return from.Format("Monday 2 January 2006, 15:04") + " to " + h.To().In(from.Location()).Format("15:04 MST")
	case history.Day:
		return from.Format("Monday 2 January 2006")
	case history.Week:
		return from.Format("2 January") + " to " + last.Format("2 January 2006")
	case history.Month:
		return from.Format("January 2006")
	default:
		return from.Format("2006")
	}
}

// timeMarks are the times that the chart names: round ones, by the clock of the time zone.
func (s *Server) timeMarks(h stretch) (marks []mark) {
	for _, at := range h.edges[:len(h.edges)-1] {
		label, minor := "", false
		switch h.Range {
		case history.Hour:
			if at.Minute()%10 == 0 {
				label = at.Format("15:04")
			}
		case history.Day:
			if at.Hour()%3 == 0 && at.Minute() == 0 {
				label, minor = at.Format("15:04"), at.Hour()%6 != 0
			}
		case history.Week:
			if at.Hour() == 0 {
				label = at.Format("Mon 2")
			}
		case history.Month:
			if at.Hour() < 6 && at.Day()%2 == 1 && at.Day() < 31 {
				label, minor = at.Format("2"), at.Day()%4 != 1
			}
		case history.Year:
			if at.Day() == 1 {
				label, minor = at.Format("Jan"), at.Month()%3 != 1
			}
		}
		if label != "" {
			marks = append(marks, mark{At: chart.Share(h.share(at)), Label: label, Minor: minor})
		}
	}
	return marks
}
