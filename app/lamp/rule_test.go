package lamp_test

import (
	"testing"
	"time"

	"porchlight/app/hours"
	"porchlight/app/lamp"
)

// The office answers Monday to Friday, 9:00 to 18:00, in Paris, and not on the Friday after this Thursday.
var paris = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err)
	}
	return zone
}()

func office() hours.Hours {
	h := hours.Hours{Zone: paris, Holidays: []hours.Days{{First: day(27), Last: day(27)}}}
	for weekday := time.Monday; weekday <= time.Friday; weekday++ {
		h.Week[weekday] = []hours.Span{{From: 9 * 60, To: 18 * 60}}
	}
	return h
}

func day(n int) hours.Date { return hours.Date{Year: 2026, Month: time.November, Day: n} }

// on is a time of a day in November 2026, in Paris: the 26th is a Thursday.
func on(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, paris) }

func TestHowTheLampStands(t *testing.T) {
	long, never := time.Time{}, hours.Hours{Zone: paris}
	for _, c := range []struct {
		what      string
		set       lamp.Switch
		h         hours.Hours
		sign, now time.Time
		want      lamp.Shown
	}{
		{"inside the hours, an owner just here", lamp.Switch{Way: lamp.Follow}, office(), on(26, 10, 0), on(26, 10, 0),
			lamp.Shown{In: true, Until: on(26, 18, 0), Reason: lamp.Hours}},
		{"the last sign almost too long ago", lamp.Switch{Way: lamp.Follow}, office(), on(26, 10, 0), on(26, 10, 15).Add(-1),
			lamp.Shown{In: true, Until: on(26, 18, 0), Reason: lamp.Hours}},
		{"too long ago", lamp.Switch{Way: lamp.Follow}, office(), on(26, 10, 0), on(26, 10, 15), lamp.Shown{Reason: lamp.Silent}},
		{"nobody was ever here", lamp.Switch{Way: lamp.Follow}, office(), long, on(26, 10, 0), lamp.Shown{Reason: lamp.Silent}},
		{"before the hours, though somebody sits there", lamp.Switch{Way: lamp.Follow}, office(), on(26, 8, 59), on(26, 8, 59),
			lamp.Shown{Back: on(26, 9, 0), Until: on(26, 9, 0), Reason: lamp.Outside}},
		{"the moment that they end, over a holiday and a weekend", lamp.Switch{Way: lamp.Follow}, office(), on(26, 18, 0), on(26, 18, 0),
			lamp.Shown{Back: on(30, 9, 0), Until: on(30, 9, 0), Reason: lamp.Outside}},
		{"hours that never come", lamp.Switch{Way: lamp.Follow}, never, on(26, 10, 0), on(26, 10, 0), lamp.Shown{Reason: lamp.Outside}},

		{"said to be in, at night, unseen", lamp.Switch{Way: lamp.In, Until: on(26, 23, 0), By: "o"}, office(), long, on(26, 22, 0),
			lamp.Shown{In: true, Until: on(26, 23, 0), Reason: lamp.Said, By: "o"}},
		{"said to be in where there are no hours", lamp.Switch{Way: lamp.In, Until: on(26, 23, 0)}, never, long, on(26, 22, 0),
			lamp.Shown{In: true, Until: on(26, 23, 0), Reason: lamp.Said}},
		{"the end of that", lamp.Switch{Way: lamp.In, Until: on(26, 23, 0)}, office(), on(26, 23, 0), on(26, 23, 0),
			lamp.Shown{Back: on(30, 9, 0), Until: on(30, 9, 0), Reason: lamp.Outside}},
		{"the end of that inside the hours, the owner still here", lamp.Switch{Way: lamp.In, Until: on(26, 11, 0)}, office(), on(26, 11, 0), on(26, 11, 0),
			lamp.Shown{In: true, Until: on(26, 18, 0), Reason: lamp.Hours}},

		{"said to be away until a time inside the hours, though somebody sits there", lamp.Switch{Way: lamp.Away, Until: on(26, 14, 0)}, office(), on(26, 10, 0), on(26, 10, 0),
			lamp.Shown{Back: on(26, 14, 0), Until: on(26, 14, 0), Reason: lamp.Said}},
		{"until a time at night: back at the next opening", lamp.Switch{Way: lamp.Away, Until: on(26, 20, 0)}, office(), on(26, 10, 0), on(26, 10, 0),
			lamp.Shown{Back: on(30, 9, 0), Until: on(26, 20, 0), Reason: lamp.Said}},
		{"until the last moment of the hours", lamp.Switch{Way: lamp.Away, Until: on(26, 18, 0)}, office(), on(26, 10, 0), on(26, 10, 0),
			lamp.Shown{Back: on(30, 9, 0), Until: on(26, 18, 0), Reason: lamp.Said}},
		{"until a time, where there are no hours", lamp.Switch{Way: lamp.Away, Until: on(26, 20, 0)}, never, long, on(26, 10, 0),
			lamp.Shown{Back: on(26, 20, 0), Until: on(26, 20, 0), Reason: lamp.Said}},
		{"until told otherwise", lamp.Switch{Way: lamp.Away, By: "o"}, office(), on(26, 10, 0), on(26, 10, 0), lamp.Shown{Reason: lamp.Said, By: "o"}},
		{"the end of being away, the owner back", lamp.Switch{Way: lamp.Away, Until: on(26, 14, 0)}, office(), on(26, 14, 0), on(26, 14, 0),
			lamp.Shown{In: true, Until: on(26, 18, 0), Reason: lamp.Hours}},
		{"the end of being away, the owner not back", lamp.Switch{Way: lamp.Away, Until: on(26, 14, 0)}, office(), on(26, 10, 0), on(26, 14, 0), lamp.Shown{Reason: lamp.Silent}},
	} {
		if got := lamp.Rule(c.set, c.h, c.sign, c.now); !got.Same(c.want) {
			t.Errorf("%s: %+v, want %+v", c.what, got, c.want)
		}
	}
}

