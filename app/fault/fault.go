// Package fault gives an error a kind, which decides the status of the answer, and a sentence that is safe to show.
package fault

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"
)

// Kind says what went wrong in terms of who can mend it.
type Kind int

const (
	// Internal is everything that has no other kind; its text is never shown.
	Internal Kind = iota
	// Invalid is input that breaks a rule; the sentence says which.
	Invalid
	// NotFound is a thing that does not exist, or that the asker may not know of.
	NotFound
	// Unauthorized asks for a login first.
	Unauthorized
	// Forbidden is refused to this asker, whatever the input.
	Forbidden
	// Conflict contradicts what is stored.
	Conflict
	// Limited came too often; RetryAfter says when to come again.
	Limited
	// Unavailable cannot be served now; the same request may succeed later.
	Unavailable
)

// busy is when to ask again for what was not done in time.
const busy = 5 * time.Second

// Error is an error of a kind with a sentence for the person who caused it.
type Error struct {
	Kind       Kind
	Sentence   string        // safe to show: names no internals
	RetryAfter time.Duration // only with Limited and Unavailable
	Cause      error         // for the log, never shown
	Noted      bool          // whoever met it has logged it, once for all who meet it after
}

// Error returns the sentence and the cause, for the log.
func (e *Error) Error() string {
	if e.Cause != nil {
		return fmt.Sprintf("%s (%v)", e.Sentence, e.Cause)
	}
	return e.Sentence
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// New returns an error of kind with a sentence that is safe to show.
func New(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Sentence: fmt.Sprintf(format, args...)}
}

// Limit returns a Limited error that asks to come again after the given time.
func Limit(after time.Duration, format string, args ...any) *Error {
	return &Error{Kind: Limited, Sentence: fmt.Sprintf(format, args...), RetryAfter: after}
}

// LimitLong is Limit for one that holds for long: the %s of its sentence says in hours or minutes when to come again.
func LimitLong(after time.Duration, sentence string) *Error {
	words := "a minute"
	if hours, minutes := int(math.Ceil(after.Hours())), int(math.Ceil(after.Minutes())); minutes > 90 {
		words = fmt.Sprint(hours, " hours")
	} else if minutes > 1 {
		words = fmt.Sprint(minutes, " minutes")
	}
	return Limit(after, sentence, words)
}

// Of returns err as an *Error. What was not done in time is Unavailable, as when a query waits for its turn; anything else without a kind
// becomes Internal. Their sentences say nothing of the inside.
func Of(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return &Error{Kind: Unavailable, Sentence: "The site is too busy to answer right now. Please try again in a few seconds.", RetryAfter: busy, Cause: err}
	}
	return &Error{Kind: Internal, Sentence: "Something went wrong here. It has been noted; please try again.", Cause: err}
}

// Is reports whether err has the given kind.
func Is(err error, kind Kind) bool { return err != nil && Of(err).Kind == kind }

// IsNoted reports whether err is in the log already, where one line stands for many of it.
func IsNoted(err error) bool { return err != nil && Of(err).Noted }
