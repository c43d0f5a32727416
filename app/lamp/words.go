package lamp

import (
	"time"

	"porchlight/app/hours"
)

// Words say it for a page without a script: the clock is that of a zone, which is named where it may not be the reader's.
func (s Shown) Words(now time.Time, zone *time.Location, named bool) string {
	within := ""
	if s.Usual != "" {
		within = "usually answers within " + s.Usual
	}
	switch {
	case s.In && within != "":
		return "in, " + within
	case s.In:
		return "in and answers here"
	case s.Back.IsZero() && within != "":
		return "away at the moment, " + within
	case s.Back.IsZero():
		return "away at the moment"
	}
	words := "away, back " + When(s.Back, now, zone)
	if named {
		words += ", " + hours.ZoneName(zone)
	}
	if within != "" {
		words += ";\nthen usually within " + s.Usual // a line of its own, where there is little room
	}
	return words
}

// When names an instant as people do: today at 15:00, tomorrow at 9:00, Monday at 9:00, 4 January.
func When(at, now time.Time, zone *time.Location) string {
	at, now = at.In(zone), now.In(zone)
	clock := hours.Clock(at.Hour()*60 + at.Minute()).String()
	midnight := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	switch days := int(midnight(at).Sub(midnight(now)) / (24 * time.Hour)); {
	case days == 0:
		return "today at " + clock
	case days == 1:
		return "tomorrow at " + clock
	case days > 1 && days < 7:
		return at.Weekday().String() + " at " + clock
	}
	return at.Format("2 January")
}
