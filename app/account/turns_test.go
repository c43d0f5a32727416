package account_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
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
			if _, _, err := f.Login(account.Coming(ctx, from), email, "a guess", browser); !fault.Is(err, fault.Invalid) {
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

func TestAFloodMakesWhoComesFromElsewhereWaitForTheTurnUnderWayAlone(t *testing.T) {
	for name, c := range map[string]struct{ addresses, attempts int }{"from one address": {1, 8 * strangersAtOnce()}, "from many addresses": {5 * strangersAtOnce(), 2}} {
		t.Run(name, func(t *testing.T) {
			f := newFlood(t)
			f.full(t, 0)
			for i := range c.addresses {
				f.come(t, account.From{Address: fmt.Sprint("flood ", i)}, c.attempts)
			}
			waiting := c.addresses * c.attempts
			f.wait(t, waiting)
			for range 6 { // each address has had a turn
				f.round()
				waiting -= strangersAtOnce()
			}
			f.wait(t, waiting)
			f.come(t, account.From{Address: "elsewhere"}, 1)
			f.wait(t, waiting+1)
			f.round()
			if through := f.round(); !slices.Contains(through, "elsewhere") {
				t.Errorf("through are %q", through)
			}
		})
	}
}

// round has all that are hashed for finish, and as many get a turn. It returns from where those came that are through.
func (f *flood) round() (through []string) {
	for range strangersAtOnce() {
		f.finish <- struct{}{}
	}
	for range strangersAtOnce() {
		through = append(through, <-f.done)
	}
	for range strangersAtOnce() { // else one of the next could finish before one of these in the next round
		<-f.begun
	}
	return through
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
