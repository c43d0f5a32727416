package notify_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"porchlight/app/notify"
	"porchlight/app/testparts"
)

// nodes opens the same outbox as two nodes.
func nodes(t *testing.T) (a, b *post) {
	t.Helper()
	path, c := testparts.NewDatabase(t), newClock()
	return openPost(t, path, c, "a"), openPost(t, path, c, "b")
}

// oneStuck is a pair of which the first has begun to send a notice and is never heard of again.
func oneStuck(t *testing.T) (stuck, other *post) {
	t.Helper()
	stuck, other = nodes(t)
	stuck.puts(t, "hello")
	stuck.run(t)
	end := stuck.underWay(t)
	t.Cleanup(func() { end(nil) })
	return stuck, other
}

func TestWhatANodeWasSendingWhenItDiedIsTakenOverWhenItsClaimEnds(t *testing.T) {
	stuck, other := oneStuck(t)
	other.run(t)
	other.passes(t, time.Minute-time.Millisecond)
	other.tries(t, 0)
	other.passes(t, time.Millisecond)
	other.tries(t, 1)
	if n := other.sent()[0]; n.UID != stuck.sent()[0].UID || n.Attempts != 2 {
		t.Errorf("%+v", n)
	}
}

func TestANodeAloneSendsAtOnceWhatTheOneBeforeWasSending(t *testing.T) {
	stuck, other := oneStuck(t)
	must(t, other.Recover(t.Context()))
	other.run(t)
	other.settled(t)
	other.tries(t, 1)
	if n := other.sent()[0]; n.UID != stuck.sent()[0].UID {
		t.Errorf("%+v", n)
	}
}

func TestANodeThatComesBackTooLateDisturbsNothing(t *testing.T) {
	for name, outcome := range map[string]error{"with a success": nil, "with a failure": errDown, "with a refusal": notify.Refused("no")} {
		t.Run(name, func(t *testing.T) {
			late, other := nodes(t)
			late.puts(t, "hello")
			late.run(t)
			endLate := late.underWay(t)
			late.forward(time.Minute)
			other.run(t)
			end := other.underWay(t)
			endLate(outcome)
			late.settled(t)
			late.stop()
			other.puts(t, "another") // whatever id this has, it is another's
			other.ends(nil)
			end(nil)
			other.settled(t)
			other.rests(t, 0, 0)
			if got := strings.Join(other.says(), " "); got != "hello another" {
				t.Errorf("the other one sent %q", got)
			}
		})
	}
}

func TestTwoNodesSendEachNoticeOnce(t *testing.T) {
	const notices = 200
	a, b := nodes(t)
	for i := range notices {
		a.puts(t, fmt.Sprint("notice ", i))
	}
	var begun sync.WaitGroup // neither is done before the other has begun
	begun.Add(2)
	for _, p := range []*post{a, b} {
		first := sync.OnceFunc(begun.Done)
		p.answers(func(notify.Notice) error {
			first()
			begun.Wait()
			return nil
		})
		p.run(t)
	}
	a.rests(t, 0, 0)
	times := map[string]int{}
	for _, says := range append(a.says(), b.says()...) {
		times[says]++
	}
	for says, n := range times {
		if n != 1 {
			t.Errorf("%s was sent %d times", says, n)
		}
	}
	if len(times) != notices {
		t.Errorf("%d of %d were sent", len(times), notices)
	}
}

func TestWhatIsSentWhileTheNodeStopsIsNoted(t *testing.T) {
	p := newPost(t)
	reached, goes := make(chan struct{}), make(chan struct{})
	p.answers(func(notify.Notice) error {
		close(reached)
		<-goes
		return nil
	})
	p.puts(t, "hello")
	p.run(t)
	<-reached
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		p.stop()
	}()
	close(goes)
	<-stopped
	p.rests(t, 0, 0)
}

func TestThatANodeStopsIsNoFailureOfWhatItWasSending(t *testing.T) {
	stops, next := nodes(t)
	stops.puts(t, "hello")
	stops.delivers(func(ctx context.Context, _ notify.Notice) error {
		<-ctx.Done()
		return ctx.Err()
	})
	stops.run(t)
	stops.tries(t, 1)
	stops.stop()
	next.run(t)
	next.settled(t)
	next.tries(t, 1)
	if n := next.sent()[0]; n.Attempts != 1 || n.UID != stops.sent()[0].UID {
		t.Errorf("%+v", n)
	}
}
