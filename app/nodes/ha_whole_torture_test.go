//go:build torture

package nodes

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"porchlight/app/simulate"
	"porchlight/app/testparts"
)

const (
	storeAway  = 6 * time.Second // each time that PostgreSQL is killed
	storeKills = 3
	storedSoon = 3 * time.Second        // after PostgreSQL answers again, the next message
	haPage     = 250 * time.Millisecond // of a page at the 99th percentile, whatever is away
)

func TestHAThreeNodesOnPostgreSQLAndSentinelsLoseNothingWhileAnyOfTheirPartsIsKilled(t *testing.T) {
	w := newHAWhole(t)
	over := make(chan struct{})
	var reading sync.WaitGroup
	w.read(over, &reading)
	w.rage(t, func(random *rand.Rand) {
		w.phase(t, phase{what: "nothing is amiss"}, func() { w.crowd.stir(t, 5*time.Second) })
		for i := range storeKills {
			w.losesStore(t, fmt.Sprint("PostgreSQL is killed and started again, time ", i+1))
			w.crowd.stir(t, 2*time.Second)
		}
		w.losesStoreAndRedis(t)
		w.losesMaster(t)
		w.exchangesNodes(t, random)
	})
	close(over)
	reading.Wait()
	w.judge(t)
}

// phase is a time of the storm in which one thing happens.
type phase struct {
	what     string
	store    bool // is away in it
	redis    bool // is away in it, and nothing else
	nodes    bool // are away in it, with the tabs and readers that know no other
	from, to time.Time
}

func (w *haWhole) phase(t *testing.T, p phase, do func()) {
	t.Helper()
	p.from = time.Now()
	do()
	p.to = time.Now()
	w.phases = append(w.phases, p)
}

// losesStore kills PostgreSQL under load: messages are refused, and pages and presence go on.
func (w *haWhole) losesStore(t *testing.T, what string) {
	t.Helper()
	w.phase(t, phase{what: what, store: true}, func() {
		w.store.Stop(t)
		stopped := time.Now()
		w.refusesMessages(t)
		w.crowd.stir(t, time.Second)
		w.crowd.agree(t, "PostgreSQL is away", time.Now())
		w.crowd.stir(t, time.Until(stopped.Add(storeAway)))
		w.store.Restart(t)
	})
	w.storesAgain(t)
}

// refusesMessages checks what each node answers to a message while the store is away.
func (w *haWhole) refusesMessages(t *testing.T) {
	t.Helper()
	for i, n := range w.nodes() {
		who, m := w.threads[i].visitor, newMessage("nobody keeps this")
		if a, err := who.send(n, visitorPost, m); err != nil || a.status != http.StatusServiceUnavailable {
			t.Errorf("a message without a store, on %s: %d, %v: %s", n.URL, a.status, err, a.body)
		}
		// Without a script the answer is a page, and the draft has to be on it.
		form := url.Values{"id": {m.id}, "body": {m.body}, "place": {m.place}}
		if a, err := who.do(n, http.MethodPost, visitorPost, form); err != nil || a.status != http.StatusServiceUnavailable || !strings.Contains(a.body, m.body) {
			t.Errorf("a form without a store, on %s: %d, %v: %s", n.URL, a.status, err, a.body)
		}
	}
}

// storesAgain measures how soon each node stores what comes, once PostgreSQL answers.
func (w *haWhole) storesAgain(t *testing.T) {
	t.Helper()
	began := time.Now()
	for _, n := range w.nodes() {
		m := newMessage("Is it back?")
		who := newBrowser(t)
		testparts.Within(t, storedSoon, n.URL+" stores messages again", func() bool {
			a, err := who.send(n, visitorPost, m)
			return err == nil && a.status == http.StatusOK
		})
	}
	w.again = max(w.again, time.Since(began))
}

// losesStoreAndRedis takes away both at once. Two Sentinels go with the master, so that nobody takes its place.
func (w *haWhole) losesStoreAndRedis(t *testing.T) {
	t.Helper()
	gone := slices.Concat(w.sentinels.Sentinels[:2], w.sentinels.Servers[:1])
	w.phase(t, phase{what: "PostgreSQL and Redis are killed at once", store: true}, func() {
		for _, one := range gone {
			one.Stop(t)
		}
		w.store.Stop(t)
		stopped := time.Now()
		w.refusesMessages(t)
		testparts.Eventually(t, "the counts on every node say that they cover one node", w.crowd.scoped)
		w.crowd.stir(t, time.Until(stopped.Add(storeAway)))
		w.store.Restart(t)
	})
	w.storesAgain(t)
	w.phase(t, phase{what: "Redis alone is away: nodes tell each other by NOTIFY", redis: true}, func() { w.crowd.stir(t, storeAway) })
	for _, one := range slices.Backward(gone) {
		one.Restart(t)
	}
	w.crowd.agree(t, "both are back", time.Now())
	w.useUp(t) // what that Redis had counted went with it
}

