package lamp_test

import (
	"slices"
	"testing"
	"time"

	"porchlight/app/account"
	"porchlight/app/fault"
	"porchlight/app/lamp"
	"porchlight/app/store"
	"porchlight/app/testparts"
)

func TestMain(m *testing.M) { testparts.EveryStore(m) }

// room is a lamp with its store, an owner, and a clock that only the test moves.
type room struct {
	t     *testing.T
	now   time.Time
	store store.Store
	lamp  *lamp.Lamp
	owner int64
}

func newRoom(t *testing.T, now time.Time) *room {
	t.Helper()
	r := &room{t: t, now: now}
	kept := testparts.OpenStore(t, testparts.NewDatabase(t), store.Alone)
	t.Cleanup(func() { _ = kept.Close() })
	who, err := account.New(kept, r.clock).Create(t.Context(), "owner@example.com", "correct horse battery", account.Owner)
	if err != nil {
		t.Fatal(err)
	}
	r.store, r.owner, r.lamp = kept, who.ID, lamp.New(kept, r.clock)
	return r
}

func (r *room) clock() time.Time { return r.now }

func (r *room) choose(name, until string) error {
	return r.lamp.Choose(r.t.Context(), office(), r.owner, name, until)
}

func (r *room) names() (names []string) {
	for _, c := range r.lamp.Choices(office()) {
		names = append(names, c.Name)
	}
	return names
}

func TestWhatAnOwnerCanSay(t *testing.T) {
	for _, c := range []struct {
		what string
		now  time.Time
		want []string
	}{
		{"inside the hours", on(26, 10, 0), []string{"in-hour", "in-hours", "away-hour", "away-opening", "away"}},
		{"outside", on(26, 20, 0), []string{"in-hour", "in-four", "away-hour", "away"}},
	} {
		r := newRoom(t, c.now)
		if got := r.names(); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
		for _, name := range c.want {
			if err := r.choose(name, ""); err != nil {
				t.Errorf("%s: %s: %v", c.what, name, err)
			}
			if set := r.lamp.Set(); set.By != "owner@example.com" || !set.Set.Equal(c.now) || set.Way == lamp.In && (set.Until.IsZero() || set.Until.After(c.now.Add(12*time.Hour))) {
				t.Errorf("%s: %s sets %+v", c.what, name, set)
			}
			if !slices.Contains(r.names(), "hours") {
				t.Errorf("%s: after %s the hours cannot be followed again", c.what, name)
			}
		}
	}
}

func TestTheSwitchIsKeptInTheStore(t *testing.T) {
	r := newRoom(t, on(26, 10, 0))
	if err := r.choose("away-until", "2026-11-26T14:00"); err != nil {
		t.Fatal(err)
	}
	other := lamp.New(r.store, r.clock)
	if err := other.Look(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := other.Shown(office(), true); !got.Back.Equal(on(26, 14, 0)) || got.In {
		t.Errorf("another node says %+v", got)
	}
	if err := r.choose("hours", ""); err != nil {
		t.Fatal(err)
	}
	if got := r.lamp.Shown(office(), true); !got.In || got.Reason != lamp.Hours {
		t.Errorf("the hours are not followed: %+v", got)
	}
}

func TestWhatCannotBeSaid(t *testing.T) {
	r := newRoom(t, on(26, 10, 0))
	for _, c := range []struct{ name, until string }{
		{"", ""}, {"in", ""}, {"in-forever", ""}, {"in-four", ""}, {"away-until", ""}, {"away-until", "tomorrow"}, {"away-until", "2026-11-26T09:59"}, {"away-until", "2028-01-01T09:00"},
	} {
		if err := r.choose(c.name, c.until); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q until %q: %v", c.name, c.until, err)
		}
	}
	if set := r.lamp.Set(); set.Way != lamp.Follow {
		t.Errorf("something was set: %+v", set)
	}
}

func TestASignOfLifeIsNotedOnceAMinuteAndOutlastsARestart(t *testing.T) {
	r := newRoom(t, on(26, 10, 0))
	for i, want := range []bool{true, false, true} {
		noted, err := r.lamp.Sign(t.Context())
		if err != nil || noted != want {
			t.Errorf("sign %d was noted: %t, %v; want %t", i+1, noted, err, want)
		}
		r.now = r.now.Add(30 * time.Second)
	}
	again := lamp.New(r.store, r.clock)
	if err := again.Look(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := again.Shown(office(), false); !got.In {
		t.Errorf("after a restart, before any socket is back: %+v", got)
	}
	r.now = r.now.Add(lamp.Silence)
	if got := again.Shown(office(), false); got.In || got.Reason != lamp.Silent {
		t.Errorf("15 minutes later: %+v", got)
	}
}

func TestAClockThatIsSetBackLeavesTheLampAsItIsTrue(t *testing.T) {
	r := newRoom(t, on(26, 12, 0))
	sign := func(want bool) {
		t.Helper()
		if noted, err := r.lamp.Sign(t.Context()); err != nil || noted != want {
			t.Errorf("a sign of life was noted: %t, %v; want %t", noted, err, want)
		}
	}
	sign(true)
	r.now = r.now.Add(-time.Hour)
	if got := r.lamp.Shown(office(), false); got.In {
		t.Errorf("an hour of silence lies before the owner's last sign, and the lamp says %+v", got)
	}
	sign(true)
	sign(false)
	if got := r.lamp.Shown(office(), false); !got.In {
		t.Errorf("the owner is here, and the lamp says %+v", got)
	}
}
