package postgres_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"porchlight/app/fault"
	"porchlight/app/postgres"
	"porchlight/app/store"
)

// busy holds a write open until it is ended, which returns how it went.
func busy(t *testing.T, write func(context.Context, func(store.Queries) error) error) (end func()) {
	t.Helper()
	began, over := make(chan struct{}), make(chan struct{})
	var writing sync.WaitGroup
	writing.Go(func() {
		if err := write(t.Context(), func(store.Queries) error { close(began); <-over; return nil }); err != nil {
			t.Error(err)
		}
	})
	<-began
	return func() { close(over); writing.Wait() }
}

func in(s *postgres.Store, scope string) func(context.Context, func(store.Queries) error) error {
	return func(ctx context.Context, do func(store.Queries) error) error { return s.WriteIn(ctx, scope, do) }
}

func testWritesOfDifferentScopesGoSideBySide(t *testing.T, server database) {
	url := server.Database(t)
	here, there := node(t, url), node(t, url)
	waiting := beside(t, url)
	waits := func() (many int) {
		if err := waiting.QueryRow(t.Context(), "SELECT count(*) FROM pg_locks WHERE NOT granted").Scan(&many); err != nil {
			t.Error(err)
		}
		return many
	}
	end := busy(t, in(here, "one"))
	if err := there.WriteIn(t.Context(), "two", ask(t.Context(), "two")); err != nil {
		t.Error("one in another scope:", err)
	}
	var later sync.WaitGroup
	for _, write := range []func(context.Context, func(store.Queries) error) error{in(there, "one"), there.Write} {
		later.Go(func() {
			if err := write(t.Context(), ask(t.Context(), "one")); err != nil {
				t.Error(err)
			}
		})
	}
	eventually(t, "one in the same scope, and a whole one, wait", func() bool { return waits() == 2 })
	if stored(there, "one") {
		t.Error("one of them did not wait")
	}
	end()
	later.Wait()
	if n := asked(t, here, "one"); n != 2 {
		t.Errorf("%d of 2 were stored", n)
	}
}

func testAWriteWhoseTurnComesTooLateIsNotStored(t *testing.T, server database) {
	url := server.Database(t)
	s, conn := node(t, url), beside(t, url)
	end := busy(t, s.Write)
	leaving, leave := context.WithCancel(t.Context())
	late := make(chan error)
	go func() { late <- s.Write(leaving, ask(context.Background(), "late")) }()
	eventually(t, "it waits for its turn", func() bool {
		var many int
		return conn.QueryRow(t.Context(), "SELECT count(*) FROM pg_locks WHERE NOT granted").Scan(&many) == nil && many == 1
	})
	leave()
	end()
	if err := <-late; !fault.Is(err, fault.Unavailable) || !errors.Is(err, context.Canceled) {
		t.Errorf("it ends with %v", err)
	}
	if stored(s, "late") {
		t.Error("it is stored")
	}
}