// losesMaster kills the master of Redis, whose place another takes.
func (w *haWhole) losesMaster(t *testing.T) {
	t.Helper()
	old := w.sentinels.Master(t)
	w.phase(t, phase{what: "the master of Redis is killed"}, func() {
		w.crowd.stays = true
		killed := time.Now()
		old.Stop(t)
		w.crowd.stir(t, time.Second)
		w.sentinels.Successor(t, old)
		w.failover = time.Since(killed)
		w.agree(t, "another is the master")
	})
	w.isUsedUp(t, "with another master")
	w.crowd.stays = false
	old.Restart(t)
	w.crowd.stir(t, time.Second)
	testparts.Within(t, oldMasterBack, "the old master follows the new one", func() bool { return w.sentinels.Follows(t, old) })
	w.agree(t, "the old master is a replica")
}

// exchangesNodes adds a node, and takes each of the others away by turns, killed or told to go.
func (w *haWhole) exchangesNodes(t *testing.T, random *rand.Rand) {
	t.Helper()
	w.phase(t, phase{what: "a node is added"}, func() {
		added := testparts.StartNode(t, w.settings)
		w.crowd.watch(t, added)
		w.crowd.arrive(t, saw, added, w.a)
		w.agree(t, "a node is added")
	})
	for i, n := range w.nodes() {
		w.phase(t, phase{what: fmt.Sprint("node ", i+1, " is drained, and killed"), nodes: true}, func() {
			if code, _ := n.Terminate(t); code != 0 {
				t.Errorf("%s ended with code %d, want 0", n.URL, code)
			}
			n.Restart(t)
			w.crowd.stir(t, some(random, time.Second))
			n.Kill(t)
			n.Restart(t)
		})
		w.crowd.settle(t, "a node was drained, and killed", time.Now().Add(exchanged))
	}
	w.isUsedUp(t, "after all nodes were exchanged")
}

// judge holds all that came out against the promises.
func (w *haWhole) judge(t *testing.T) {
	t.Helper()
	f := w.check(t)
	byNotify, shaken := latencies{}, time.Duration(0)
	for _, p := range w.phases {
		pages, failed := w.pagesIn(p.from, p.to)
		took := simulate.Quantiles(pages, .5, .99, 1)
		t.Logf("%s, %s: pages %d, p50 %s, p99 %s, worst %s, %d failed; messages begun then were stored after %s at most, and on all screens %s after that",
			p.what, p.to.Sub(p.from).Round(time.Millisecond), len(pages), took[0].Round(time.Millisecond), took[1].Round(time.Millisecond),
			took[2].Round(time.Millisecond), failed, longest(w.echoes(p.from, p.to)), longest(w.lateness(p.from, p.to)))
		if p.nodes {
			continue
		}
		if p.redis {
			byNotify["shown"] = w.lateness(p.from, p.to)
		}
		shaken = max(shaken, took[1])
		most := deliveryLate
		if p.store { // what was stored in its last moment is read by the other nodes when it is back
			most += p.to.Sub(p.from)
		}
		if late := longest(w.lateness(p.from, p.to)); late > most {
			t.Errorf("%s: a message took %s to all screens, want %s at most", p.what, late, most)
		}
		if took[1] > haPage || failed > 0 {
			t.Errorf("%s: a page took %s at the 99th percentile, want %s; %d of %d did not come", p.what, took[1], haPage, failed, len(pages)+failed)
		}
	}
	if f.slowest > restarted {
		t.Errorf("a message took %s to all screens, want %s at most", f.slowest, restarted)
	}
	testparts.Figures(t, "three nodes on PostgreSQL and Sentinels", "sends", f.sent, "lost", f.lost, "doubled", f.doubled, "kills of PostgreSQL", storeKills+1,
		"another master after", w.failover.Round(time.Millisecond), "presence agreed after that within", w.worst.Round(time.Millisecond),
		"page p99 while any of them is away, at most", shaken.Round(time.Millisecond), "by NOTIFY to all screens, median", byNotify.median("shown"), "p95", byNotify.p95("shown"),
		"all nodes store again within", w.again.Round(time.Millisecond), "longest outage of a sender", f.outage, "slowest to all screens", f.slowest)
}
