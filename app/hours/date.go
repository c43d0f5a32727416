package hours

import (
	"fmt"
	"strings"
	"time"
)

// Date is a day of the calendar, in whichever zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// Days are one day or several in a row, the last one included.
type Days struct{ First, Last Date }

// ParseDays reads "2026-12-25", or "2026-12-24 to 2027-01-01". The error says what is wrong, in words for whoever wrote it.
func ParseDays(text string) (d Days, err error) {
	first, last, several := strings.Cut(text, " to ")
	if d.First, err = parseDate(first); err != nil {
		return d, err
	}
	if d.Last = d.First; several {
		if d.Last, err = parseDate(last); err != nil {
			return d, err
		}
	}
	if d.Last.Before(d.First) {
		return d, fmt.Errorf("%q ends before it begins", text)
	}
	return d, nil
}

func parseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return Date{}, fmt.Errorf("%q is no day such as 2026-12-25", text)
	}
	return dateOf(t), nil
}

// Has reports whether a day is one of them.
func (d Days) Has(day Date) bool { return !day.Before(d.First) && !d.Last.Before(day) }

// Before reports whether d comes before another day.
func (d Date) Before(other Date) bool { return d.utc(0).Before(other.utc(0)) }

func dateOf(t time.Time) Date {
	year, month, day := t.Date()
	return Date{year, month, day}
}

func (d Date) next() Date { return dateOf(d.utc(0).AddDate(0, 0, 1)) }

func (d Date) weekday() time.Weekday { return d.utc(0).Weekday() }

func (d Date) utc(c Clock) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, int(c), 0, 0, time.UTC)
}

// at returns the instant at which the clocks of a zone show a time of this day. Where they are set back they show it twice,
// and the first is meant; where they are set forward they never do, and the switch is when they have passed it.
func (d Date) at(c Clock, zone *time.Location) time.Time {
	shown := d.utc(c)
	t := time.Date(d.Year, d.Month, d.Day, 0, int(c), 0, 0, zone)
	begin, end := t.ZoneBounds()
	switch _, offset := t.Zone(); {
	case wall(t).After(shown): // time.Date took the offset from before the switch
		return begin
	case wall(t).Before(shown): // or the one from after it
		return end
	case !begin.IsZero():
		_, before := begin.Add(-time.Nanosecond).Zone()
		if first := t.Add(time.Duration(offset-before) * time.Second); first.Before(begin) && wall(first).Equal(shown) {
			return first
		}
	}
	return t
}

// wall is what a clock shows, as a time that can be compared.
func wall(t time.Time) time.Time {
	_, offset := t.Zone()
	return t.UTC().Add(time.Duration(offset) * time.Second)
}
