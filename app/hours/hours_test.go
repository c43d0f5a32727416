package hours_test

import (
	"strings"
	"testing"
	"time"

	"porchlight/app/hours"
)

// hoursOf reads a week such as "mon-fri 9:00-18:00; sat 10:00-12:00 14:00-16:00" in a zone, with holidays.
func hoursOf(t *testing.T, zone, week string, holidays ...string) hours.Hours {
	t.Helper()
	h := hours.Hours{Zone: load(t, zone)}
	names := []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
	index := func(name string) int {
		for i, n := range names {
			if n == name {
				return i
			}
		}
		t.Fatalf("%q is no weekday", name)
		return 0
	}
	for _, group := range strings.Split(week, "; ") {
		words := strings.Fields(group)
		if len(words) == 0 {
			continue
		}
		first, last, several := strings.Cut(words[0], "-")
		if !several {
			last = first
		}
		for day := index(first); ; day = (day + 1) % 7 {
			spans, err := hours.ParseSpans(strings.Join(words[1:], ", "))
			if err != nil {
				t.Fatal(err)
			}
			h.Week[day] = spans
			if day == index(last) {
				break
			}
		}
	}
	for _, text := range holidays {
		d, err := hours.ParseDays(text)
		if err != nil {
			t.Fatal(err)
		}
		h.Holidays = append(h.Holidays, d)
	}
	return h
}

