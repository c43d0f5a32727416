package history_test

import (
	"context"
	"testing"
	"time"

	"porchlight/app/history"
)

func TestRangesFollowTheClocksOfTheTimeZone(t *testing.T) {
	for _, c := range []struct {
		name, zone, at string
		of             history.Range
		from, to       string
		steps          int
	}{
		{"an hour", "Europe/Berlin", "2026-11-24T15:41:00+01:00", history.Hour, "2026-11-24T15:00:00+01:00", "2026-11-24T16:00:00+01:00", 60},
		{"an hour where it is half past elsewhere", "Asia/Kolkata", "2026-11-24T15:41:00+05:30", history.Hour, "2026-11-24T15:00:00+05:30", "2026-11-24T16:00:00+05:30", 60},
		{"the first of the two hours from two on", "Europe/Berlin", "2026-10-25T02:30:00+02:00", history.Hour, "2026-10-25T02:00:00+02:00", "2026-10-25T02:00:00+01:00", 60},
		{"the second of them", "Europe/Berlin", "2026-10-25T02:30:00+01:00", history.Hour, "2026-10-25T02:00:00+01:00", "2026-10-25T03:00:00+01:00", 60},
		{"a day", "Europe/Berlin", "2026-11-24T15:41:00+01:00", history.Day, "2026-11-24T00:00:00+01:00", "2026-11-25T00:00:00+01:00", 96},
		{"the short day", "Europe/Berlin", "2026-03-29T15:41:00+02:00", history.Day, "2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00", 23 * 4},
		{"the long day", "Europe/Berlin", "2026-10-25T15:41:00+01:00", history.Day, "2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00", 25 * 4},
		{"a day without a midnight", "Africa/Cairo", "2026-04-24T12:00:00+03:00", history.Day, "2026-04-24T01:00:00+03:00", "2026-04-25T00:00:00+03:00", 23 * 4},
		{"a day whose last hour comes twice", "Africa/Cairo", "2026-10-29T12:00:00+03:00", history.Day, "2026-10-29T00:00:00+03:00", "2026-10-30T00:00:00+02:00", 25 * 4},
		{"a day without a midnight in the west", "America/Santiago", "2026-09-06T12:00:00-03:00", history.Day, "2026-09-06T01:00:00-03:00", "2026-09-07T00:00:00-03:00", 23 * 4},
		{"the day before it", "America/Santiago", "2026-09-05T12:00:00-04:00", history.Day, "2026-09-05T00:00:00-04:00", "2026-09-06T01:00:00-03:00", 24 * 4},
		{"a day whose last hour comes twice in the west", "America/Santiago", "2026-04-04T12:00:00-03:00", history.Day, "2026-04-04T00:00:00-03:00", "2026-04-05T00:00:00-04:00", 25 * 4},
		{"a day with half an hour more", "Australia/Lord_Howe", "2026-04-05T12:00:00+10:30", history.Day, "2026-04-05T00:00:00+11:00", "2026-04-06T00:00:00+10:30", 49 * 2},
		{"a week, from Monday to Sunday", "Europe/Berlin", "2026-11-29T23:59:00+01:00", history.Week, "2026-11-23T00:00:00+01:00", "2026-11-30T00:00:00+01:00", 7 * 24},
		{"the long week", "Europe/Berlin", "2026-10-19T00:00:00+02:00", history.Week, "2026-10-19T00:00:00+02:00", "2026-10-26T00:00:00+01:00", 7*24 + 1},
		{"a month", "Europe/Berlin", "2026-02-28T12:00:00+01:00", history.Month, "2026-02-01T00:00:00+01:00", "2026-03-01T00:00:00+01:00", 28 * 4},
		{"the month with the long day", "Europe/Berlin", "2026-10-01T00:00:00+02:00", history.Month, "2026-10-01T00:00:00+02:00", "2026-11-01T00:00:00+01:00", 31 * 4},
		{"a year", "Europe/Berlin", "2026-12-31T12:00:00+01:00", history.Year, "2026-01-01T00:00:00+01:00", "2027-01-01T00:00:00+01:00", 365},
		{"a leap year", "Europe/Berlin", "2028-02-29T12:00:00+01:00", history.Year, "2028-01-01T00:00:00+01:00", "2029-01-01T00:00:00+01:00", 366},
	} {
		t.Run(c.name, func(t *testing.T) {
			zone, err := time.LoadLocation(c.zone)
			must(t, err)
			at, err := time.Parse(time.RFC3339, c.at)
			must(t, err)
			edges := c.of.Edges(at.In(zone))
			from, to := edges[0].Format(time.RFC3339), edges[len(edges)-1].Format(time.RFC3339)
			if from != c.from || to != c.to || len(edges)-1 != c.steps {
				t.Errorf("from %s to %s in %d steps, want from %s to %s in %d", from, to, len(edges)-1, c.from, c.to, c.steps)
			}
			for i, edge := range edges[1:] {
				if !edge.After(edges[i]) {
					t.Fatalf("step %d ends before it begins", i)
				}
			}
		})
	}
}

func TestADayOfTwentyFiveHoursHasAllOfThem(t *testing.T) {
	h := newHouse(t)
	zone, err := time.LoadLocation("Europe/Berlin")
	must(t, err)
	h.now = time.Date(2026, 10, 24, 0, 0, 0, 0, zone)
	n := h.node(t)
	n.Take(at(4, 0), 0)
	for h.now.Before(time.Date(2026, 10, 27, 0, 0, 0, 0, zone)) {
		h.skip(time.Minute)
		n.Take(nil, 0)
		<-n.passed
	}
	spans, err := n.Spans(context.Background(), "/", history.Year.Edges(h.now.In(zone)))
	must(t, err)
	hours := map[string]float64{"23 Oct": 24, "24 Oct": 24, "25 Oct": 25, "26 Oct": 24}
	for _, s := range spans {
		day, want := s.From.In(zone).Format("2 Jan"), 4.
		if day == "23 Oct" {
			want = 0
		}
		if length := hours[day]; length > 0 && (s.Mean != want || s.To.Sub(s.From).Hours() != length) {
			t.Errorf("%s has %v hours, with %v visitors at the mean; want %v, with %v", day, s.To.Sub(s.From).Hours(), s.Mean, length, want)
		}
	}
}
