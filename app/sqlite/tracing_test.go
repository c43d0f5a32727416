package sqlite_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"porchlight/app/fault"
	"porchlight/app/sqlite"
	"porchlight/app/store"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
)

// recorded gives contexts with spans of a trace each, and keeps what ended below them by name.
type recorded struct{ *tracetest.SpanRecorder }

func newRecorded() (recorded, func(name string) context.Context) {
	r := recorded{tracetest.NewSpanRecorder()}
	tracer := trace.NewTracerProvider(trace.WithSpanProcessor(r)).Tracer("test")
	return r, func(name string) context.Context {
		ctx, _ := tracer.Start(context.Background(), name)
		return ctx
	}
}

func (r recorded) named(name string) (found []trace.ReadOnlySpan) {
	for _, s := range r.Ended() {
		if s.Name() == name {
			found = append(found, s)
		}
	}
	return found
}

func TestWritesOfManyTracesShareTheSpanOfOneCommitAndAreLinkedWithIt(t *testing.T) {
	r, begin := newRecorded()
	path := file(t)
	synctest.Test(t, func(t *testing.T) {
		kept, err := sqlite.Open(ctx, options(path, store.Alone))
		must(t, err)
		var written sync.WaitGroup
		must(t, kept.Write(ctx, func(store.Queries) error { // the others wait until this one is done, and are of its group
			for _, name := range []string{"one", "two", "three"} {
				written.Go(func() {
					if err := kept.Write(begin(name), create(name)); err != nil {
						t.Error(err)
					}
				})
			}
			synctest.Wait()
			return nil
		}))
		written.Wait()
		must(t, kept.Close())
	})
	writes, waits, commits := r.named("sqlite write"), r.named("sqlite wait"), r.named("sqlite commit")
	if len(writes) != 3 || len(waits) != 3 || len(commits) != 1 {
		t.Fatalf("there are %d writes, %d waits and %d commits", len(writes), len(waits), len(commits))
	}
	commit := commits[0]
	if len(commit.Links()) != 2 || !slices.Contains(commit.Attributes(), attribute.Int("porchlight.commit.writes", 4)) {
		t.Fatalf("the commit is linked with %d others, want 2, and says %v", len(commit.Links()), commit.Attributes())
	}
	for _, w := range writes {
		id := w.SpanContext().SpanID()
		isAbove := commit.Parent().SpanID() == id
		linked := slices.ContainsFunc(commit.Links(), func(l trace.Link) bool { return l.SpanContext.SpanID() == id })
		leads := slices.ContainsFunc(w.Links(), func(l trace.Link) bool { return l.SpanContext.SpanID() == commit.SpanContext().SpanID() })
		if isAbove == linked || linked != leads {
			t.Errorf("a write is above the commit: %v, linked by it: %v, and leads to it: %v", isAbove, linked, leads)
		}
		if w.EndTime().Before(commit.EndTime()) {
			t.Error("a write ended before its commit")
		}
	}
}

func TestAWriteThatBreaksARuleIsNoFailureOfTheStoreAndOneThatCannotBeStoredIs(t *testing.T) {
	r, begin := newRecorded()
	s := open(t, file(t), store.Alone)
	_ = s.Write(begin("refused"), func(store.Queries) error { return errors.New("names somebody") })
	must(t, s.Close())
	wantKind(t, s.Write(begin("late"), create("late")), fault.Unavailable)
	writes := r.named("sqlite write")
	if len(writes) != 2 || writes[0].Status().Code != codes.Unset || writes[1].Status().Code != codes.Error || writes[1].Status().Description != "" {
		t.Errorf("they are told as %+v", writes)
	}
}

func TestAQueryIsTracedByItsNameAndOnlyWhereSomethingIs(t *testing.T) {
	r, begin := newRecorded()
	s := open(t, file(t), store.Alone)
	must(t, s.Ping(ctx))
	must(t, s.Ping(begin("look")))
	if found := r.Ended(); len(found) != 1 || found[0].Name() != "sqlite CountOwners" {
		t.Errorf("told is %v", found)
	}
}
