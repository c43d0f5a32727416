package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"porchlight/app/fault"
	"porchlight/app/store"
	"porchlight/app/testparts"
)

func TestConcurrentWritesAreAllStored(t *testing.T) {
	database := testparts.NewDatabase(t)
	nodes := []store.Store{another(t, database, store.Shared), another(t, database, store.Shared)}
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

func TestAPanicReachesItsCallerAndUndoesThatWriteAlone(t *testing.T) {
	kept := open(t)
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
	kept := open(t)
	leaving, leave := context.WithCancel(ctx)
	must(t, kept.Write(leaving, func(q store.Queries) error {
		leave()
		_, err := q.CountFromVisitor(leaving, "conversation", 1, "")
		return err
	}))
	expect(t, kept, "conversation")
}

func TestAnotherWriteGoesBetweenTheParts(t *testing.T) {
	kept := open(t)
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
	kept := open(t)
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
	wantKind(t, kept.Write(ctx, func(q store.Queries) error { // no such account: a defect of ours
		return q.CreateSession(ctx, store.CreateSessionParams{TokenHash: []byte("token"), AccountID: 7})
	}), fault.Internal)
	expect(t, kept)
}

func TestWriteAfterCloseIsUnavailable(t *testing.T) {
	kept := open(t)
	must(t, kept.Close())
	wantKind(t, kept.Write(ctx, create("late")), fault.Unavailable)
}

func TestAWriteThatRacesWithCloseIsStoredOrUnavailable(t *testing.T) {
	database := testparts.NewDatabase(t)
	kept := another(t, database, store.Alone)
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
	expect(t, another(t, database, store.Alone), ids...)
}

func TestAnErrorUndoesItsWriteAlone(t *testing.T) {
	kept := open(t)
	no := errors.New("no")
	must(t, kept.Write(ctx, create("one")))
	for _, err := range []error{kept.Write(ctx, failing("two", no)), kept.WriteIn(ctx, "two", failing("two", no))} {
		if !errors.Is(err, no) {
			t.Errorf("the caller's error became %v", err)
		}
	}
	must(t, kept.WriteIn(ctx, "three", create("three")))
	expect(t, kept, "one", "three")
}