func TestTheUsualReplyTime(t *testing.T) {
	after := func(minutes ...int) (replies []lamp.Reply) {
		for _, m := range minutes {
			replies = append(replies, lamp.Reply{Asked: on(26, 9, 0), Answered: on(26, 9, 0).Add(time.Duration(m) * time.Minute)})
		}
		return replies
	}
	overnight := lamp.Reply{Asked: on(25, 20, 0), Answered: on(26, 9, 5)}
	for _, c := range []struct {
		what    string
		h       hours.Hours
		replies []lamp.Reply
		want    string
	}{
		{"too few", office(), after(1, 1, 1, 1), ""},
		{"five", office(), after(1, 1, 1, 1, 1), "10 minutes"},
		{"the middle one counts", office(), after(1, 2, 25, 300, 500), "half an hour"},
		{"the middle of two", office(), after(1, 2, 3, 50, 62, 200, 201, 202), "an hour"},
		{"a night is no answering time", office(), []lamp.Reply{overnight, overnight, overnight, overnight, overnight}, "10 minutes"},
		{"and is where there are no hours", hours.Hours{Zone: paris}, []lamp.Reply{overnight, overnight, overnight, overnight, overnight}, "a few days"},
		{"exactly an hour", office(), after(60, 60, 60, 60, 60), "an hour"},
		{"more than that", office(), after(61, 61, 61, 61, 61), "two hours"},
		{"half a day", office(), after(240, 240, 240, 240, 240), "half a day"},
		{"a day", office(), after(400, 400, 400, 400, 400), "a day"},
		{"longer than anybody wants to read", hours.Hours{Zone: paris}, after(9999, 9999, 9999, 9999, 9999), ""},
	} {
		if got := lamp.Usual(c.h, c.replies); got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

func TestWhatIsSaidWithoutAScript(t *testing.T) {
	kolkata, err := time.LoadLocation("Asia/Kolkata")
	if err != nil {
		t.Fatal(err)
	}
	now := on(26, 19, 0)
	for _, c := range []struct {
		shown lamp.Shown
		zone  *time.Location
		named bool
		want  string
	}{
		{lamp.Shown{In: true}, paris, true, "in and answers here"},
		{lamp.Shown{In: true, Usual: "an hour"}, paris, true, "in, usually answers within an hour"},
		{lamp.Shown{}, paris, true, "away at the moment"},
		{lamp.Shown{Usual: "a day"}, paris, true, "away at the moment, usually answers within a day"},
		{lamp.Shown{Back: on(26, 21, 0)}, paris, true, "away, back today at 21:00, Paris time"},
		{lamp.Shown{Back: on(27, 9, 0)}, paris, true, "away, back tomorrow at 9:00, Paris time"},
		{lamp.Shown{Back: on(27, 9, 0)}, kolkata, false, "away, back tomorrow at 13:30"},
		{lamp.Shown{Back: on(26, 20, 0)}, kolkata, false, "away, back tomorrow at 0:30"}, // it is 23:30 there
		{lamp.Shown{Back: on(30, 9, 0), Usual: "an hour"}, paris, true, "away, back Monday at 9:00, Paris time;\nthen usually within an hour"},
		{lamp.Shown{Back: on(26+39, 9, 0)}, paris, false, "away, back 4 January"},
	} {
		if got := c.shown.Words(now, c.zone, c.named); got != c.want {
			t.Errorf("%+v: %q, want %q", c.shown, got, c.want)
		}
	}
}
