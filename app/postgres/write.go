package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"porchlight/app/store"
	"porchlight/app/tracing"

	"go.opentelemetry.io/otel/trace"
)

const (
	// writeWithin is how long a write may take that has begun: the server's own limits end it sooner, unless it cannot be heard.
	writeWithin = 10 * time.Second
	// tries are how often a write is begun that the server undid, since two waited for each other, or since it was just restarted.
	tries = 4
)

var errClosed = errors.New("the store is closed")

// Write implements store.Store.
func (s *Store) Write(ctx context.Context, do func(store.Queries) error) error {
	return s.storing(ctx, everything, do)
}

// WriteIn implements store.Store. What comes along with it may touch anything.
func (s *Store) WriteIn(ctx context.Context, scope string, do func(store.Queries) error) error {
	if store.Brings(ctx) {
		return s.Write(ctx, do)
	}
	return s.storing(ctx, within(scope), do)
}

func (s *Store) storing(ctx context.Context, in scope, do func(store.Queries) error) error {
	began := time.Now()
	ctx, writing := tracing.Begin(ctx, "postgres write", trace.SpanKindInternal, writes...)
	err := s.stored(ctx, in, do)
	s.metrics.Wrote(began, err)
	endWrite(writing, err)
	return err
}

func (s *Store) stored(ctx context.Context, in scope, do func(store.Queries) error) error {
	if !s.begins() {
		return s.notStored(errClosed)
	}
	defer s.writing.Done()
	do, stored := store.With(ctx, do)
	for n := 1; ; n++ {
		if err := ctx.Err(); err != nil { // it has not begun
			return s.notStored(err)
		}
		began, err := s.reach.ask(s.name)
		if err != nil {
			return s.notStored(err)
		}
		err = s.try(ctx, in, do)
		s.reach.told(began, err)
		switch {
		case err == nil:
			stored()
			s.tells.well()
			return nil
		case n < tries && errors.Is(err, errUndone):
		case isTheirs(err):
			return s.notStored(err)
		default:
			return err
		}
	}
}

// begins reports whether there are writes yet. One that begins is waited for by Close.
func (s *Store) begins() bool {
	s.closing.RLock()
	defer s.closing.RUnlock()
	if s.closed {
		return false
	}
	s.writing.Add(1)
	return true
}

func (s *Store) notStored(err error) error {
	err = explained(s.name, err)
	return store.NotStored(err, s.tells.say("nothing can be stored", err))
}

// errUndone says that a write was undone through no fault of its own, and may be begun again.
var errUndone = errors.New("the write was undone")

// try runs a write once, in a transaction of its own.
func (s *Store) try(ctx context.Context, in scope, do func(store.Queries) error) error {
	waiting, cancel := context.WithTimeout(ctx, lockMost)
	conn, err := s.write.Acquire(waiting)
	cancel()
	if err != nil {
		return err
	}
	defer conn.Release() // which closes it where a transaction is still open
	asking := ctx
	ctx, cancel = context.WithTimeout(context.WithoutCancel(ctx), writeWithin)
	defer cancel()
	t := &transaction{conn: conn.Conn(), ends: ctx}
	if err := t.begin(ctx, in); err != nil {
		if isAway(err) {
			s.write.Reset() // the server that they led to has gone: so have all others of them
		}
		return undone(err)
	}
	if err := asking.Err(); err != nil { // its turn came too late
		_ = t.rollback(ctx)
		return err
	}
	if err := do(New(t)); err != nil {
		_ = t.rollback(ctx)
		return undone(err)
	}
	return s.commit(ctx, t)
}

// undone marks an error after which the same write may go well: nothing of it was committed.
func undone(err error) error {
	if isAway(err) || isTurn(err) {
		return fmt.Errorf("%w: %w", errUndone, err)
	}
	return err
}
