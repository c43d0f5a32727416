package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"porchlight/app/fault"
	"porchlight/app/sqlite"
	"porchlight/app/store"
)

func TestConcurrentWritesAreAllStored(t *testing.T) {
	path := file(t)
	nodes := []*sqlite.Store{open(t, path, store.Shared), open(t, path, store.Shared)}
	var ids []string
	var writers sync.WaitGroup
	for i := range 200 {
		id := fmt.Sprint("conversation ", i)
		ids = append(ids, id)
		writers.Go(func() {
			if err := nodes[i%2].Write(ctx, create(id)); err != nil {
				t.Error(err)
			}
		})
	}
	writers.Wait()
	expect(t, nodes[0], ids...)
}

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

func TestAPanicReachesItsCallerAndUndoesThatWriteAlone(t *testing.T) {
	kept := open(t, file(t), store.Alone)
	func() {
		defer func() {
			if p := recover(); !strings.Contains(fmt.Sprint(p), "a defect") {
				t.Fatalf("recovered %v", p)
			}
		}()
		_ = kept.Write(ctx, func(q store.Queries) error {
			must(t, create("half")(q))
			panic("a defect")
		})
	}()
	must(t, kept.Write(ctx, create("whole")))
	expect(t, kept, "whole")
}

func TestAWriteThatHasBegunIsFinishedThoughItsCallerHasLeft(t *testing.T) {
	kept := open(t, file(t), store.Alone)
	leaving, leave := context.WithCancel(ctx)
	must(t, kept.Write(leaving, func(q store.Queries) error {
		leave()
		_, err := q.CountFromVisitor(leaving, "conversation", 1, "")
		return err
	}))
	expect(t, kept, "conversation")
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

func TestAnotherWriteGoesBetweenTheParts(t *testing.T) {
	kept := open(t, file(t), store.Alone)
	left, parts := int64(1000), 0
	total, err := store.WriteInParts(ctx, kept, func(q store.Queries, most int64) (int64, error) {
		if parts++; parts == 2 { // the first part is stored by now, and somebody else may look at it
			expect(t, kept, "part 1")
		}
		changed := min(left, most)
		left -= changed
		return changed, create(fmt.Sprint("part ", parts))(q)
	})
	if err != nil || total != 1000 || left != 0 || parts < 2 {
		t.Errorf("%d rows in %d parts, %d are left: %v", total, parts, left, err)
	}
}

func TestErrorsOfWritesAndReadsHaveTheirKind(t *testing.T) {
	kept := open(t, file(t), store.Alone)
	conflict := fault.New(fault.Conflict, "It is taken.")
	if err := kept.Write(ctx, failing("one", conflict)); !errors.Is(err, conflict) {
		t.Errorf("the caller's fault became %v", err)
	}
	conflict.Cause = context.DeadlineExceeded
	wantKind(t, kept.Write(ctx, failing("one", conflict)), fault.Conflict)
	wantKind(t, kept.Write(ctx, failing("one", context.DeadlineExceeded)), fault.Unavailable)
	late, cancel := context.WithTimeout(ctx, -time.Second)
	defer cancel()
	_, err := kept.Read().CountOwners(late) // as one does that waited too long for its turn
	wantKind(t, err, fault.Unavailable)
	wantKind(t, kept.Write(ctx, func(q store.Queries) error { // no such account: a defect of ours, not of the disk
		return q.CreateSession(ctx, store.CreateSessionParams{TokenHash: []byte("token"), AccountID: 7})
	}), fault.Internal)
	expect(t, kept)
}

func TestWriteAfterCloseIsUnavailable(t *testing.T) {
	kept := open(t, file(t), store.Alone)
	must(t, kept.Close())
	wantKind(t, kept.Write(ctx, create("late")), fault.Unavailable)
}

func TestAWriteThatRacesWithCloseIsStoredOrUnavailable(t *testing.T) {
	path := file(t)
	kept := open(t, path, store.Alone)
	errs := make([]error, 100)
	var writers sync.WaitGroup
	closing := make(chan struct{})
	for i := range errs {
		writers.Go(func() {
			if i == len(errs)/2 {
				close(closing)
			}
			errs[i] = kept.Write(ctx, create(fmt.Sprint("conversation ", i)))
		})
	}
	<-closing
	must(t, kept.Close())
	writers.Wait()

	var ids []string
	for i, err := range errs {
		if err == nil {
			ids = append(ids, fmt.Sprint("conversation ", i))
		} else {
			wantKind(t, err, fault.Unavailable)
		}
	}
	expect(t, open(t, path, store.Alone), ids...)
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
