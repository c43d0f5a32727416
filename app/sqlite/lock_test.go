package sqlite_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"porchlight/app/sqlite"
	"porchlight/app/store"
)

func TestNodesShareAFileOnlyWhenAllOfThemHaveARedis(t *testing.T) {
	for _, c := range []struct {
		name          string
		first, second store.Sharing
		refusal       string // empty: they may
	}{
		{"both have one", store.Shared, store.Shared, ""},
		{"only the first has one", store.Shared, store.Alone, "is in use by another node: give all nodes the same REDIS_URL, or this one a DATABASE of its own"},
		{"only the second has one", store.Alone, store.Shared, "is in use by a node without Redis: stop it, or start it with the same REDIS_URL"},
		{"neither has one", store.Alone, store.Alone, "is in use by another node: give all nodes the same REDIS_URL, or this one a DATABASE of its own"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := file(t)
			open(t, path, c.first)
			second, err := sqlite.Open(ctx, options(path, c.second))
			if c.refusal == "" {
				must(t, err)
				must(t, second.Close())
				return
			}
			if err == nil {
				_ = second.Close()
				t.Fatal("the second node has started")
			}
			if want := "database " + path + " " + c.refusal; err.Error() != want {
				t.Fatalf("it says %q, want %q", err, want)
			}
		})
	}
}

func TestACommandOpensTheFileBesideAnyNodeAndKeepsNoneFromIt(t *testing.T) {
	for name, node := range map[string]store.Sharing{"a node alone": store.Alone, "a node that shares": store.Shared} {
		t.Run(name, func(t *testing.T) {
			path := file(t)
			before := open(t, path, store.Beside)
			running := open(t, path, node)
			after := open(t, path, store.Beside)
			must(t, before.Write(ctx, create("before")))
			must(t, after.Write(ctx, create("after")))
			expect(t, running, "before", "after")
		})
	}
}

func TestAClosedStoreLeavesTheFileToTheNext(t *testing.T) {
	path := file(t)
	must(t, open(t, path, store.Shared).Close())
	open(t, path, store.Alone)
}

func TestARefusedNodeHoldsNothing(t *testing.T) {
	path := file(t)
	first := open(t, path, store.Shared)
	if _, err := sqlite.Open(ctx, options(path, store.Alone)); err == nil {
		t.Fatal("the second node has started")
	}
	must(t, first.Close())
	open(t, path, store.Alone)
}

func TestASecondOpenFindsTheMigrationsDone(t *testing.T) {
	path := file(t)
	first := open(t, path, store.Shared)
	must(t, first.Write(ctx, create("conversation")))
	expect(t, open(t, path, store.Shared), "conversation")
}

func TestNodesThatStartAtOnceMigrateOnce(t *testing.T) {
	path := file(t)
	stores := make([]*sqlite.Store, 4)
	errs := make([]error, len(stores))
	var started sync.WaitGroup
	for i := range stores {
		started.Go(func() { stores[i], errs[i] = sqlite.Open(ctx, options(path, store.Shared)) })
	}
	started.Wait()
	for i, store := range stores {
		must(t, errs[i])
		must(t, store.Ping(ctx))
		must(t, store.Close())
	}
}

func TestAStartThatIsCalledOffDoesNotWaitForAnothersMigration(t *testing.T) {
	path := file(t)
	migrating, err := os.Create(path + ".migrate.lock")
	must(t, err)
	defer migrating.Close()
	must(t, syscall.Flock(int(migrating.Fd()), syscall.LOCK_EX))

	short, cancel := context.WithTimeout(ctx, 10*time.Millisecond)
	defer cancel()
	_, err = sqlite.Open(short, options(path, store.Shared))
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "waiting for another node to migrate") {
		t.Fatalf("got %v", err)
	}
}

func TestANodeThatIsNotHeardSaysSoToTheOthersUntilItIsOrEnds(t *testing.T) {
	path := file(t)
	a, b := open(t, path, store.Shared), open(t, path, store.Shared)
	c, err := sqlite.Open(ctx, options(path, store.Shared))
	must(t, err)
	hears := func(s *sqlite.Store, is, want bool) {
		t.Helper()
		if others, err := s.Unheard(is); err != nil || others != want {
			t.Fatalf("it is told that others are not heard: %v, want %v; %v", others, want, err)
		}
	}
	hears(a, false, false)
	if _, err := os.Stat(path + ".unheard.lock"); err == nil {
		t.Error("asking made a file")
	}
	hears(b, true, false)
	hears(c, true, false)
	hears(a, false, true)
	hears(b, false, true) // c is not
	must(t, c.Close())
	hears(a, false, false)
	hears(b, true, false)
	hears(a, true, false)
	hears(a, false, true)
}
