package nodes

import (
	"math"
	"slices"
	"testing"
	"time"

	"porchlight/app/testparts"

	"github.com/redis/go-redis/v9"
)

// Promises about visitors who go.
const (
	leaveShows = 6 * time.Second  // with 5 s of grace, so that a walk from page to page does not flicker
	deadGone   = 15 * time.Second // the lease of a killed node, and a little
)

func TestAVisitorWhoLeavesIsGoneFromTheOtherNode(t *testing.T) {
	t.Parallel()
	p := newPair(t, nil)
	leaving := newBrowser(t).open(t, p.a, saw)
	staying := newBrowser(t).open(t, p.b, shop)
	agreed(t, map[string]count{saw: {number: 1}}, staying)

	leaving.close()
	took := testparts.Within(t, leaveShows, "B no longer counts who left A", func() bool { return staying.see().counts[saw].number == 0 })
	t.Logf("gone after %s", took.Round(time.Millisecond))
}

func TestTheVisitorsOfAKilledNodeAreGoneFromAllOthers(t *testing.T) {
	t.Parallel()
	p := newPair(t, nil)
	lost := newBrowser(t).open(t, p.a, saw)
	staying := newBrowser(t).open(t, p.b, shop)
	agreed(t, map[string]count{saw: {number: 1}, "/": {number: 2}}, staying)
	owner := signIn(t, p.b)
	presence := owner.open(t, p.b, "/admin/presence")
	testparts.Eventually(t, "the presence page lists both", func() bool { return len(presence.see().roster) == 2 })

	killed := time.Now()
	lost.abandon()
	p.a.Kill(t)
	// A node that starts while the dead one's lease is still held must not give it another one.
	testparts.Eventually(t, "the lease of the killed node is nearly over", func() bool { return p.shortestLease(t) < 2*time.Second })
	p.a.Restart(t)
	late := newBrowser(t).open(t, p.a, shop)

	for name, tab := range map[string]*tab{"B": staying, "the node that started late": late} {
		testparts.Within(t, time.Until(killed.Add(deadGone)), name+" no longer counts the visitor of the killed node", func() bool {
			seen := tab.see()
			return seen.counts[saw].number == 0 && seen.counts["/"].number == 2
		})
	}
	testparts.Within(t, time.Until(killed.Add(deadGone)), "the presence page lists those who are there", func() bool {
		return !slices.Contains(presence.see().roster, lost.browser.conversation(t, p.b)) && len(presence.see().roster) == 2
	})
	t.Logf("gone everywhere after %s", time.Since(killed).Round(time.Millisecond))
}

// shortestLease is how long the first of the nodes' leases to end still lasts in Redis.
func (p *pair) shortestLease(t *testing.T) time.Duration {
	t.Helper()
	client := redis.NewClient(&redis.Options{Addr: p.redis.Addr})
	defer client.Close()
	shares, err := client.Keys(t.Context(), "*:share:*").Result()
	if err != nil || len(shares) == 0 {
		t.Fatalf("Redis holds no share of a node: %v", err)
	}
	shortest := time.Duration(math.MaxInt64)
	for _, share := range shares {
		left, err := client.PTTL(t.Context(), share).Result()
		if err != nil {
			t.Fatal(err)
		}
		shortest = min(shortest, left)
	}
	return shortest
}
