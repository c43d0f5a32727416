package notify

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"time"
)

// Deliver composes a notice and sends it. Nil means that it was accepted. What it fails with says how to go on: ErrNotNeeded, Later,
// Refused, Busy; anything else is tried again after a growing pause, and given up after Attempts.
type Deliver func(ctx context.Context, n Notice) error

// ErrNotNeeded drops a notice: what it tells was read meanwhile, or is gone.
var ErrNotNeeded = errors.New("the notice is not needed any more")

type later struct{ after time.Duration }

func (l later) Error() string { return "not now" }

// Later puts a notice off. It is no attempt.
func Later(after time.Duration) error { return later{after} }

// IsLater reports whether an outcome is that of Later.
func IsLater(outcome error) bool { return errors.As(outcome, new(later)) }

type refused struct{ reason string }

func (r refused) Error() string { return r.reason }

// Refused gives a notice up at once, as when a mail server says that there is no such mailbox. Owners are shown the reason.
func Refused(reason string) error { return refused{reason} }

type busy struct {
	after time.Duration
	cause error
}

func (b busy) Error() string { return b.cause.Error() }
func (b busy) Unwrap() error { return b.cause }

// Busy is a failure of which the other side said how long it lasts (Retry-After): it is not tried again before.
func Busy(after time.Duration, cause error) error { return busy{after, cause} }

const (
	// Attempts is how often a notice is tried: with the pauses between, for 27 hours.
	Attempts = 12

	firstPause   = 10 * time.Second
	longestPause = 6 * time.Hour
	pauseGrows   = 3  // times
	jitter       = .2 // of a pause, more or less: what failed together does not come back together
	longestBusy  = 24 * time.Hour
)

// pause is how long to wait after so many attempts.
func pause(attempts int, failure error) time.Duration {
	grown := float64(firstPause) * math.Pow(pauseGrows, float64(attempts-1))
	d := time.Duration(min(grown, float64(longestPause)) * (1 + jitter*(2*rand.Float64()-1)))
	var told busy
	if errors.As(failure, &told) {
		d = max(d, min(told.after, longestBusy))
	}
	return d
}
