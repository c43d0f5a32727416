package notify_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"porchlight/app/fault"
	"porchlight/app/notify"
	"porchlight/app/sqlite"
	"porchlight/app/testparts"
)

func TestWhatFailsIsTriedAfterGrowingPausesAndGivenUpWithItsReason(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.willAnswer(errNobody)
	b.put(t, letter("one", "hello"))
	b.run(t)
	b.settled(t)
	pauses := []time.Duration{
		10 * time.Second, 30 * time.Second, 90 * time.Second, 270 * time.Second, 810 * time.Second, 2430 * time.Second, 7290 * time.Second,
		6 * time.Hour, 6 * time.Hour, 6 * time.Hour, 6 * time.Hour,
	}
	for i, pause := range pauses {
		if n := len(b.tried()); n != i+1 {
			t.Fatalf("after pause %d there were %d tries", i, n)
		}
		b.pass(t, pause*8/10-time.Millisecond)
		if n := len(b.tried()); n != i+1 {
			t.Fatalf("the pause after try %d is shorter than %s", i+1, pause*8/10)
		}
		b.pass(t, pause*4/10+2*time.Millisecond)
	}
	if waiting, dead := b.left(t); waiting != 0 || !slices.Equal(dead, []string{errNobody.Error()}) {
		t.Errorf("%d wait, and these were given up: %q", waiting, dead)
	}
	tries := b.tried()
	for i, n := range tries {
		if n.UID != tries[0].UID || n.Attempts != i+1 {
			t.Errorf("try %d is %+v", i+1, n)
		}
	}
	if b.pass(t, 48*time.Hour); len(b.tried()) != notify.Attempts {
		t.Errorf("there were %d tries", len(b.tried()))
	}
}

func TestAServerThatAsksForTimeIsGivenIt(t *testing.T) {
	t.Parallel()
	for asked, given := range map[time.Duration]time.Duration{time.Hour: time.Hour, time.Second: 8 * time.Second, 30 * 24 * time.Hour: 24 * time.Hour} {
		b := newBox(t)
		b.willAnswer(notify.Busy(asked, errNobody))
		b.put(t, letter("one", "hello"))
		b.run(t)
		b.settled(t)
		if b.pass(t, given-time.Millisecond); len(b.tried()) != 1 {
			t.Errorf("asked for %s, it is tried within %s", asked, given)
		}
		if b.pass(t, 5*time.Second); len(b.tried()) != 2 || b.tried()[1].Attempts != 2 {
			t.Errorf("asked for %s, it is not tried after %s", asked, given)
		}
	}
}

func TestWhatIsRefusedIsGivenUpAtOnceAndCanBeTriedAgainOrThrownAway(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.willAnswer(notify.Refused("No such mailbox."))
	for _, key := range []string{"one", "two"} {
		b.put(t, letter(key, key))
	}
	b.run(t)
	b.settled(t)
	dead, err := b.Dead(ctx)
	must(t, err)
	if waiting, reasons := b.left(t); waiting != 0 || !slices.Equal(reasons, []string{"No such mailbox.", "No such mailbox."}) || dead[0].Dead.IsZero() {
		t.Fatalf("%d wait, and these were given up: %q", waiting, reasons)
	}
	b.willAnswer(nil)
	must(t, b.Retry(ctx, dead[0].ID))
	must(t, b.Discard(ctx, dead[1].ID))
	b.settled(t)
	if waiting, reasons := b.left(t); waiting != 0 || len(reasons) != 0 || len(b.tried()) != 3 || b.tried()[2].Attempts != 1 {
		t.Errorf("%d wait, and these were given up: %q; tries: %q", waiting, reasons, b.says())
	}
	for what, err := range map[string]error{"tried again": b.Retry(ctx, dead[0].ID), "thrown away": b.Discard(ctx, dead[1].ID)} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("what is gone is %s: %v", what, err)
		}
	}
}

func TestWhatIsPutOffIsNoAttempt(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.willAnswer(notify.Later(time.Hour))
	b.put(t, letter("one", "hello"))
	b.run(t)
	b.settled(t)
	for range notify.Attempts + 1 {
		before := len(b.tried())
		if b.pass(t, time.Hour-time.Millisecond); len(b.tried()) != before {
			t.Fatal("it is tried before the hour is over")
		}
		b.pass(t, time.Millisecond)
	}
	for _, n := range b.tried() {
		if n.Attempts != 1 || n.UID != b.tried()[0].UID {
			t.Fatalf("a try is %+v", n)
		}
	}
	if waiting, dead := b.left(t); waiting != 1 || len(dead) != 0 || len(b.tried()) != notify.Attempts+2 {
		t.Errorf("%d wait, and these were given up: %q; %d tries", waiting, dead, len(b.tried()))
	}
}

func TestWhatIsNotNeededAnyMoreIsDropped(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.willAnswer(fmt.Errorf("it was read: %w", notify.ErrNotNeeded))
	b.put(t, letter("one", "hello"))
	b.run(t)
	b.settled(t)
	if waiting, dead := b.left(t); waiting != 0 || len(dead) != 0 || len(b.tried()) != 1 {
		t.Errorf("%d wait, and these were given up: %q", waiting, dead)
	}
}

func TestWhatIsDueFirstIsSentFirst(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	late, early := letter("late", "late"), letter("early", "early")
	late.Due, early.Due = noon.Add(2*time.Minute), noon.Add(time.Minute)
	for _, d := range []notify.Draft{late, early, letter("now", "now"), letter("then", "then")} {
		b.put(t, d)
	}
	b.run(t)
	b.settled(t)
	if got := b.says(); !slices.Equal(got, []string{`"now"`, `"then"`}) {
		t.Errorf("now there were %q", got)
	}
	b.pass(t, 2*time.Minute)
	if got := b.says(); !slices.Equal(got, []string{`"now"`, `"then"`, `"early"`, `"late"`}) {
		t.Errorf("then there were %q", got)
	}
}

func TestAChannelThatHangsHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.will(func(ctx context.Context, n notify.Notice) error {
		if n.Channel == notify.MailChannel {
			<-ctx.Done()
		}
		return nil
	})
	b.put(t, letter("one", "hello"))
	stop := b.run(t)
	testparts.Eventually(t, "the mail is under way", func() bool { return len(b.tried()) == 1 })
	b.put(t, notify.Draft{Key: "push", Channel: notify.PushChannel, Kind: "asked"})
	testparts.Eventually(t, "the push is sent", func() bool { return len(b.tried()) == 2 })
	stop()
}

func TestANoticeThatBreaksItsComposerIsAFailureLikeOthers(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.will(func(context.Context, notify.Notice) error { panic("no such template") })
	b.put(t, letter("one", "hello"))
	b.run(t)
	b.settled(t)
	b.willAnswer(nil)
	b.pass(t, time.Minute)
	if waiting, dead := b.left(t); waiting != 0 || len(dead) != 0 || len(b.tried()) != 2 {
		t.Errorf("%d wait, and these were given up: %q; %d tries", waiting, dead, len(b.tried()))
	}
}

func TestWhatIsPutInATransactionThatFailsIsNotThere(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	err := b.store.Write(ctx, func(q *sqlite.Queries) error {
		must(t, b.Put(ctx, q, letter("one", "hello")))
		return errNobody
	})
	if !errors.Is(err, errNobody) {
		t.Fatal(err)
	}
	b.run(t)
	if b.settled(t); len(b.tried()) != 0 {
		t.Errorf("there were %q", b.says())
	}
}
