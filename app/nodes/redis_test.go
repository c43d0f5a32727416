package nodes

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"porchlight/app/testparts"
)

// Promises about a Redis that is away.
const (
	agreeAgain   = 5 * time.Second // after it is back
	deliveryLate = 4 * time.Second // a message on every screen, while the nodes see each other's by looking at the store
	quickAnswer  = time.Second     // of a POST, whatever Redis does
	outage       = 6 * time.Second // longer than a message may take: one that waited for Redis would be late
)

func TestNothingStoredIsLostOrLateWhenRedisIsKilled(t *testing.T) {
	t.Parallel()
	s := newStorm(t, newWatchedPair(t, unlimited))
	onA, onB := s.threads[0].visitors[0], s.threads[1].visitors[1]
	s.rage(t, func(random *rand.Rand) {
		time.Sleep(some(random, time.Second))
		s.redis.Stop(t)
		stopped := time.Now()
		testparts.Eventually(t, "the counts on both nodes say that they cover one node", func() bool {
			return onA.see().counts["/"].scope == "node" && onB.see().counts["/"].scope == "node"
		})
		newBrowser(t).open(t, s.a, hammer)
		newBrowser(t).open(t, s.b, hammer)
		time.Sleep(time.Until(stopped.Add(outage)))
		s.redis.Restart(t)
		agreed(t, map[string]count{"/": {number: visitors + 2}, hammer: {number: 2}}, onA, onB)
	})
	for _, n := range s.nodes() {
		if log := n.Log(); !strings.Contains(log, "the bus is down") || !strings.Contains(log, "the bus is up again") || strings.Contains(log, "pool.go") {
			t.Errorf("the node at %s does not log that the bus went and came back, or logs every call that failed:\n%s", n.URL, log)
		}
	}
	if slowest := s.check(t); slowest > deliveryLate {
		t.Errorf("a message took %s to all screens, want %s at most", slowest, deliveryLate)
	}
}

func TestAFrozenRedisHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	p := newWatchedPair(t, nil) // the limits are on: they ask Redis as well
	visitor := newBrowser(t)
	said := []string{visitor.write(t, p.a, "line 1").body}
	onA := visitor.open(t, p.a, saw)
	onB := newBrowser(t).open(t, p.b, saw)
	thread := signIn(t, p.b).follow(t, p.b, "/inbox/"+visitor.conversation(t, p.a), 0)
	agreed(t, map[string]count{"/": {number: 2}}, onA, onB)

	p.redis.Freeze(t)
	for i := range 4 {
		start := time.Now()
		said = append(said, visitor.write(t, p.a, fmt.Sprint("line ", i+2)).body)
		if took := time.Since(start); took > quickAnswer {
			t.Errorf("POST %d took %s, want %s at most", i+1, took, quickAnswer)
		}
	}
	start := time.Now()
	newBrowser(t).write(t, p.b, "another conversation begins") // asks for one limit more
	if took := time.Since(start); took > quickAnswer {
		t.Errorf("the first POST of another visitor took %s, want %s at most", took, quickAnswer)
	}
	took := testparts.Within(t, deliveryLate, "the owner on B shows what was said on A", func() bool { return len(thread.see().log) == len(said) })
	t.Logf("the owner on the other node saw it after %s", took.Round(time.Millisecond))
	checkScreen(t, "the owner's tab on B", thread.see(), said)
	testparts.Eventually(t, "the counts on both nodes say that they cover one node", func() bool {
		return onA.see().counts["/"].scope == "node" && onB.see().counts["/"].scope == "node"
	})
	newBrowser(t).open(t, p.a, hammer)
	testparts.Eventually(t, "the newcomer counts on A", func() bool { return onA.see().counts[hammer].number == 1 })

	p.redis.Thaw(t)
	agreed(t, map[string]count{"/": {number: 3}, hammer: {number: 1}}, onA, onB)
}

// agreed waits until all tabs show these counts as those of all nodes, and fails when that takes longer than promised.
func agreed(t *testing.T, want map[string]count, tabs ...*tab) {
	t.Helper()
	took := testparts.Within(t, agreeAgain, "both nodes show the same counts", func() bool {
		for _, tab := range tabs {
			counts := tab.see().counts
			for place, n := range want {
				if counts[place] != n {
					return false
				}
			}
		}
		return true
	})
	t.Logf("the nodes agreed after %s", took.Round(time.Millisecond))
}
