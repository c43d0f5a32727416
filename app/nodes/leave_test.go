package nodes

import (
	"maps"
	"math"
	"testing"
	"time"

	"porchlight/app/testparts"
)

// Promises about visitors who go.
const (
	leaveShows = 6 * time.Second  // with 5 s of grace, so that a walk from page to page does not flicker
	deadGone   = 15 * time.Second // the lease of a killed node, and a little
	differFor  = time.Second      // of two nodes that sweep at moments of their own
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
	c := newCrowd(t, newTrio(t, unlimited), 0)
	for _, at := range []string{saw, hammer, joint} {
		c.arrive(t, at, c.a)
		c.arrive(t, at, c.a, c.b) // goes on counting once
		c.arrive(t, at, c.b, c.c)
	}
	c.agree(t, "in the beginning", time.Now())
	b, other := c.posts[1], c.posts[2]

	c.strand(c.a)
	killed := time.Now()
	c.a.Kill(t)
	var apart apart
	// A node that starts while the dead one's lease is still held must not give it another one.
	testparts.Eventually(t, "the lease of the killed node is nearly over", func() bool {
		apart.note(b, other)
		return c.shortestLease(t) < 2*time.Second
	})
	c.a.Restart(t)
	c.watch(t, c.a)
	holds(time.Until(killed.Add(deadGone)), func() bool {
		apart.note(b, other)
		return !c.differs(c.truth())
	})
	c.settle(t, "after a node was killed", killed.Add(deadGone))
	t.Logf("gone everywhere after %s; the two others differed for %s", time.Since(killed).Round(time.Millisecond), apart.longest.Round(time.Millisecond))
	if apart.longest > differFor {
		t.Errorf("the two others showed different counts for %s, want %s at most", apart.longest, differFor)
	}
}

// apart is for how long two nodes have shown different counts.
type apart struct {
	since   time.Time // zero: they agree
	longest time.Duration
}

func (a *apart) note(one, two *post) {
	if maps.Equal(one.page.see().counts, two.page.see().counts) {
		a.since = time.Time{}
		return
	}
	if a.since.IsZero() {
		a.since = time.Now()
	}
	a.longest = max(a.longest, time.Since(a.since))
}

// shortestLease is how long the first of the nodes' leases to end still lasts in Redis.
func (s *site) shortestLease(t *testing.T) time.Duration {
	t.Helper()
	client := s.outside(t)
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
