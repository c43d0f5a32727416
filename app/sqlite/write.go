package sqlite

import (
	"context"
	"errors"
	"time"

	"porchlight/app/fault"
	"porchlight/app/store"
	"porchlight/app/tracing"

	"github.com/mattn/go-sqlite3"
	"go.opentelemetry.io/otel/trace"
)

var errClosed = errors.New("the store is closed")

// Write implements store.Store. Writes that arrive while another commit is being flushed share the next one: a flush costs the same for one
// as for hundreds. An error of one undoes that one alone; the whole group is then run once more.
func (s *Store) Write(ctx context.Context, do func(store.Queries) error) error {
	began := time.Now()
	_, writing := tracing.Begin(ctx, "sqlite write", trace.SpanKindInternal, writes...)
	err := s.enqueue(ctx, writing, do)
	s.metrics.Wrote(began, err)
	endWrite(writing, err)
	return err
}

// WriteIn implements store.Store: one writer writes for all conversations.
func (s *Store) WriteIn(ctx context.Context, _ string, do func(store.Queries) error) error {
	return s.Write(ctx, do)
}

func (s *Store) enqueue(ctx context.Context, writing trace.Span, do func(store.Queries) error) error {
	if err := ctx.Err(); err != nil {
		return s.unavailable(err)
	}
	do, stored := store.With(ctx, do)
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
	return store.NotStored(explained(s.path, cause), isOfFile(cause))
}
