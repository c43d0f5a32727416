//go:build torture

package nodes

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"porchlight/app/simulate"
	"porchlight/app/testparts"
)

const (
	haVisitors = 300                   // beside the senders, with a tab each
	readEach   = 25 * time.Millisecond // a page from each node
	exchanged  = deadGone - agreeAgain // from the end of a node that was killed, until nobody counts its visitors
)

// haWhole is three nodes on PostgreSQL and on a Redis with Sentinels, with people on them, and the owner's program.
type haWhole struct {
	*haSite
	store     *testparts.PostgresServer
	sentinels *testparts.Sentinels
	readers   []*reader
	phases    []phase
	failover  time.Duration // from the end of a master until another was in its place
	again     time.Duration // from the return of PostgreSQL until all nodes stored messages, at most
}

func newHAWhole(t *testing.T) *haWhole {
	t.Helper()
	w := &haWhole{store: testparts.Postgres(t), sentinels: testparts.NewRedisSentinels(t, testparts.SentinelAccess{})}
	program := testparts.NewEndpoint(t)
	on := startPairOn(t, testparts.StartNode, w.sentinels.URL(), unlimited.With(testparts.Settings{"DATABASE": w.store.Database(t), "WEBHOOK_URL": program.URL}))
	on.c = testparts.StartNode(t, on.settings)
	w.haSite = &haSite{storm: newStorm(t, on, hurried), began: time.Now()}
	w.program = program
	w.crowd = newCrowd(t, on, visitors)
	w.useUp(t)
	for i := range haVisitors {
		w.crowd.arrive(t, w.crowd.somewhere(), w.nodes()[i%3])
	}
	for _, n := range w.nodes() {
		w.readers = append(w.readers, &reader{node: n, browser: newBrowser(t)})
	}
	return w
}

// read has pages read on all nodes until over is closed.
func (w *haWhole) read(over <-chan struct{}, reading *sync.WaitGroup) {
	for _, r := range w.readers {
		reading.Go(func() {
			for pass(over, readEach) {
				r.read()
			}
		})
	}
}

// reader reads pages of one node.
type reader struct {
	node    *testparts.Node
	browser *browser

	mu     sync.Mutex
	pages  []simulate.Timed
	failed []failedPage
}

// failedPage is a page that did not come.
type failedPage struct {
	at     time.Time
	status int // 0: nobody answered
}

func (r *reader) read() {
	began := time.Now()
	a, err := r.browser.do(r.node, http.MethodGet, saw, nil)
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil || a.status != http.StatusOK {
		r.failed = append(r.failed, failedPage{began, a.status})
		return
	}
	r.pages = append(r.pages, simulate.Timed{Began: began, Took: time.Since(began)})
}

// pagesIn are the pages that all readers got in this time, and how many they did not get.
func (w *haWhole) pagesIn(from, to time.Time) (pages []simulate.Timed, failed int) {
	for _, r := range w.readers {
		r.mu.Lock()
		for _, one := range r.pages {
			if one.Began.After(from) && one.Began.Before(to) {
				pages = append(pages, one)
			}
		}
		for _, one := range r.failed {
			if one.at.After(from) && one.at.Before(to) {
				failed++
			}
		}
		r.mu.Unlock()
	}
	return pages, failed
}
