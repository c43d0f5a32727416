package sqlite

import (
	"context"
	"errors"
	"time"

	"porchlight/app/fault"
	"porchlight/app/tracing"

	"github.com/mattn/go-sqlite3"
	"go.opentelemetry.io/otel/trace"
)

var errClosed = errors.New("the store is closed")

// Write runs do inside a transaction and returns once it is on the disk. Writes that arrive while another commit is
// being flushed share the next one: a flush costs the same for one as for hundreds. An error of one undoes that one alone;
// the whole group is then run once more, so do must not mind being called twice. A store that cannot be written answers
// fault.Unavailable, and so does one that did not get to this write before ctx was done; a write that has begun is finished.
// A panic in do reaches the caller.
func (s *Store) Write(ctx context.Context, do func(*Queries) error) error {
	began := time.Now()
	_, writing := tracing.Begin(ctx, "sqlite write", trace.SpanKindInternal, writes...)
	err := s.enqueue(ctx, writing, do)
	s.metrics.wrote(began, err)
	endWrite(writing, err)
	return err
}

func (s *Store) enqueue(ctx context.Context, writing trace.Span, do func(*Queries) error) error {
	if err := ctx.Err(); err != nil {
		return s.unavailable(err)
	}
	do, stored := with(ctx, do)
	j := &job{do: do, done: make(chan struct{}), write: writing, wait: tracing.Below(writing, "sqlite wait", trace.SpanKindInternal)}
	defer j.wait.End()
	select {
	case s.jobs <- j:
	case <-s.done:
		return s.unavailable(errClosed)
	case <-ctx.Done():
		return s.unavailable(ctx.Err())
	}
	<-j.done // not ctx: only the writer knows whether it is stored
	if j.panicked != nil {
		panic(j.panicked)
	}
	if j.err == nil {
		stored()
	}
	return j.err
}

// part is how many rows one write of WriteInParts changes.
const part = 100

// WriteInParts has do change at most so many rows and say how many it were, again and again until there were fewer: each time is
// a write of its own, so that others go between. It returns how many rows that was in all.
func (s *Store) WriteInParts(ctx context.Context, do func(q *Queries, most int64) (int64, error)) (total int64, err error) {
	for changed := int64(part); changed == part; total += changed {
		err = s.Write(ctx, func(q *Queries) (err error) {
			changed, err = do(q, part)
			return err
		})
		if err != nil {
			return total, err
		}
	}
	return total, nil
}

// translate gives the errors of the driver and of contexts a kind. Those that have one keep it, and an error that says
// our own statement is wrong gets none: trying again would not mend it.
func (s *Store) translate(err error) error {
	var kind *fault.Error
	if errors.As(err, &kind) {
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || isOfFile(err) {
		return s.unavailable(err)
	}
	return err
}

// isOfFile reports whether an error is about the file, which is busy, full or broken, and not about our own statement.
func isOfFile(err error) bool {
	var lite sqlite3.Error
	if !errors.As(err, &lite) {
		return false
	}
	switch lite.Code {
	case sqlite3.ErrError, sqlite3.ErrConstraint, sqlite3.ErrMismatch, sqlite3.ErrMisuse, sqlite3.ErrRange, sqlite3.ErrTooBig:
		return false
	}
	return true
}

// unavailable is what a sender hears. What is wrong with the file the writer logs itself, once.
func (s *Store) unavailable(cause error) error {
	e := fault.New(fault.Unavailable, "Nothing can be stored right now. Your text is kept: please send it again in a minute.")
	e.Cause, e.Noted = explained(s.path, cause), isOfFile(cause)
	return e
}
