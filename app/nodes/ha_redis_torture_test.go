//go:build torture

package nodes

import (
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"porchlight/app/testparts"
)

const (
	busKey = "porchlight:{roster}:nodes" // one of those that lie with the bus
	moves  = 6                           // of its slot
	// oldMasterBack is how long Sentinels take to tell a master that came back that it is none any more; they wait ten seconds with it.
	oldMasterBack = 40 * time.Second
	loginsAllowed = 10 // of an account, in a quarter of an hour
	// restarted is how long a screen may be without the node that it knows, which is stopped and started beside all else.
	restarted = 30 * time.Second
)

// haSite is a trio on a Redis that is more than one server, with people on it, while something becomes of that.
type haSite struct {
	*storm
	crowd *crowd
	began time.Time
	worst time.Duration // from the end of a failover until all nodes agreed
}

func newHASite(t *testing.T, redisURL string) *haSite {
	t.Helper()
	on := startPairOn(t, testparts.StartNode, redisURL, unlimited)
	on.c = testparts.StartNode(t, on.settings)
	h := &haSite{storm: newStorm(t, on, hurried), began: time.Now()}
	h.crowd = newCrowd(t, on, visitors)
	h.useUp(t)
	return h
}

// agree waits for the nodes to agree after something is over.
func (h *haSite) agree(t *testing.T, what string) {
	t.Helper()
	over := time.Now()
	h.crowd.agree(t, what, over)
	h.worst = max(h.worst, time.Since(over))
}

const guessed = "guessed@example.com"

// useUp tries passwords until a limit that holds over all nodes says no.
func (h *haSite) useUp(t *testing.T) {
	t.Helper()
	for i := range loginsAllowed {
		if got := logIn(t, h.nodes()[i%3], guessed, "a wrong password"); got.status != http.StatusUnprocessableEntity {
			t.Fatalf("wrong password %d: %d, want 422: %s", i, got.status, got.body)
		}
	}
	h.isUsedUp(t, "in the beginning")
}

// isUsedUp checks that each node counts what was used up on all of them: one that counts for itself would let the first try through.
func (h *haSite) isUsedUp(t *testing.T, when string) {
	t.Helper()
	for _, n := range h.nodes() {
		if got := logIn(t, n, guessed, "a wrong password"); got.status != http.StatusTooManyRequests {
			t.Errorf("%s: a password more, on %s: %d, want 429", when, n.URL, got.status)
		}
	}
}

// figures tells what came out. late is how long a message may take to all screens.
func (h *haSite) figures(t *testing.T, name string, late time.Duration, more ...any) {
	t.Helper()
	f := h.check(t)
	if f.slowest > late {
		t.Errorf("a message took %s to all screens, want %s at most", f.slowest, late)
	}
	testparts.Figures(t, name, append(more, "sends", f.sent, "lost", f.lost, "doubled", f.doubled, "slowest to all screens", f.slowest,
		"longest outage of a sender", f.outage, "presence agreed after a failover within", h.worst.Round(time.Millisecond))...)
}

func TestHASentinelsPutAnotherMasterIntoThePlaceOfOneThatIsLostUnderLoad(t *testing.T) {
	s := testparts.NewRedisSentinels(t, testparts.SentinelAccess{User: "porchlight", Password: "old-password"})
	h := newHASite(t, s.URL())
	failovers := 0
	h.rage(t, func(*rand.Rand) {
		for _, c := range []struct {
			what string
			harm func(old *testparts.RedisServer)
			mend func(old *testparts.RedisServer)
		}{
			{"the master is killed", func(old *testparts.RedisServer) { old.Stop(t) }, func(old *testparts.RedisServer) { old.Restart(t) }},
			{"the master hangs", func(old *testparts.RedisServer) { old.Freeze(t) }, func(old *testparts.RedisServer) { old.Thaw(t) }},
			{"an operator asks for another master", func(*testparts.RedisServer) { s.FailOver(t) }, func(*testparts.RedisServer) {}},
			{"the master and a Sentinel are killed", func(old *testparts.RedisServer) { old.Stop(t); s.Sentinels[0].Stop(t) }, func(old *testparts.RedisServer) { old.Restart(t); s.Sentinels[0].Restart(t) }},
		} {
			h.crowd.stays = true
			h.crowd.stir(t, time.Second)
			old, began := s.Master(t), time.Now()
			c.harm(old)
			h.crowd.stir(t, time.Second)
			s.Successor(t, old)
			t.Logf("%s: another was in its place after %s", c.what, time.Since(began).Round(time.Millisecond))
			failovers++
			h.agree(t, c.what)
			h.isUsedUp(t, c.what)
			c.mend(old) // it takes itself for the master, as its own settings say
			h.crowd.stays = false
			h.crowd.stir(t, time.Second)
			testparts.Within(t, oldMasterBack, "the old master follows the new one", func() bool { return s.Follows(t, old) })
			h.agree(t, c.what+", and comes back")
		}
	})
	h.figures(t, "Sentinels", deliveryLate, "failovers", failovers)
}

