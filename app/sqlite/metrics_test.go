package sqlite_test

import (
	"fmt"
	"testing"
	"time"

	"porchlight/app/fault"
	"porchlight/app/sqlite"
	"porchlight/app/store"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
)

// told returns what a store tells under a name.
func told(t *testing.T, s *sqlite.Store, name string) *dto.Metric {
	t.Helper()
	registry := prometheus.NewPedanticRegistry()
	must(t, registry.Register(s))
	families, err := registry.Gather()
	must(t, err)
	for _, family := range families {
		if family.GetName() == name {
			return family.GetMetric()[0]
		}
	}
	t.Fatalf("the store tells nothing of %s", name)
	return nil
}

// times returns how many of something were timed, and how long they took in all.
func times(t *testing.T, s *sqlite.Store, what string) (many uint64, sum time.Duration) {
	t.Helper()
	h := told(t, s, "porchlight_store_"+what+"_seconds").GetHistogram()
	return h.GetSampleCount(), time.Duration(h.GetSampleSum() * float64(time.Second))
}

func TestAWriteIsTimedFromAskingUntilItIsStoredAndACommitOnceForAll(t *testing.T) {
	inOneGroup(t, func(s *sqlite.Store, group func(...func(store.Queries) error) []error) {
		writes, _ := times(t, s, "write")
		commits, _ := times(t, s, "commit")
		const dawdles = 3 * time.Second // of the bubble's time: nobody waits for it
		for _, err := range group(create("one"), create("two"), func(q store.Queries) error {
			time.Sleep(dawdles)
			return create("three")(q)
		}) {
			must(t, err)
		}
		after, sum := times(t, s, "write")
		if after-writes != 4 || sum < 4*dawdles { // the one that waits for the others to queue up is the fourth
			t.Errorf("%d writes took %s, want 4, each of which waited for %s", after-writes, sum, dawdles)
		}
		if now, _ := times(t, s, "commit"); now-commits != 1 {
			t.Errorf("%d commits, want one for all", now-commits)
		}
	})
}

func TestAReadIsTimedUntilItsLastRow(t *testing.T) {
	kept := open(t, file(t), store.Alone)
	for i := range 3 {
		must(t, kept.Write(ctx, create(fmt.Sprint(i))))
	}
	before, _ := times(t, kept, "read")
	must(t, kept.Ping(ctx))
	if _, err := kept.Read().CountNotices(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := kept.Read().FailingNotices(ctx); err != nil {
		t.Fatal(err)
	}
	if after, sum := times(t, kept, "read"); after-before != 3 || sum <= 0 {
		t.Errorf("%d reads in %s, want 3", after-before, sum)
	}
}

func TestAWriteThatIsRefusedForItsOwnSakeIsNoFailureOfTheStore(t *testing.T) {
	kept := open(t, file(t), store.Alone)
	failures := func() float64 { return told(t, kept, "porchlight_store_write_failures_total").GetCounter().GetValue() }
	before, _ := times(t, kept, "write")
	_ = kept.Write(ctx, failing("one", fault.New(fault.Conflict, "It is taken.")))
	if after, _ := times(t, kept, "write"); failures() != 0 || after != before {
		t.Errorf("a conflict counts as %.0f failures, %d writes", failures(), after-before)
	}
	must(t, kept.Close())
	wantKind(t, kept.Write(ctx, create("late")), fault.Unavailable)
	if failures() != 1 {
		t.Errorf("a write that could not be stored counts as %.0f failures", failures())
	}
}
