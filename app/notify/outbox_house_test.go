package notify_test

import (
	"context"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"porchlight/app/notify"
	"porchlight/app/sqlite"
	"porchlight/app/testparts"
)

// clock stands still until a test moves it. All nodes have the same.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) forward(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// box is the outbox of a node, with somebody who delivers as the test says and writes down each try.
type box struct {
	*notify.Outbox
	*clock
	path  string
	store *sqlite.Store

	mu      sync.Mutex
	tries   []notify.Notice
	deliver notify.Deliver
	through chan struct{} // a try of what settled put
}

// newBox is the box of the only node.
func newBox(t *testing.T) *box {
	t.Helper()
	return boxOf(t, filepath.Join(t.TempDir(), "porchlight.db"), &clock{at: noon}, "a")
}

func boxOf(t *testing.T, path string, c *clock, node string) *box {
	t.Helper()
	b := &box{clock: c, path: path, store: open(t, path), through: make(chan struct{})}
	b.Outbox = notify.New(b.store, c.now, node, slog.New(slog.NewTextHandler(io.Discard, nil)))
	b.will(func(context.Context, notify.Notice) error { return nil })
	return b
}

// beside is the box of another node on the same file.
func (b *box) beside(t *testing.T) *box {
	t.Helper()
	return boxOf(t, b.path, b.clock, "b")
}

// will has everything delivered so from now on.
func (b *box) will(deliver notify.Deliver) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.deliver = deliver
}

// willAnswer has every try end like this from now on.
func (b *box) willAnswer(err error) {
	b.will(func(context.Context, notify.Notice) error { return err })
}

// run works until the test ends, or until stop.
func (b *box) run(t *testing.T) (stop func()) {
	t.Helper()
	running, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		b.Run(running, map[notify.Channel]notify.Deliver{notify.MailChannel: b.try, notify.PushChannel: b.try})
	}()
	stop = sync.OnceFunc(func() {
		cancel()
		<-done
	})
	t.Cleanup(stop)
	return stop
}

const nothing = "nothing" // the kind of what settled puts

func (b *box) try(ctx context.Context, n notify.Notice) error {
	if n.Kind == nothing {
		b.through <- struct{}{} // it is under way
		b.through <- struct{}{} // and may end
		return nil
	}
	b.mu.Lock()
	b.tries = append(b.tries, n)
	deliver := b.deliver
	b.mu.Unlock()
	return deliver(ctx, n)
}

// tried returns the tries that there were.
func (b *box) tried() []notify.Notice {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.tries)
}

// says are the data of all tries, in their order.
func (b *box) says() (says []string) {
	for _, n := range b.tried() {
		says = append(says, string(n.Data))
	}
	return says
}

// settled returns when all mail that is due was tried, and what became of it is stored: a last notice was sent after it.
func (b *box) settled(t *testing.T) {
	t.Helper()
	b.put(t, notify.Draft{Key: nothing, Channel: notify.MailChannel, Kind: nothing})
	select {
	case <-b.through:
	case <-time.After(10 * time.Second):
		t.Fatal("the outbox does not come to its end")
	}
	before, _ := b.left(t)
	<-b.through
	testparts.Eventually(t, "the last notice is gone", func() bool { waiting, _ := b.left(t); return waiting < before })
}

// pass moves the clock, and returns when all mail that is due by then was tried.
func (b *box) pass(t *testing.T, d time.Duration) {
	t.Helper()
	b.forward(d)
	b.settled(t)
}

func (b *box) put(t *testing.T, d notify.Draft) {
	t.Helper()
	must(t, b.Send(ctx, d))
}

// letter is a mail that waits under a key.
func letter(key, says string) notify.Draft {
	return notify.Draft{Key: key, Channel: notify.MailChannel, Kind: "reply", Data: says}
}

// waiting is how many notices are to be sent, and dead the reasons of those that were given up.
func (b *box) left(t *testing.T) (waiting int64, dead []string) {
	t.Helper()
	waiting, err := b.Waiting(ctx)
	must(t, err)
	given, err := b.Dead(ctx)
	must(t, err)
	for _, n := range given {
		dead = append(dead, n.Reason)
	}
	return waiting, dead
}
