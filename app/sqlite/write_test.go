package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"testing/synctest"

	"porchlight/app/fault"
	"porchlight/app/sqlite"
	"porchlight/app/store"
)

// inOneGroup writes all of them in a single commit: the first waits inside its transaction until all others queue up.
func inOneGroup(t *testing.T, do func(s *sqlite.Store, group func(writes ...func(store.Queries) error) []error)) {
	path := file(t)
	synctest.Test(t, func(t *testing.T) {
		kept, err := sqlite.Open(ctx, options(path, store.Alone))
		must(t, err)
		do(kept, func(writes ...func(store.Queries) error) []error {
			errs := make([]error, len(writes))
			var done sync.WaitGroup
			queue := sync.OnceFunc(func() { // an error among them has the whole group run again
				for i, write := range writes {
					done.Go(func() { errs[i] = kept.Write(ctx, write) })
				}
				synctest.Wait()
			})
			must(t, kept.Write(ctx, func(store.Queries) error { queue(); return nil }))
			done.Wait()
			return errs
		})
		must(t, kept.Close())
	})
}

func TestWritesThatWaitShareACommit(t *testing.T) {
	inOneGroup(t, func(s *sqlite.Store, group func(...func(store.Queries) error) []error) {
		var seen []int64
		look := func(q store.Queries) error { // from outside, nothing of the group is to be seen until all of it is
			seen = append(seen, version(t, s))
			return nil
		}
		before := version(t, s)
		for _, err := range group(create("one"), look, create("two"), look, create("three"), look) {
			must(t, err)
		}
		for _, v := range seen {
			if v != before {
				t.Fatalf("there was a commit between: versions %d, first %d", seen, before)
			}
		}
		expect(t, s, "one", "two", "three")
	})
}

func TestAnErrorOfOneWriteUndoesThatOneAlone(t *testing.T) {
	inOneGroup(t, func(s *sqlite.Store, group func(...func(store.Queries) error) []error) {
		no := errors.New("no")
		errs := group(create("one"), failing("two", no), create("three"))
		if errs[0] != nil || !errors.Is(errs[1], no) || errs[2] != nil {
			t.Fatalf("errors: %v", errs)
		}
		expect(t, s, "one", "three")
	})
}

func TestAWriteWhoseTurnComesTooLateIsUnavailableAndNotStored(t *testing.T) {
	inOneGroup(t, func(s *sqlite.Store, _ func(...func(store.Queries) error) []error) {
		leaving, leave := context.WithCancel(ctx)
		late := make(chan error)
		must(t, s.Write(ctx, func(store.Queries) error {
			go func() { late <- s.Write(leaving, create("late")) }()
			synctest.Wait()
			leave()
			return nil
		}))
		err := <-late
		wantKind(t, err, fault.Unavailable)
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("%v does not tell the log why", err)
		}
		expect(t, s)
	})
}

func TestCloseWaitsForTheRunningWriteAndRefusesTheNext(t *testing.T) {
	path := file(t)
	synctest.Test(t, func(t *testing.T) {
		kept, err := sqlite.Open(ctx, options(path, store.Alone))
		must(t, err)
		closed := make(chan error, 1)
		must(t, kept.Write(ctx, func(q store.Queries) error {
			go func() { closed <- kept.Close() }()
			synctest.Wait()
			if len(closed) > 0 {
				t.Error("Close did not wait")
			}
			wantKind(t, kept.Write(ctx, create("late")), fault.Unavailable)
			return create("running")(q)
		}))
		must(t, <-closed)
	})
	expect(t, open(t, path, store.Alone), "running")
}

func TestAFileThatCannotBeReadIsUnavailable(t *testing.T) {
	path := file(t)
	kept := open(t, path, store.Alone)
	for i := range 200 {
		must(t, kept.Write(ctx, create(fmt.Sprint(i))))
	}
	if emptied, err := kept.Forget(ctx); !emptied || err != nil {
		t.Fatal(emptied, err)
	}
	must(t, os.Truncate(path, 8<<10)) // as a disk does that loses what it has
	_, err := kept.Stored(ctx)
	wantKind(t, err, fault.Unavailable)
}
