// Package hours knows when somebody answers: the hours of a week in a time zone, and holidays. It is a value with rules: it
// reads no clock and no file.
package hours

import (
	"slices"
	"time"
)

// Week holds the spans of each weekday, by time.Weekday: in order, and none that reaches into the next. No span: closed.
type Week [7][]Span

// Hours are when somebody answers. The zero value is never.
type Hours struct {
	Week     Week
	Holidays []Days
	Zone     *time.Location // nil: UTC
}

// period is a span on a certain day: from its first instant up to, and without, its last.
type period struct{ from, to time.Time }

// Open reports whether a time lies inside the hours.
func (h Hours) Open(at time.Time) bool {
	_, open := h.Closing(at)
	return open
}

// Closing returns when the span ends that a time lies in; false when it lies in none. One that goes on after midnight ends
// where it really does; where it never does, as in a week without an end, that is the end of a week from then.
func (h Hours) Closing(at time.Time) (end time.Time, open bool) {
	for p := range h.from(at) {
		if !open && p.from.After(at) || open && p.from.After(end) {
			break
		}
		if end, open = p.to, true; end.Sub(at) > week {
			break
		}
	}
	return end, open
}

// Opening returns the first time from at on that lies inside the hours: at itself when it does. False: there is none.
func (h Hours) Opening(at time.Time) (time.Time, bool) {
	for p := range h.from(at) {
		if p.from.After(at) {
			return p.from, true
		}
		return at, true
	}
	return time.Time{}, false
}

// Between returns how much of the time between two instants lies inside the hours.
func (h Hours) Between(from, to time.Time) (inside time.Duration) {
	for p := range h.from(from) {
		if !p.from.Before(to) || !from.Before(to) {
			break
		}
		begin, end := p.from, p.to
		if begin.Before(from) {
			begin = from
		}
		if end.After(to) {
			end = to
		}
		inside += end.Sub(begin)
	}
	return inside
}

const week = 7 * 24 * time.Hour

// idle is how many days without a span, holidays left out, end a search: a span that lies in the hour which a switch of the
// clocks leaves out is not there that week, so one week is too few.
const idle = 15

// from yields the periods that end after a time, in order.
func (h Hours) from(at time.Time) func(yield func(period) bool) {
	return func(yield func(period) bool) {
		if h.never() {
			return
		}
		zone := h.zone()
		for day, closed := dateOf(at.In(zone)), 0; closed < idle; day = day.next() {
			if last, is := h.holiday(day); is {
				day = last // and goes on behind it
				continue
			}
			closed++
			for _, s := range h.Week[day.weekday()] {
				p := period{day.at(s.From, zone), day.at(s.To, zone)}
				if !p.from.Before(p.to) { // the clocks went forward over all of it
					continue
				}
				closed = 0
				if p.to.After(at) && !yield(p) {
					return
				}
			}
		}
	}
}

func (h Hours) zone() *time.Location {
	if h.Zone == nil {
		return time.UTC
	}
	return h.Zone
}

func (h Hours) never() bool {
	return !slices.ContainsFunc(h.Week[:], func(spans []Span) bool { return len(spans) > 0 })
}

// holiday returns the last day of a holiday that a day belongs to.
func (h Hours) holiday(day Date) (last Date, is bool) {
	for _, days := range h.Holidays {
		if days.Has(day) && (!is || last.Before(days.Last)) {
			last, is = days.Last, true
		}
	}
	return last, is
}
