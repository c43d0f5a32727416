package nodes

import (
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"porchlight/app/testparts"

	"github.com/redis/go-redis/v9"
)

// Promises about a Redis that is away.
const (
	agreeAgain   = 5 * time.Second // after it is back
	deliveryLate = 4 * time.Second // a message on every screen, while the nodes see each other's by looking at the store
	outage       = 6 * time.Second // longer than a message may take: one that waited for Redis would be late
	cutting      = 3 * time.Second
	cutEvery     = 25 * time.Millisecond // far more often than a subscription is opened anew: much is said that nobody hears
	flushes      = 4
)

func TestNodesAgreeAgainAndNoMessageIsLostOrLateWhateverHappensToRedis(t *testing.T) {
	t.Parallel()
	s := newStorm(t, newWatchedTrio(t, unlimited), hurried)
	c := newCrowd(t, s.site, visitors)
	outside := s.outside(t)
	s.rage(t, func(random *rand.Rand) {
		c.stir(t, time.Second)
		cutOff(t, outside, func() { c.stir(t, cutting) })
		c.agree(t, "subscribers cut off", time.Now())

		for range flushes {
			for _, err := range []error{outside.FlushAll(t.Context()).Err(), outside.ScriptFlush(t.Context()).Err()} {
				if err != nil {
					t.Fatal(err)
				}
			}
			c.stir(t, some(random, time.Second))
		}
		if err := outside.FlushAll(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
		c.watch(t, testparts.StartWatchedNode(t, s.settings)) // it knows nothing but what it is told now
		c.agree(t, "all of Redis flushed, and a new node", time.Now())

		s.redis.Stop(t)
		stopped := time.Now()
		c.stir(t, time.Second)
		testparts.Eventually(t, "the counts on every node say that they cover one node", c.scoped)
		c.stir(t, time.Until(stopped.Add(outage)))
		s.redis.Restart(t)
		c.agree(t, "Redis killed and started again, empty", time.Now())
	})
	for _, n := range s.nodes() {
		if log := n.Log(); !strings.Contains(log, "the bus is down") || !strings.Contains(log, "the bus is up again") || strings.Contains(log, "pool.go") {
			t.Errorf("the node at %s does not log that the bus went and came back, or logs every call that failed:\n%s", n.URL, log)
		}
	}
	if slowest := s.check(t).slowest; slowest > deliveryLate {
		t.Errorf("a message took %s to all screens, want %s at most", slowest, deliveryLate)
	}
}

// cutOff cuts every node's subscription again and again meanwhile.
func cutOff(t *testing.T, client *redis.Client, meanwhile func()) {
	t.Helper()
	over := make(chan struct{})
	var cutting sync.WaitGroup
	cutting.Go(func() {
		cut := int64(0)
		for {
			select {
			case <-over:
				t.Logf("subscriptions were cut off %d times", cut)
				return
			case <-time.After(cutEvery):
			}
			n, err := client.ClientKillByFilter(t.Context(), "TYPE", "pubsub").Result()
			if err != nil {
				t.Errorf("CLIENT KILL: %v", err)
			}
			cut += n
		}
	})
	meanwhile()
	close(over)
	cutting.Wait()
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
