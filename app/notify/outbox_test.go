package notify_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"porchlight/app/fault"
	"porchlight/app/notify"
	"porchlight/app/testparts"
)

func TestANoticeIsSentOnceAndGone(t *testing.T) {
	p := newPost(t)
	p.run(t)
	p.puts(t, "hello")
	p.tries(t, 1)
	p.rests(t, 0, 0)
	n := p.sent()[0]
	var said string
	must(t, n.Read(&said))
	if said != "hello" || n.Kind != "test" || n.Attempts != 1 || n.UID == "" {
		t.Errorf("%+v", n)
	}
}

func TestAFailureIsTriedAgainAfterGrowingPausesAndGivenUpWithItsReason(t *testing.T) {
	p := newPost(t)
	p.ends(errDown)
	p.run(t)
	p.puts(t, "hello")
	p.settled(t)
	for i, pause := range []time.Duration{
		10 * time.Second, 30 * time.Second, 90 * time.Second, 270 * time.Second, 810 * time.Second, 2430 * time.Second, 7290 * time.Second,
		6 * time.Hour, 6 * time.Hour, 6 * time.Hour, 6 * time.Hour, // over a day in all: a mail server may be down for so long
	} {
		p.rests(t, 1, 0)
		p.passes(t, pause*8/10-time.Millisecond)
		p.tries(t, i+1)
		p.passes(t, pause*4/10+time.Millisecond)
		p.tries(t, i+2)
	}
	p.rests(t, 0, 1)
	dead, err := p.Dead(t.Context())
	must(t, err)
	if len(dead) != 1 || dead[0].Reason != errDown.Error() || !dead[0].Dead.Equal(p.Now()) || dead[0].Attempts != notify.Attempts {
		t.Errorf("%+v", dead)
	}
	for i, n := range p.sent() {
		if n.Attempts != i+1 || n.UID != dead[0].UID {
			t.Errorf("try %d is %+v: whoever gets two of them must know that they are one", i+1, n)
		}
	}
	p.passes(t, 48*time.Hour)
	p.tries(t, notify.Attempts)
}

func TestWhatIsRefusedIsGivenUpAtOnceAndCanBeTriedAgainOrDiscarded(t *testing.T) {
	p := newPost(t)
	p.answers(func(notify.Notice) error { return notify.Refused("550 no such mailbox") })
	p.run(t)
	p.puts(t, "hello")
	p.tries(t, 1)
	p.rests(t, 0, 1)
	dead, err := p.Dead(t.Context())
	must(t, err)
	if dead[0].Reason != "550 no such mailbox" {
		t.Errorf("the reason is %q", dead[0].Reason)
	}
	must(t, p.Retry(t.Context(), dead[0].ID))
	p.tries(t, 2)
	p.rests(t, 0, 1)
	must(t, p.Discard(t.Context(), dead[0].ID))
	p.rests(t, 0, 0)
	refused(t, p.Retry(t.Context(), dead[0].ID), fault.NotFound)
	refused(t, p.Discard(t.Context(), dead[0].ID), fault.NotFound)
}

func TestWhatIsPutOffIsNoAttempt(t *testing.T) {
	p := newPost(t)
	p.ends(notify.Later(time.Minute))
	p.run(t)
	p.puts(t, "hello")
	p.settled(t)
	for n := range 2 * notify.Attempts {
		p.passes(t, time.Minute-time.Millisecond)
		p.tries(t, n+1)
		p.passes(t, time.Millisecond)
		p.tries(t, n+2)
	}
	p.rests(t, 1, 0)
	p.ends(notify.ErrNotNeeded)
	p.passes(t, time.Minute)
	p.rests(t, 0, 0)
	if last := p.sent()[len(p.sent())-1]; last.Attempts != 1 {
		t.Errorf("the last is attempt %d", last.Attempts)
	}
}

func TestABusyServerIsNotAskedBeforeItSaid(t *testing.T) {
	for said, waits := range map[time.Duration]time.Duration{time.Hour: time.Hour, time.Second: 8 * time.Second, 30 * 24 * time.Hour: 24 * time.Hour} {
		p := newPost(t)
		p.ends(notify.Busy(said, errDown))
		p.run(t)
		p.puts(t, "hello")
		p.settled(t)
		p.passes(t, waits-time.Millisecond)
		p.tries(t, 1)
		p.passes(t, 5*time.Second)
		p.tries(t, 2)
	}
}

func TestWhatIsNotNeededAnyMoreIsDropped(t *testing.T) {
	p := newPost(t)
	p.ends(fmt.Errorf("it was read: %w", notify.ErrNotNeeded))
	p.run(t)
	p.puts(t, "hello")
	p.tries(t, 1)
	p.rests(t, 0, 0)
}

func TestWhatIsDueFirstIsSentFirst(t *testing.T) {
	p := newPost(t)
	p.putsUnder(t, "late", "late", p.Now().Add(2*time.Minute))
	p.putsUnder(t, "early", "early", p.Now().Add(time.Minute))
	p.puts(t, "now")
	p.puts(t, "then")
	p.run(t)
	p.settled(t)
	p.tries(t, 2)
	p.passes(t, 2*time.Minute)
	if got := strings.Join(p.says(), " "); got != "now then early late" {
		t.Errorf("there were %q", got)
	}
}

func TestAChannelThatHangsHoldsUpNoOther(t *testing.T) {
	p := newPost(t)
	hangs := make(chan struct{})
	var called atomic.Bool
	p.answers(func(n notify.Notice) error {
		if n.Channel == notify.MailChannel {
			<-hangs
		}
		called.Store(n.Channel == notify.WebhookChannel)
		return nil
	})
	p.run(t)
	release := sync.OnceFunc(func() { close(hangs) })
	t.Cleanup(release)
	p.puts(t, "hello")
	p.tries(t, 1)
	must(t, p.Send(t.Context(), notify.Draft{Key: "call", Channel: notify.WebhookChannel, Kind: "test"}))
	testparts.Eventually(t, "the call is made", called.Load)
	release()
	p.rests(t, 0, 0)
}

func TestAPanicIsAFailureOfOneNotice(t *testing.T) {
	p := newPost(t)
	p.answers(func(n notify.Notice) error {
		if string(n.Data) == `"bad"` {
			panic("of a view")
		}
		return nil
	})
	p.run(t)
	p.puts(t, "bad")
	p.puts(t, "good")
	p.tries(t, 2)
	p.rests(t, 1, 0)
	p.stop()
	if !strings.Contains(p.said.String(), "of a view") {
		t.Error("the log does not say why")
	}
}