func load(t *testing.T, zone string) *time.Location {
	t.Helper()
	l, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// at reads an instant: with its offset, because a clock can show a time twice.
func at(t *testing.T, text string) time.Time {
	t.Helper()
	when, err := time.Parse("2006-01-02 15:04 -07:00", text)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

const (
	office = "mon-fri 9:00-18:00"
	lunch  = "mon-thu 9:00-12:30 14:00-18:00; fri 9:00-12:00"
	nights = "fri 18:00-24:00; sat 0:00-2:00"
	always = "mon-sun 0:00-24:00"
	gap    = "sun 2:15-2:45"
)

// In Paris the clocks go forward on 29 March 2026 at 2:00, and back on 25 October at 3:00.
var openings = []struct {
	zone, week string
	holidays   []string
	from, want string
}{
	{"Europe/Paris", office, nil, "2026-11-26 12:00 +01:00", "2026-11-26 12:00 +01:00"}, // open
	{"Europe/Paris", office, nil, "2026-11-26 08:59 +01:00", "2026-11-26 09:00 +01:00"},
	{"Europe/Paris", office, nil, "2026-11-26 18:00 +01:00", "2026-11-27 09:00 +01:00"}, // the last instant is outside
	{"Europe/Paris", office, nil, "2026-11-27 18:00 +01:00", "2026-11-30 09:00 +01:00"}, // over a weekend
	{"Europe/Paris", office, nil, "2026-11-25 23:30 +00:00", "2026-11-26 09:00 +01:00"}, // Thursday there already
	{"Europe/Paris", lunch, nil, "2026-11-26 12:30 +01:00", "2026-11-26 14:00 +01:00"},
	{"Europe/Paris", office, nil, "2026-03-27 18:00 +01:00", "2026-03-30 09:00 +02:00"}, // over the switch in spring
	{"Europe/Paris", office, nil, "2026-10-23 18:00 +02:00", "2026-10-26 09:00 +01:00"}, // and in autumn
	{"Europe/Paris", "sun 2:30-5:00", nil, "2026-03-28 12:00 +01:00", "2026-03-29 03:00 +02:00"},
	{"Europe/Paris", "sun 2:30-5:00", nil, "2026-10-24 12:00 +02:00", "2026-10-25 02:30 +02:00"}, // the first of two
	{"Europe/Paris", gap, nil, "2026-03-22 12:00 +01:00", "2026-04-05 02:15 +02:00"},             // left out for a week
	{"America/New_York", "sun 2:30-5:00", nil, "2026-03-07 12:00 -05:00", "2026-03-08 03:00 -04:00"},
	{"Europe/Paris", office, []string{"2026-12-25", "2026-12-28 to 2027-01-03"}, "2026-12-24 18:00 +01:00", "2027-01-04 09:00 +01:00"},
	{"Europe/Paris", office, []string{"2026-01-01 to 2035-12-31"}, "2026-05-01 12:00 +02:00", "2036-01-01 09:00 +01:00"},
	{"Europe/Paris", office, []string{"2026-11-27 to 2026-12-10", "2026-12-01 to 2026-12-02"}, "2026-11-26 18:00 +01:00", "2026-12-11 09:00 +01:00"},
	{"Asia/Kolkata", office, nil, "2026-11-26 18:00 +05:30", "2026-11-27 09:00 +05:30"},
	{"Europe/Paris", "", nil, "2026-11-26 12:00 +01:00", ""}, // never
}

func TestTheNextOpening(t *testing.T) {
	for _, c := range openings {
		h := hoursOf(t, c.zone, c.week, c.holidays...)
		got, is := h.Opening(at(t, c.from))
		if is != (c.want != "") || is && !got.Equal(at(t, c.want)) {
			t.Errorf("%s %q %q from %s: %s, %t; want %q", c.zone, c.week, c.holidays, c.from, got, is, c.want)
		}
	}
}

func TestWhenTheSpanThatATimeLiesInEnds(t *testing.T) {
	for _, c := range []struct{ week, at, want string }{
		{office, "2026-11-26 09:00 +01:00", "2026-11-26 18:00 +01:00"},
		{office, "2026-11-26 08:59 +01:00", ""},
		{office, "2026-11-26 18:00 +01:00", ""},
		{office, "2026-11-28 12:00 +01:00", ""}, // a Saturday
		{lunch, "2026-11-26 12:00 +01:00", "2026-11-26 12:30 +01:00"},
		{nights, "2026-11-27 23:00 +01:00", "2026-11-28 02:00 +01:00"}, // it goes on after midnight
		{"sun 1:00-4:00", "2026-03-29 01:30 +01:00", "2026-03-29 04:00 +02:00"},
		{"sun 1:00-2:30", "2026-03-29 01:30 +01:00", "2026-03-29 03:00 +02:00"}, // ends where the clocks pass it
		{"sun 1:00-2:30", "2026-10-25 02:15 +02:00", "2026-10-25 02:30 +02:00"},
		{"sun 1:00-2:30", "2026-10-25 02:15 +01:00", ""}, // the second time
		{"", "2026-11-26 12:00 +01:00", ""},
	} {
		h := hoursOf(t, "Europe/Paris", c.week)
		got, open := h.Closing(at(t, c.at))
		if open != (c.want != "") || open && !got.Equal(at(t, c.want)) || h.Open(at(t, c.at)) != open {
			t.Errorf("%q at %s: %s, %t; want %q", c.week, c.at, got, open, c.want)
		}
	}
	now := at(t, "2026-11-26 12:00 +01:00")
	if end, open := hoursOf(t, "Europe/Paris", always).Closing(now); !open || end.Before(now.AddDate(0, 0, 7)) {
		t.Errorf("a week without an end ends on %s, %t", end, open)
	}
}

func TestAHolidayIsClosedAllDay(t *testing.T) {
	h := hoursOf(t, "Europe/Paris", always, "2026-12-25")
	for text, want := range map[string]bool{
		"2026-12-24 23:59 +01:00": true, "2026-12-25 00:00 +01:00": false, "2026-12-25 23:59 +01:00": false, "2026-12-26 00:00 +01:00": true,
	} {
		if h.Open(at(t, text)) != want {
			t.Errorf("%s is open: %t", text, !want)
		}
	}
}

func TestHowMuchAnsweringTimeLiesBetweenTwoTimes(t *testing.T) {
	for _, c := range []struct {
		week, from, to string
		want           time.Duration
	}{
		{office, "2026-11-26 10:00 +01:00", "2026-11-26 10:20 +01:00", 20 * time.Minute},
		{office, "2026-11-26 20:00 +01:00", "2026-11-27 09:05 +01:00", 5 * time.Minute}, // asked in the evening
		{office, "2026-11-27 17:00 +01:00", "2026-11-30 10:00 +01:00", 2 * time.Hour},
		{lunch, "2026-11-26 12:00 +01:00", "2026-11-26 14:30 +01:00", time.Hour},
		{office, "2026-11-28 12:00 +01:00", "2026-11-28 13:00 +01:00", 0}, // answered on a Saturday
		{always, "2026-03-28 12:00 +01:00", "2026-03-29 12:00 +02:00", 23 * time.Hour},
		{"sun 1:00-4:00", "2026-03-28 12:00 +01:00", "2026-03-30 12:00 +02:00", 2 * time.Hour},
		{"sun 1:00-4:00", "2026-10-24 12:00 +02:00", "2026-10-26 12:00 +01:00", 4 * time.Hour},
		{gap, "2026-03-28 12:00 +01:00", "2026-03-30 12:00 +02:00", 0},
		{"", "2026-03-28 12:00 +01:00", "2026-03-30 12:00 +02:00", 0},
		{office, "2026-11-26 10:20 +01:00", "2026-11-26 10:00 +01:00", 0}, // the wrong way round
	} {
		if got := hoursOf(t, "Europe/Paris", c.week).Between(at(t, c.from), at(t, c.to)); got != c.want {
			t.Errorf("%q from %s to %s: %s, want %s", c.week, c.from, c.to, got, c.want)
		}
	}
}

func TestTheHoursInASentence(t *testing.T) {
	for _, c := range []struct{ zone, week, want string }{
		{"Europe/Paris", office, "Monday to Friday, 9:00 to 18:00, Paris time"},
		{"Europe/Paris", lunch, "Monday to Thursday, 9:00 to 12:30 and 14:00 to 18:00; Friday, 9:00 to 12:00, Paris time"},
		{"America/Argentina/Buenos_Aires", "mon 9:00-12:00; wed 9:00-12:00; fri 9:00-12:00; tue 8:30-9:00", "Monday, Wednesday and Friday, 9:00 to 12:00; Tuesday, 8:30 to 9:00, Buenos Aires time"},
		{"UTC", "mon-sun 9:00-18:00", "Every day, 9:00 to 18:00, UTC"},
		{"Etc/GMT+5", "sat 0:00-24:00; sun 0:00-24:00", "Saturday and Sunday, all day, UTC-05:00"},
		{"Asia/Kolkata", "mon-wed 9:00-10:00; fri-sun 9:00-10:00", "Monday to Wednesday and Friday to Sunday, 9:00 to 10:00, Kolkata time"},
		{"Europe/Paris", always, "At any hour"},
		{"Europe/Paris", "", "At no fixed hours"},
	} {
		if got := hoursOf(t, c.zone, c.week).String(); got != c.want {
			t.Errorf("%q in %s: %q, want %q", c.week, c.zone, got, c.want)
		}
	}
}

func TestWhatIsNoSpanAndWhatAreNoDays(t *testing.T) {
	for text, want := range map[string]string{
		"9-18":                    `"9-18" is no span of a day such as 9:00-12:30`,
		"9:00-18:60":              `"9:00-18:60" is no span of a day such as 9:00-12:30`,
		"9:00-24:01":              `"9:00-24:01" is no span of a day such as 9:00-12:30`,
		"18:00-9:00":              `"18:00-9:00" ends before it begins: what goes on after midnight is two spans, up to 24:00 and from 0:00`,
		"9:00-9:00":               `"9:00-9:00" ends before it begins: what goes on after midnight is two spans, up to 24:00 and from 0:00`,
		"9:00 - 9:30":             `"9:00 - 9:30" is no span of a day such as 9:00-12:30`,
		"":                        `"" is no span of a day such as 9:00-12:30`,
		"9:00-12:30, 12:00-18:00": `"12:00-18:00" begins before the span in front of it has ended`,
		"14:00-18:00, 9:00-12:30": `"9:00-12:30" begins before the span in front of it has ended`,
	} {
		if _, err := hours.ParseSpans(text); err == nil || err.Error() != want {
			t.Errorf("%q: %v", text, err)
		}
	}
	for text, want := range map[string]string{
		"25 December":              `"25 December" is no day such as 2026-12-25`,
		"2026-12-32":               `"2026-12-32" is no day such as 2026-12-25`,
		"2026-12-24 to 2026-13-01": `"2026-13-01" is no day such as 2026-12-25`,
		"2026-12-25 to 2026-12-24": `"2026-12-25 to 2026-12-24" ends before it begins`,
	} {
		if _, err := hours.ParseDays(text); err == nil || err.Error() != want {
			t.Errorf("%q: %v", text, err)
		}
	}
}
