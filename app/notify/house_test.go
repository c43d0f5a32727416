package notify_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"porchlight/app/fault"
	"porchlight/app/notify"
	"porchlight/app/sqlite"
	"porchlight/app/testparts"
	"porchlight/data"
)

// clock is the tests' time, which only they move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) forward(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(by)
}

// post is an outbox with somebody who takes what it sends, and answers as the test says.
type post struct {
	*notify.Outbox
	*clock
	store *sqlite.Store
	stop  func() // what runs it, and returns when that has ended
	said  bytes.Buffer

	mu     sync.Mutex
	got    []notify.Notice
	answer func(notify.Notice) error
}

// newPost opens an outbox of its own.
func newPost(t *testing.T) *post {
	t.Helper()
	return openPost(t, filepath.Join(t.TempDir(), "test.db"), newClock(), "a")
}

// openPost opens the outbox in a file, as a node of that name.
func openPost(t *testing.T, path string, c *clock, node string) *post {
	t.Helper()
	store, err := sqlite.Open(t.Context(), sqlite.Options{Path: path, Sharing: sqlite.Shared, Migrations: data.Migrations})
	must(t, err)
	t.Cleanup(func() { must(t, store.Close()) })
	p := &post{clock: c, store: store, stop: func() {}}
	p.Outbox = notify.New(store, c.Now, node, slog.New(slog.NewTextHandler(&p.said, nil)))
	return p
}

// run begins to send. Not before: what a node left behind that was killed looks like this.
func (p *post) run(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.Run(ctx, map[notify.Channel]notify.Deliver{notify.MailChannel: p.deliver, notify.WebhookChannel: p.deliver})
	}()
	p.stop = sync.OnceFunc(func() {
		cancel()
		<-done
	})
	t.Cleanup(p.stop)
}

func (p *post) deliver(_ context.Context, n notify.Notice) error {
	p.mu.Lock()
	p.got = append(p.got, n)
	answer := p.answer
	p.mu.Unlock()
	if answer == nil {
		return nil
	}
	return answer(n)
}

// answers says how the next notices are answered.
func (p *post) answers(answer func(notify.Notice) error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answer = answer
}

// sent are the notices that were given to whoever sends them.
func (p *post) sent() []notify.Notice {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.got)
}

// puts sends a mail under a key.
func (p *post) puts(t *testing.T, key string) {
	t.Helper()
	must(t, p.Send(t.Context(), notify.Draft{Key: key, Channel: notify.MailChannel, Kind: "test", Data: key}))
}

// tries waits until so many were given to whoever sends them.
func (p *post) tries(t *testing.T, n int) {
	t.Helper()
	testparts.Eventually(t, "it was tried", func() bool { return len(p.sent()) >= n })
	if got := len(p.sent()); got > n {
		t.Fatalf("it was tried %d times, want %d", got, n)
	}
}

// rests waits until nothing is being sent and so many wait or were given up.
func (p *post) rests(t *testing.T, waiting, dead int64) {
	t.Helper()
	testparts.Eventually(t, "the outbox rests", func() bool {
		w, err := p.Waiting(t.Context())
		must(t, err)
		d, err := p.Given(t.Context())
		must(t, err)
		return w == waiting && d == dead && !p.isClaimed(t)
	})
}

func (p *post) isClaimed(t *testing.T) bool {
	t.Helper()
	claimed, err := p.store.Read().CountClaims(t.Context())
	must(t, err)
	return claimed > 0
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refused(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Errorf("%v, want %v", err, kind)
	}
}

var errDown = errors.New("the server is down")
