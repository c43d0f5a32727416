package notify_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"porchlight/app/fault"
	"porchlight/app/notify"
	"porchlight/app/store"
	"porchlight/app/testparts"
)

func TestMain(m *testing.M) {
	testparts.EveryStore(m, "Mail", "Server", "Connection", "OnlyAddresses", "Domain", "ATry")
}

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
	store  store.Store
	beside *sql.DB
	stop   func() // what runs it, and returns when that has ended
	said   bytes.Buffer

	mu     sync.Mutex
	got    []notify.Notice
	answer notify.Deliver
}

// newPost opens an outbox of its own.
func newPost(t *testing.T) *post {
	t.Helper()
	return openPost(t, testparts.NewDatabase(t), newClock(), "a")
}

// openPost opens the outbox in a database, as a node of that name.
func openPost(t *testing.T, database string, c *clock, node string) *post {
	t.Helper()
	kept := testparts.OpenStore(t, database, store.Shared)
	t.Cleanup(func() { must(t, kept.Close()) })
	p := &post{clock: c, store: kept, beside: testparts.Beside(t, database), stop: func() {}}
	p.Outbox = notify.New(kept, c.Now, node, slog.New(slog.NewTextHandler(&p.said, nil)))
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

func (p *post) deliver(ctx context.Context, n notify.Notice) error {
	if n.Kind == last { // see settled
		return nil
	}
	p.mu.Lock()
	p.got = append(p.got, n)
	answer := p.answer
	p.mu.Unlock()
	if answer == nil {
		return nil
	}
	return answer(ctx, n)
}

// answers says how the next notices are answered; nil: they are sent.
func (p *post) answers(answer func(notify.Notice) error) {
	p.delivers(func(_ context.Context, n notify.Notice) error {
		if answer == nil {
			return nil
		}
		return answer(n)
	})
}

// ends says what becomes of the next notices.
func (p *post) ends(outcome error) { p.answers(func(notify.Notice) error { return outcome }) }

// delivers says who takes the next notices.
func (p *post) delivers(deliver notify.Deliver) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answer = deliver
}

// sent are the notices that were given to whoever sends them.
func (p *post) sent() []notify.Notice {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.got)
}

// says are the data of all of them.
func (p *post) says() (says []string) {
	for _, n := range p.sent() {
		says = append(says, strings.Trim(string(n.Data), `"`))
	}
	return says
}

// puts sends a mail under a key.
func (p *post) puts(t *testing.T, key string) {
	t.Helper()
	p.putsUnder(t, key, key, time.Time{})
}

// putsUnder sends a mail that says something else than its key, and is due then.
func (p *post) putsUnder(t *testing.T, key, says string, due time.Time) {
	t.Helper()
	must(t, p.Send(t.Context(), notify.Draft{Key: key, Channel: notify.MailChannel, Kind: "test", Data: says, Due: due}))
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
