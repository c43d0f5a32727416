package history

import "time"

// Range is a stretch of the calendar: an hour, or the day, week, month or year that a time is in.
type Range string

// Ranges, each in steps of its own: minutes, quarters of an hour, hours, quarters of a day, days.
const (
	Hour  Range = "hour"
	Day   Range = "day"
	Week  Range = "week"
	Month Range = "month"
	Year  Range = "year"
)

// Ranges is all of them, the shortest first.
var Ranges = []Range{Hour, Day, Week, Month, Year}

// Edges returns where the steps of the range begin that at is in, and where the last of them ends, by the clocks of at's time zone:
// where they are switched, a day has 23 or 25 hours, and so many steps.
func (r Range) Edges(at time.Time) []time.Time {
	year, month, day := at.Date()
	switch r {
	case Hour:
		start := at.Truncate(time.Minute).Add(-time.Duration(at.Minute()) * time.Minute)
		return even(start, start.Add(time.Hour), time.Minute)
	case Day:
		return even(midnight(year, month, day, at), midnight(year, month, day+1, at), 15*time.Minute)
	case Week:
		day -= (int(at.Weekday()) + 6) % 7 // to Monday
		return even(midnight(year, month, day, at), midnight(year, month, day+7, at), time.Hour)
	case Month:
		return days(midnight(year, month, 1, at), midnight(year, month+1, 1, at), 6)
	default:
		return days(midnight(year, time.January, 1, at), midnight(year+1, time.January, 1, at), 24)
	}
}

// Minutes are the edges of every minute from one time to another.
func Minutes(from, to time.Time) []time.Time { return even(from, to, time.Minute) }

// even are edges that lie a step apart.
func even(from, to time.Time, step time.Duration) (edges []time.Time) {
	for at := from; at.Before(to); at = at.Add(step) {
		edges = append(edges, at)
	}
	return append(edges, to)
}

// days are edges so many hours apart by the clock.
func days(from, to time.Time, hours int) (edges []time.Time) {
	for at := from; at.Before(to); {
		edges = append(edges, at)
		year, month, day := at.Date()
		next := time.Date(year, month, day, (at.Hour()/hours+1)*hours, 0, 0, 0, at.Location())
		if next.Day() != day {
			next = midnight(year, month, day+1, at)
		}
		at = next
	}
	return append(edges, to)
}

// midnight is when a day begins. Where clocks are set forward at that moment it begins at one, and where they are set back there, the
// hour before comes twice.
func midnight(year int, month time.Month, day int, in time.Time) time.Time {
	begins := time.Date(year, month, day, 0, 0, 0, 0, in.Location())
	if want := time.Date(year, month, day, 12, 0, 0, 0, in.Location()); begins.Day() != want.Day() {
		begins = begins.Add(time.Hour)
	}
	return begins
}
