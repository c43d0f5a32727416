package history_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"porchlight/app/history"
	"porchlight/app/store"
	"porchlight/app/testparts"
)

func TestMain(m *testing.M) { testparts.EveryStore(m) }

// begin is when the tests' clock starts.
var begin = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

// house is a store with a clock that only the test moves.
type house struct {
	path  string
	store store.Store
	mu    sync.Mutex
	now   time.Time
}

func newHouse(t testing.TB) *house {
	t.Helper()
	path := testparts.NewDatabase(t)
	kept := testparts.OpenStore(t, path, store.Alone)
	t.Cleanup(func() { _ = kept.Close() })
	return &house{path: path, store: kept, now: begin}
}

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

// node is one process that keeps the history of this store.
type node struct {
	*history.History
	house  *house
	log    *log
	passed chan struct{}
	stop   func()
}

type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *log) count(line string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.text.String(), line)
}

// node starts one. It ends with the test, if not before.
func (h *house) node(t testing.TB) *node {
	n := &node{house: h, log: &log{}, passed: make(chan struct{}, 1000)}
	n.History = history.New(h.store, h.clock, slog.New(slog.NewTextHandler(n.log, nil)))
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		n.Run(ctx, func(context.Context) { n.passed <- struct{}{} })
	}()
	n.stop = sync.OnceFunc(func() { cancel(); <-ended })
	t.Cleanup(n.stop)
	return n
}

// at is a number of visitors at the whole site and at some place of it.
func at(site, place int) map[string]int { return map[string]int{history.Site: site, "/a": place} }

// after has time pass, of which all nodes take notice a second at a time, as their ticks would. It returns once they have written what
// is over.
func (h *house) after(length time.Duration, nodes ...*node) {
	for end := h.clock().Add(length); h.clock().Before(end); {
		h.skip(time.Second)
		for _, n := range nodes {
			n.Take(nil, 0)
			if h.clock().Second() == 0 {
				<-n.passed
			}
		}
	}
}

// skip has time pass of which no node takes notice.
func (h *house) skip(length time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(length)
}

// execute runs a statement past the store, as another program could.
func (h *house) execute(t testing.TB, statement string) {
	t.Helper()
	_, err := testparts.Beside(t, h.path).Exec(statement)
	must(t, err)
}

// write is a write of somebody else.
func (h *house) write() error {
	return h.store.Write(context.Background(), func(q store.Queries) error { return q.AddHistoryPlace(context.Background(), "/b") })
}

// minutes are what is stored of a place, from the begin of the test.
func (h *house) minutes(t testing.TB, place string, many int) []history.Span {
	t.Helper()
	var edges []time.Time
	for i := range many + 1 {
		edges = append(edges, begin.Add(time.Duration(i)*time.Minute))
	}
	spans, err := history.New(h.store, h.clock, nil).Spans(context.Background(), place, edges)
	must(t, err)
	return spans
}

// wants checks peak, mean and arrivals of a span.
func wants(t testing.TB, s history.Span, peak int, mean float64, arrivals int) {
	t.Helper()
	if s.Peak != peak || s.Mean != mean || s.Arrivals != arrivals {
		t.Errorf("from %s on there were %d at most and %v at the mean, and %d came; want %d, %v and %d", s.From.UTC().Format("15:04"), s.Peak, s.Mean, s.Arrivals, peak, mean, arrivals)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
