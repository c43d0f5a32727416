package notify_test

import (
	"strings"
	"testing"
	"time"

	"porchlight/app/notify"
)

func TestWhatWaitsUnderOneKeyIsSentOnceAndAsSoonAsItsFirstIsDue(t *testing.T) {
	p := newPost(t)
	for i, says := range []string{"first", "second", "third"} {
		p.putsUnder(t, "reply", says, p.Now().Add(time.Duration(i+2)*time.Minute))
	}
	p.run(t)
	p.passes(t, 2*time.Minute-time.Millisecond)
	p.tries(t, 0)
	p.passes(t, time.Millisecond)
	p.tries(t, 1)
	p.passes(t, time.Hour)
	if got := strings.Join(p.says(), " "); got != "third" {
		t.Errorf("there were %q", got)
	}
}

func TestWhatComesWhileOneIsSentIsNotLost(t *testing.T) {
	for name, outcome := range map[string]error{"it is sent": nil, "it is not needed": notify.ErrNotNeeded, "it fails": errDown, "it is put off": notify.Later(time.Second)} {
		t.Run(name, func(t *testing.T) {
			p := newPost(t)
			p.run(t)
			p.putsUnder(t, "reply", "first", time.Time{})
			end := p.underWay(t)
			p.putsUnder(t, "reply", "second", time.Time{})
			p.ends(nil)
			end(outcome)
			p.settled(t)
			p.passes(t, time.Minute)
			p.rests(t, 0, 0)
			if got := strings.Join(p.says(), " "); got != "first second" {
				t.Fatalf("there were %q", got)
			}
			if got := p.sent(); got[0].UID == got[1].UID {
				t.Error("both have one name: the second would be taken for a repetition")
			}
		})
	}
}

func TestWhatComesWhileOneIsSentIsSentWhenItIsDue(t *testing.T) {
	p := newPost(t)
	p.run(t)
	p.putsUnder(t, "reply", "first", time.Time{})
	end := p.underWay(t)
	p.putsUnder(t, "reply", "second", p.Now().Add(2*time.Minute))
	p.ends(nil)
	end(nil)
	p.passes(t, 2*time.Minute-time.Millisecond)
	p.tries(t, 1)
	p.passes(t, time.Millisecond)
	p.tries(t, 2)
	if n := p.sent()[1]; n.Attempts != 1 {
		t.Errorf("it is attempt %d", n.Attempts)
	}
}

func TestMoreToSayHurriesNoFailureAndRaisesWhatWasGivenUp(t *testing.T) {
	p := newPost(t)
	p.ends(errDown)
	p.run(t)
	p.putsUnder(t, "reply", "first", time.Time{})
	p.settled(t)
	p.putsUnder(t, "reply", "second", time.Time{})
	p.settled(t)
	p.tries(t, 1)
	p.ends(notify.Refused("No such mailbox."))
	p.passes(t, 12*time.Second)
	p.rests(t, 0, 1)
	p.ends(nil)
	p.putsUnder(t, "reply", "third", time.Time{})
	p.settled(t)
	p.rests(t, 0, 0)
	if got := strings.Join(p.says(), " "); got != "first second third" || p.sent()[2].Attempts != 1 {
		t.Errorf("there were %q, the last is attempt %d", got, p.sent()[2].Attempts)
	}
}
