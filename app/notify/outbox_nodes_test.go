package notify_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"porchlight/app/notify"
	"porchlight/app/testparts"
)

// stuck is a node that has begun to send a notice and is never heard of again; what it left is to be found by others.
func stuck(t *testing.T) *box {
	t.Helper()
	b := newBox(t)
	b.put(t, letter("one", "hello"))
	b.run(t)
	end := underWay(t, b)
	t.Cleanup(func() { end(nil) })
	return b
}

func TestWhatADeadNodeWasSendingIsTakenOverWhenItsClaimEnds(t *testing.T) {
	t.Parallel()
	a := stuck(t)
	b := a.beside(t)
	b.run(t)
	if b.pass(t, time.Minute-time.Millisecond); len(b.tried()) != 0 {
		t.Fatalf("it is taken over from a node that may be alive: %q", b.says())
	}
	if b.pass(t, time.Millisecond); len(b.tried()) != 1 || b.tried()[0].UID != a.tried()[0].UID || b.tried()[0].Attempts != 2 {
		t.Errorf("there were %+v", b.tried())
	}
}

func TestANodeThatHasTheStoreForItselfWaitsForNobody(t *testing.T) {
	t.Parallel()
	a := stuck(t)
	b := a.beside(t)
	must(t, b.Recover(ctx))
	b.run(t)
	if b.settled(t); len(b.tried()) != 1 || b.tried()[0].UID != a.tried()[0].UID {
		t.Errorf("there were %+v", b.tried())
	}
}

func TestANodeThatComesBackTooLateDoesNotDisturbTheOneThatTookOver(t *testing.T) {
	t.Parallel()
	for name, outcome := range map[string]error{"with a success": nil, "with a failure": errNobody, "with a refusal": notify.Refused("no")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newBox(t)
			a.put(t, letter("one", "hello"))
			stop := a.run(t)
			endA := underWay(t, a)
			a.forward(time.Minute)
			b := a.beside(t)
			b.run(t)
			endB := underWay(t, b)
			endA(outcome)
			a.settled(t)
			stop()
			endB(nil)
			b.settled(t)
			if waiting, dead := b.left(t); waiting != 0 || len(dead) != 0 || len(a.tried()) != 1 || len(b.tried()) != 1 {
				t.Errorf("%d wait, and these were given up: %q; tries: %q, %q", waiting, dead, a.says(), b.says())
			}
		})
	}
}

func TestTwoNodesSendEachNoticeOnce(t *testing.T) {
	t.Parallel()
	const notices = 200
	a := newBox(t)
	b := a.beside(t)
	for i := range notices {
		a.put(t, letter(fmt.Sprint("mail ", i), fmt.Sprint(i)))
	}
	var begun sync.WaitGroup // neither is done before the other has begun
	begun.Add(2)
	for _, node := range []*box{a, b} {
		first := sync.OnceFunc(begun.Done)
		node.will(func(context.Context, notify.Notice) error {
			first()
			begun.Wait()
			return nil
		})
		node.run(t)
		node.Look()
	}
	testparts.Eventually(t, "nothing waits", func() bool { waiting, _ := a.left(t); return waiting == 0 })
	times := map[string]int{}
	for _, n := range append(a.tried(), b.tried()...) {
		times[n.UID]++
	}
	for uid, n := range times {
		if n != 1 {
			t.Errorf("%s was sent %d times", uid, n)
		}
	}
	if len(times) != notices {
		t.Errorf("%d were sent", len(times))
	}
}

func TestANodeThatStopsFinishesWhatIsUnderWayAndCountsNoFailure(t *testing.T) {
	t.Parallel()
	a := newBox(t)
	a.put(t, letter("short", "short"))
	stop := a.run(t)
	end := underWay(t, a)
	go end(nil)
	stop()
	if waiting, _ := a.left(t); waiting != 0 {
		t.Fatal("what was sent waits")
	}

	a.put(t, letter("long", "long"))
	stop = a.run(t)
	a.will(func(ctx context.Context, _ notify.Notice) error {
		<-ctx.Done()
		return ctx.Err()
	})
	testparts.Eventually(t, "a try is under way", func() bool { return len(a.tried()) == 2 })
	stop()
	b := a.beside(t)
	b.run(t)
	if b.settled(t); len(b.tried()) != 1 || b.tried()[0].Attempts != 1 {
		t.Errorf("the next node has %+v", b.tried())
	}
}
