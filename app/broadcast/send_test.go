package broadcast_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/broadcast"
	"porchlight/app/fault"
)

func TestATargetReachesWhoIsThereOrBelowOrOneVisitor(t *testing.T) {
	for _, c := range []struct {
		to             broadcast.Target
		place, visitor string
		want           bool
	}{
		{broadcast.Target{Place: "/"}, "/", ann, true},
		{broadcast.Target{Place: "/"}, redis, ann, true},
		{broadcast.Target{Place: "/data-realtime"}, redis, ann, true},
		{broadcast.Target{Place: "/data-realtime"}, "/data-realtime", ann, true},
		{broadcast.Target{Place: "/data-realtime"}, "/", ann, false},
		{broadcast.Target{Place: "/data"}, "/data-realtime", ann, false},
		{broadcast.Target{Place: redis}, redis, ann, true},
		{broadcast.Target{Place: redis}, "/data-realtime", ann, false},
		{broadcast.Target{Visitor: ann}, redis, ann, true},
		{broadcast.Target{Visitor: ann}, redis, ben, false},
	} {
		if got := c.to.Reaches(c.place, c.visitor); got != c.want {
			t.Errorf("%+v reaches %s at %s: %v", c.to, c.visitor, c.place, got)
		}
	}
}

func TestWhatIsRefusedSaysWhatToDo(t *testing.T) {
	h := newHouse(t)
	in := func(by time.Duration) func(*broadcast.Draft) {
		return func(d *broadcast.Draft) {
			d.Length, d.Until = broadcast.AtTime, begin.Add(by).Format("2006-01-02T15:04")
		}
	}
	for _, c := range []struct {
		what   string
		change func(*broadcast.Draft)
		want   string
	}{
		{"no words", func(d *broadcast.Draft) { d.Text = " \r\n " }, "Write a few words, or choose a card that goes with it."},
		{"too many words", func(d *broadcast.Draft) { d.Text = strings.Repeat("é", broadcast.TextMost+1) }, "That is 501 characters; a banner holds 500."},
		{"no text", func(d *broadcast.Draft) { d.Text = "a\x00b" }, "Please write it again as plain text."},
		{"bad bytes", func(d *broadcast.Draft) { d.Text = "a\xff" }, "Please write it again as plain text."},
		{"no id", func(d *broadcast.Draft) { d.ID = "1" }, "Reload the page and send it again."},
		{"to nobody", func(d *broadcast.Draft) { d.Place = "" }, "Choose whom it is for"},
		{"to two", func(d *broadcast.Draft) { d.Visitor = ann }, "Choose whom it is for"},
		{"no length", func(d *broadcast.Draft) { d.Length = "2y" }, "Choose how long it runs."},
		{"no time", func(d *broadcast.Draft) { d.Length = broadcast.AtTime }, "Say on which day and at what time it ends."},
		{"over at once", in(broadcast.Shortest - time.Minute), "less than 5 minutes from now"},
		{"for long", in(broadcast.Longest + time.Minute), "more than 7 days from now"},
	} {
		d := h.draft("Hello")
		c.change(&d)
		if _, fresh, err := h.Send(ctx, d); !fault.Is(err, fault.Invalid) || fresh || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, %v", c.what, fresh, err)
		}
	}
	if running := h.running(t); running != nil {
		t.Errorf("running are %q", running)
	}
	for _, taken := range []func(*broadcast.Draft){
		func(d *broadcast.Draft) { d.Text = strings.Repeat("é", broadcast.TextMost) },
		func(d *broadcast.Draft) { d.Text, d.Card = "", redis },
		in(broadcast.Shortest), in(broadcast.Longest),
	} {
		d := h.draft("Hello")
		taken(&d)
		h.sends(t, d)
	}
}

func TestTheEndIsChosenOrATimeOfTheOwnersClock(t *testing.T) {
	h := newHouse(t)
	paris, err := time.LoadLocation("Europe/Paris")
	must(t, err)
	for _, c := range []struct {
		length, until string
		want          time.Duration
	}{{"15m", "", 15 * time.Minute}, {"1d", "ignored", 24 * time.Hour}, {broadcast.AtTime, "2026-11-24T12:30", 150 * time.Minute}} {
		d := h.draft("Hello")
		d.Length, d.Until, d.Zone = c.length, c.until, paris
		if b := h.sends(t, d); !b.Ends.Equal(begin.Add(c.want)) {
			t.Errorf("%s %s ends at %s", c.length, c.until, b.Ends)
		}
	}
}

func TestAFormThatIsSentTwiceIsOneBroadcast(t *testing.T) {
	h := newHouse(t)
	d := h.draft("Back in five minutes")
	first := h.sends(t, d)
	h.now = h.now.Add(time.Minute)
	again, fresh, err := h.Send(ctx, d)
	if must(t, err); fresh || again.ID != first.ID || !again.Sent.Equal(first.Sent) || !again.Ends.Equal(first.Ends) {
		t.Errorf("again it is %+v, first it was %+v", again, first)
	}
	d.Text = "Back in ten minutes"
	if _, _, err := h.Send(ctx, d); !fault.Is(err, fault.Conflict) {
		t.Errorf("other words under the same id: %v", err)
	}
	if running := h.running(t); !slices.Equal(running, []string{"Back in five minutes"}) {
		t.Errorf("running are %q", running)
	}
}

func TestABroadcastRunsUntilItsEndOrUntilAnOwnerEndsIt(t *testing.T) {
	h := newHouse(t)
	short, long := h.draft("short"), h.draft("long")
	short.Length = "15m"
	h.sends(t, short)
	h.now = h.now.Add(time.Second)
	b := h.sends(t, long)
	if running := h.running(t); !slices.Equal(running, []string{"long", "short"}) {
		t.Errorf("the newest is not first: %q", running)
	}
	h.now = begin.Add(15 * time.Minute)
	if running := h.running(t); !slices.Equal(running, []string{"long"}) {
		t.Errorf("after a quarter of an hour %q run", running)
	}
	for i, want := range []bool{true, false} {
		if ended, err := h.End(ctx, b.ID, h.owner); err != nil || ended != want {
			t.Errorf("ended %d times: %v %v", i+1, ended, err)
		}
	}
	past, err := h.Past(ctx)
	must(t, err)
	if len(past) != 2 || h.running(t) != nil {
		t.Fatalf("past are %+v", past)
	}
	for _, p := range past {
		if want := map[string]int64{"long": h.owner, "short": 0}[p.Text]; p.EndedBy != want || !p.Ends.Equal(h.now) {
			t.Errorf("%+v", p)
		}
	}
	if _, err := h.End(ctx, firstID[:35]+"9", h.owner); !fault.Is(err, fault.NotFound) {
		t.Errorf("ending what there is not: %v", err)
	}
}

func TestOnlySoManyRunAtOnce(t *testing.T) {
	h := newHouse(t)
	var last broadcast.Draft
	for range broadcast.RunningMost {
		last = h.draft("Hello")
		h.sends(t, last)
	}
	if _, _, err := h.Send(ctx, h.draft("one more")); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "End one of them first.") {
		t.Errorf("one more: %v", err)
	}
	if _, fresh, err := h.Send(ctx, last); fresh || err != nil {
		t.Errorf("the last one again: %v %v", fresh, err)
	}
	_, err := h.End(ctx, last.ID, h.owner)
	must(t, err)
	h.sends(t, h.draft("one more"))
}
