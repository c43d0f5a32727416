package account_test

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"
	"time"

	"porchlight/app/account"
	"porchlight/app/fault"
	"porchlight/app/testparts"
)

// strangersAtOnce is how many logins of strangers are worked on at once: half of the cores.
func strangersAtOnce() int { return max(1, runtime.GOMAXPROCS(0)/2) }

// flood is a house in which every hash waits until it may finish.
type flood struct {
	*house
	begun, finish chan struct{}
	done          chan string // from which address a login is through
	release       func()      // has all hashes finish from now on
	logins        sync.WaitGroup
}

func newFlood(t *testing.T) *flood {
	t.Helper()
	f := &flood{house: withOwner(t), begun: make(chan struct{}, 1000), finish: make(chan struct{}), done: make(chan string, 1000)}
	f.release = sync.OnceFunc(func() { close(f.finish) })
	t.Cleanup(func() { // before the store is closed
		f.release()
		f.logins.Wait()
	})
	f.OnHash(func(string) { f.begun <- struct{}{}; <-f.finish })
	return f
}

func (f *flood) come(t *testing.T, from account.From, many int) {
	for range many {
		f.logins.Go(func() {
			if _, _, err := f.Login(account.Coming(ctx, from), email, password, browser); err != nil {
				t.Error(err)
			}
			f.done <- from.Address
		})
	}
}

// full has strangers take all that is free, and more wait.
func (f *flood) full(t *testing.T, waiting int) {
	t.Helper()
	f.come(t, account.From{Address: "flood"}, strangersAtOnce()+waiting)
	for range strangersAtOnce() {
		<-f.begun
	}
	f.wait(t, waiting)
}

func (f *flood) wait(t *testing.T, waiting int) {
	t.Helper()
	testparts.Eventually(t, "those who came wait", func() bool { return f.Waiting() == waiting })
}

func TestNoMoreStrangersThanHalfOfTheCoresAreHashedForAndNobodyWaitsBeyondTheDeadline(t *testing.T) {
	f := newFlood(t)
	f.full(t, 1)
	if more := len(f.begun); more > 0 {
		t.Errorf("%d more are hashed for", more)
	}
	short, cancel := context.WithTimeout(ctx, 5*time.Millisecond)
	defer cancel()
	_, _, err := f.Login(short, email, password, browser)
	wantKind(t, err, fault.Unavailable)
	if fault.Of(err).RetryAfter <= 0 || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v does not say when to come again", err)
	}
	f.wait(t, 1)
	f.release()
	f.login(t) // the places are free again, also that of who went
	f.wait(t, 0)
}

func TestAFloodFromOneAddressMakesAnotherWaitForOneTurn(t *testing.T) {
	f := newFlood(t)
	most := 10 * strangersAtOnce()
	f.full(t, most)
	f.come(t, account.From{Address: "elsewhere"}, 1)
	f.wait(t, most+1)
	for round := 1; ; round++ { // all that is hashed finishes, and as many get a turn
		elsewhere := false
		for range strangersAtOnce() {
			f.finish <- struct{}{}
		}
		for range strangersAtOnce() {
			elsewhere = <-f.done == "elsewhere" || elsewhere
		}
		if elsewhere {
			break
		}
		if round == 3 {
			t.Error("it waits for more than that")
			break
		}
	}
	f.release()
	f.wait(t, 0)
}

func TestWhoIsKnownOrInsideDoesNotWaitForStrangers(t *testing.T) {
	f := newFlood(t)
	inside := make(chan string)
	go func() { f.finish <- struct{}{} }()
	token := f.login(t)
	<-f.begun
	f.full(t, 3)

	go func() {
		known, _, err := f.Login(account.Coming(ctx, account.From{Address: "flood", Known: true}), email, password, browser)
		must(t, err)
		inside <- known
	}()
	<-f.begun
	go func() {
		next, err := f.Prove(ctx, token, password)
		must(t, err)
		inside <- next
	}()
	for range strangersAtOnce() + 2 { // whichever of those that are hashed for finishes first
		f.finish <- struct{}{}
	}
	<-inside
	f.release()
	<-inside
	f.wait(t, 0)
}
