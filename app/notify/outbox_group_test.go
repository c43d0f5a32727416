package notify_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"porchlight/app/notify"
	"porchlight/app/testparts"
)

func TestWhatWaitsUnderOneKeyIsSentOnceAndAsSoonAsItsFirstIsDue(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	for i, says := range []string{"first", "second", "third"} {
		d := letter("reply", says)
		d.Due = noon.Add(2*time.Minute + time.Duration(i)*time.Minute)
		b.put(t, d)
	}
	b.run(t)
	if b.pass(t, 2*time.Minute-time.Millisecond); len(b.tried()) != 0 {
		t.Fatalf("there were %q", b.says())
	}
	b.pass(t, time.Millisecond)
	b.pass(t, time.Hour)
	if got := b.says(); !slices.Equal(got, []string{`"third"`}) {
		t.Errorf("there were %q", got)
	}
}

// underWay lets a try begin, and returns what ends it.
func underWay(t *testing.T, b *box) (end func(error)) {
	t.Helper()
	answer := make(chan error)
	b.will(func(context.Context, notify.Notice) error { return <-answer })
	before := len(b.tried())
	b.Look()
	testparts.Eventually(t, "a try is under way", func() bool { return len(b.tried()) == before+1 })
	return func(err error) { answer <- err }
}

func TestWhatComesWhileOneIsUnderWayIsNotLost(t *testing.T) {
	t.Parallel()
	for name, outcome := range map[string]error{"it is sent": nil, "it is not needed": notify.ErrNotNeeded, "it fails": errNobody, "it is put off": notify.Later(time.Second)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBox(t)
			b.run(t)
			b.put(t, letter("reply", "first"))
			end := underWay(t, b)
			b.put(t, letter("reply", "second"))
			b.willAnswer(nil)
			end(outcome)
			b.settled(t)
			b.pass(t, 12*time.Second)
			b.pass(t, time.Hour)
			tries := b.tried()
			if got := b.says(); !slices.Equal(got, []string{`"first"`, `"second"`}) || tries[0].UID == tries[1].UID {
				t.Fatalf("there were %q", got)
			}
			if waiting, dead := b.left(t); waiting != 0 || len(dead) != 0 {
				t.Errorf("%d wait, and these were given up: %q", waiting, dead)
			}
		})
	}
}

func TestALaterDueOfWhatComesWhileOneIsUnderWayIsKept(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.run(t)
	b.put(t, letter("reply", "first"))
	end := underWay(t, b)
	second := letter("reply", "second")
	second.Due = noon.Add(2 * time.Minute)
	b.put(t, second)
	b.willAnswer(nil)
	end(nil)
	if b.pass(t, 2*time.Minute-time.Millisecond); len(b.tried()) != 1 {
		t.Fatalf("there were %q", b.says())
	}
	if b.pass(t, time.Millisecond); len(b.tried()) != 2 || b.tried()[1].Attempts != 1 {
		t.Errorf("there were %q", b.says())
	}
}

func TestMoreToSayMendsNoFailureAndRaisesWhatWasGivenUp(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.willAnswer(errNobody)
	b.run(t)
	b.put(t, letter("reply", "first"))
	b.settled(t)
	b.put(t, letter("reply", "second"))
	if b.settled(t); len(b.tried()) != 1 {
		t.Fatalf("the pause is cut short: %q", b.says())
	}
	b.willAnswer(notify.Refused("No such mailbox."))
	b.pass(t, 12*time.Second)
	if _, dead := b.left(t); len(dead) != 1 {
		t.Fatalf("these were given up: %q", dead)
	}
	b.willAnswer(nil)
	b.put(t, letter("reply", "third"))
	b.settled(t)
	if _, dead := b.left(t); len(dead) != 0 || b.tried()[2].Attempts != 1 {
		t.Errorf("these were given up: %q", dead)
	}
	if got := b.says(); !slices.Equal(got, []string{`"first"`, `"second"`, `"third"`}) {
		t.Errorf("there were %q", got)
	}
}