func TestHAAClusterMovesTheSlotOfTheBusAndLosesItsMasterUnderLoad(t *testing.T) {
	c := testparts.NewRedisCluster(t)
	h := newHASite(t, c.URL())
	h.rage(t, func(*rand.Rand) {
		for range moves {
			c.Move(t, busKey, func() { h.crowd.stir(t, 200*time.Millisecond) })
			h.crowd.stir(t, time.Second)
		}
		h.agree(t, "the slot was moved again and again")
		h.isUsedUp(t, "after that")

		h.crowd.stays = true
		old := c.Holder(t, busKey)
		old.Stop(t)
		began := time.Now()
		h.crowd.stir(t, time.Second)
		c.Successor(t, busKey, old)
		t.Logf("another was in its place after %s", time.Since(began).Round(time.Millisecond))
		h.agree(t, "the master is killed")
		h.isUsedUp(t, "after that")
		old.Restart(t)
		h.crowd.stir(t, time.Second)
		testparts.Within(t, oldMasterBack, "the old master follows the new one", func() bool { return c.Follows(t, old) })
		c.FailOver(t, old)
		h.crowd.stir(t, time.Second)
		h.agree(t, "an operator makes it the master again")
	})
	h.figures(t, "Cluster", deliveryLate, "moves of a slot", moves, "failovers", 2)
}

func TestHAThePasswordOfRedisIsChangedNodeByNodeUnderLoad(t *testing.T) {
	s := testparts.NewRedisSentinels(t, testparts.SentinelAccess{User: "porchlight", Password: "old-password"})
	h := newHASite(t, s.URL())
	forgotten := testparts.StartNode(t, h.settings)
	visitor := newBrowser(t)
	visitor.write(t, h.a, "Is anyone in?")
	there, elsewhere := visitor.follow(t, forgotten, saw, 0), visitor.follow(t, h.a, saw, 0)
	h.crowd.steady++
	h.rage(t, func(*rand.Rand) {
		s.AddPassword(t, "new-password")
		for _, n := range h.nodes() {
			n.Terminate(t)
			n.Set("REDIS_URL", s.URLWith("new-password"))
			n.Restart(t)
			h.crowd.stir(t, time.Second)
		}
		h.agree(t, "all nodes but one have the new password")
		s.RemovePassword(t, "old-password")
		testparts.Within(t, agreeAgain, "the node that was forgotten says that it is alone, and why", func() bool {
			return there.see().counts["/"].scope == "node" && strings.Contains(forgotten.Log(), "it refuses the user or the password; correct them in the address")
		})
		m := newMessage("from the forgotten one")
		there.say(m)
		took := testparts.Within(t, deliveryLate, "what is written there is shown on the others", func() bool { return elsewhere.shows(m.id) })
		t.Logf("what was written on the forgotten node was shown on another after %s", took.Round(time.Millisecond))
		forgotten.Set("REDIS_URL", s.URLWith("new-password"))
		forgotten.Restart(t)
		h.agree(t, "the old password is gone")
		h.isUsedUp(t, "after that")

		h.crowd.stays = true
		old := s.Master(t)
		old.Stop(t)
		h.crowd.stir(t, time.Second)
		s.Successor(t, old)
		h.agree(t, "the master is killed, with the new password")
	})
	h.figures(t, "a password changed", restarted)
}
