package notify_test

import (
	"testing"
	"time"

	"porchlight/app/notify"
)

// The clock of the machine is moved by an hour, as by NTP or a hand, while something waits.

func TestAClockThatIsSetBackHoldsNothingUpAndSendsNothingTwice(t *testing.T) {
	for name, restarts := range map[string]bool{"while it runs": false, "while it was down": true} {
		t.Run(name, func(t *testing.T) {
			p := newPost(t)
			p.putsUnder(t, "soon", "soon", p.Now().Add(notify.ReplyAfter))
			if !restarts {
				p.run(t)
				p.settled(t)
			}
			p.forward(-time.Hour)
			if restarts {
				p.run(t)
			}
			p.settled(t)
			p.passes(t, notify.ReplyAfter-time.Second)
			p.tries(t, 0) // it is not early either
			p.passes(t, time.Second)
			p.tries(t, 1)
			p.passes(t, 2*time.Hour)
			p.tries(t, 1)
		})
	}
}

func TestAClockThatIsSetForwardSendsWhatIsDueByItOnce(t *testing.T) {
	a, b := nodes(t)
	a.putsUnder(t, "soon", "soon", a.Now().Add(notify.AskedAfter))
	a.run(t)
	b.run(t)
	a.passes(t, time.Hour)
	b.settled(t)
	a.forward(-time.Hour)
	a.settled(t)
	b.passes(t, 2*time.Hour)
	if sent := len(a.sent()) + len(b.sent()); sent != 1 {
		t.Errorf("it was sent %d times", sent)
	}
}
