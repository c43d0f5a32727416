package notify_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"porchlight/app/notify"
	"porchlight/app/testparts"
)

// last is the kind of what settled puts, and lasts is how often it did: each has a key of its own.
const last = "last"

var lasts atomic.Int64

// settled returns when all mail that is due was tried, and what became of it is stored: what was put last was sent after it, by whichever
// node came first.
func (p *post) settled(t *testing.T) {
	t.Helper()
	key := fmt.Sprint(last, " ", lasts.Add(1))
	must(t, p.Send(t.Context(), notify.Draft{Key: key, Channel: notify.MailChannel, Kind: last}))
	testparts.Eventually(t, "the outbox comes to its end", func() bool {
		var left int
		must(t, p.beside.QueryRow("SELECT count(*) FROM notice WHERE key = '"+key+"'").Scan(&left))
		return left == 0
	})
}

// passes moves the clock, and returns when all mail that is due by then was tried.
func (p *post) passes(t *testing.T, d time.Duration) {
	t.Helper()
	p.forward(d)
	p.settled(t)
}

// underWay waits until one more try has begun, and returns what ends it.
func (p *post) underWay(t *testing.T) (end func(error)) {
	t.Helper()
	answer, before := make(chan error), len(p.sent())
	p.answers(func(notify.Notice) error { return <-answer })
	p.Look()
	p.tries(t, before+1)
	return func(err error) { answer <- err }
}

// tries waits until so many were given to whoever sends them.
func (p *post) tries(t *testing.T, n int) {
	t.Helper()
	testparts.Eventually(t, "it was tried", func() bool { return len(p.sent()) >= n })
	if got := len(p.sent()); got > n {
		t.Fatalf("it was tried %d times, want %d", got, n)
	}
}

// rests waits until nothing is being sent and so many wait or were given up.
func (p *post) rests(t *testing.T, waiting, dead int64) {
	t.Helper()
	testparts.Eventually(t, "the outbox rests", func() bool {
		w, err := p.Waiting(t.Context())
		must(t, err)
		d, err := p.Given(t.Context())
		must(t, err)
		return w == waiting && d == dead && p.claims(t) == 0
	})
}

// claims is how many notices are being sent.
func (p *post) claims(t *testing.T) int64 {
	t.Helper()
	claimed, err := p.store.Read().CountClaims(t.Context())
	must(t, err)
	return claimed
}
