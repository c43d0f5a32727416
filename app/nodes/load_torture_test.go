//go:build torture

package nodes

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"testing"
	"time"

	"porchlight/app/simulate"
	"porchlight/app/testparts"
	"porchlight/content"
)

// Who comes to three nodes that share a Redis, what breaks meanwhile, and what has to hold.
const (
	loadVisitors = 5700             // so that loadSockets are open: some visitors are away at any time, some have two tabs
	loadHurry    = .22              // of a visitor, who does something every 18 s then: that makes loadRequests
	loadComes    = 20 * time.Second // until all are there
	loadLasts    = 10 * time.Minute
	loadThreads  = 3               // visitors beside them, with whom the owner speaks on every node, and
	unhurried    = 2 * time.Second // their pauses, at most
	lazyGarbage  = 400             // GOGC of whoever sends all that, on the processors of the site

	nodeEach  = time.Minute     // a node is killed or stopped, by turns, and started again
	loadStart = time.Minute     // for that, at most, beside all the others
	redisAway = 3 * time.Second // each time that it is killed

	loadSockets  = 5000                   // at once, at least
	loadRequests = 200                    // a second, at least
	loadPage     = 250 * time.Millisecond // of a page, at the 99th percentile,
	afterFault   = 2 * time.Second        // but in this time behind each fault
)

// redisBreaks are the minutes, from 0, in whose middle Redis is killed.
var redisBreaks = []int{3, 7}

func TestTortureLoadWithFaults(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(lazyGarbage))
	on, door := newSiteBehind(t)
	seen := &site{redis: on.redis, a: door.node(), b: door.node(), c: door.node(), settings: on.settings}
	s := newStormOf(t, seen, unhurried, party{visitors: loadThreads, answered: loadThreads, connect: door.browser})
	l := &load{site: on}
	s.rage(t, func(*rand.Rand) {
		over := make(chan error)
		go func() {
			report, err := simulate.Run(t.Context(), simulate.Options{
				URL: door.node().URL, Visitors: loadVisitors, For: loadLasts, Seed: s.seed, Hurry: loadHurry, Dial: door.dial,
			})
			l.report = report
			over <- err
		}()
		l.breakThings(t)
		if err := <-over; err != nil {
			t.Fatal(err)
		}
	})
	s.check(t)
	l.judge(t, s)
}

// newSiteBehind starts a trio that has one origin, which is a front's, and the shipped content beside the small one.
func newSiteBehind(t *testing.T) (*site, *front) {
	t.Helper()
	dir, addr := filepath.Join(t.TempDir(), "content"), testparts.FreeAddr(t)
	if err := os.CopyFS(dir, content.Files); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(dir, "workshop"), os.DirFS(filepath.Join(testparts.Content(t), "workshop"))); err != nil {
		t.Fatal(err)
	}
	start := func(t testing.TB, settings testparts.Settings) *testparts.Node {
		t.Helper()
		at := testparts.FreeAddr(t)
		l := testparts.Launch{Addr: at, Binary: testparts.Binary(t), Dir: t.TempDir(), Within: loadStart}
		return testparts.StartNodeBy(t, l, testparts.Settings{"ADDR": at}.With(settings))
	}
	s := startTrio(t, start, unlimited.With(testparts.Settings{"BASE_URL": "http://" + addr, "CONTENT_DIR": dir, "LOG_LEVEL": "warn"}))
	return s, newFront(t, addr, s.nodes())
}
