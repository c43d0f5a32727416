package account_test

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"porchlight/app/account"
	"porchlight/app/fault"
)

func TestAnUnknownAccountCostsAndSaysTheSameAsAWrongPassword(t *testing.T) {
	h := withOwner(t)
	var hashes []string
	h.OnHash(func(cost string) { hashes = append(hashes, cost) })
	fail := func(email, password string) (sentence string, cost []string) {
		hashes = nil
		token, who, err := h.Login(ctx, email, password, browser)
		wantKind(t, err, fault.Invalid)
		if token != "" || who != (account.Account{}) {
			t.Errorf("a failed login tells %q, %+v", token, who)
		}
		return fault.Of(err).Sentence, hashes
	}
	wrong, cost := fail(email, "wrong horse battery")
	if len(cost) != 1 || !strings.HasPrefix(cost[0], "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("hashes for a wrong password: %q", cost)
	}
	for _, who := range []string{"nobody@example.com", "", "not an address", strings.Repeat("a", 300) + "@example.com"} {
		sentence, same := fail(who, password)
		if sentence != wrong {
			t.Errorf("%q: it says %q, for a wrong password %q", who, sentence, wrong)
		}
		if len(same) != 1 || same[0] != cost[0] {
			t.Errorf("%q: hashes %q, for a wrong password %q", who, same, cost)
		}
	}
}

func TestThePasswordIsTakenAsItIs(t *testing.T) {
	h := withOwner(t)
	for _, almost := range []string{"", strings.ToUpper(password), password + " ", " " + password, password[:len(password)-1]} {
		_, _, err := h.Login(ctx, email, almost, browser)
		wantKind(t, err, fault.Invalid)
	}
}

func TestAPasswordChangedDuringALoginLeavesNoSessionBehind(t *testing.T) {
	h := withOwner(t)
	h.OnHash(func(string) { must(t, h.anotherNode().SetPassword(ctx, email, "a new long password")) })
	_, _, err := h.Login(ctx, email, password, browser)
	wantKind(t, err, fault.Invalid)
}

func TestNoMoreHashesThanCoresRunAtOnceAndNobodyWaitsBeyondTheDeadline(t *testing.T) {
	h := withOwner(t)
	cores := runtime.GOMAXPROCS(0)
	begun, finish := make(chan struct{}, cores), make(chan struct{})
	h.OnHash(func(string) { begun <- struct{}{}; <-finish })

	var logins sync.WaitGroup
	for range cores {
		logins.Go(func() {
			if _, _, err := h.Login(ctx, email, password, browser); err != nil {
				t.Error(err)
			}
		})
	}
	for range cores {
		<-begun
	}
	short, cancel := context.WithTimeout(ctx, 5*time.Millisecond)
	defer cancel()
	_, _, err := h.Login(short, email, password, browser)
	wantKind(t, err, fault.Unavailable)
	if fault.Of(err).RetryAfter <= 0 {
		t.Errorf("%v does not say when to come again", err)
	}
	close(finish)
	logins.Wait()
	h.login(t) // the places are free again
}
