package account

import (
	"context"
	"slices"
	"sync"
)

// From is where an attempt to log in comes from, as far as it decides whose turn it is.
type From struct {
	Address string // any name of it; attempts from one wait for each other
	Known   bool   // from a browser that has logged in to the account before: see Known
}

type fromKey struct{}

// Coming is the context of an attempt from there. Without it an attempt is one of a stranger, from nowhere.
func Coming(ctx context.Context, from From) context.Context {
	return context.WithValue(ctx, fromKey{}, from)
}

// inside is the context of who has shown already that they may: by a session, or by a link that was given to them.
func inside(ctx context.Context) context.Context { return Coming(ctx, From{Known: true}) }

func fromOf(ctx context.Context) From {
	from, _ := ctx.Value(fromKey{}).(From)
	return from
}

// turns lets a few work at once. Those who wait get turns by where they come from, one from each in its order and then the next from each:
// however many come from one address, somebody at another waits for a few of them only.
type turns struct {
	mu      sync.Mutex
	free    int
	order   []string // the addresses that wait, the one whose turn is next first
	waiting map[string][]chan struct{}
}

func newTurns(atOnce int) *turns {
	return &turns{free: atOnce, waiting: map[string][]chan struct{}{}}
}

// take waits for a turn until ctx is done. Whoever got one gives it back.
func (t *turns) take(ctx context.Context, address string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	t.mu.Lock()
	if t.free > 0 {
		t.free--
		t.mu.Unlock()
		return nil
	}
	mine := make(chan struct{}, 1)
	if len(t.waiting[address]) == 0 {
		t.order = append(t.order, address)
	}
	t.waiting[address] = append(t.waiting[address], mine)
	t.mu.Unlock()
	select {
	case <-mine:
		return nil
	case <-ctx.Done():
		t.leave(address, mine)
		return ctx.Err()
	}
}

// leave takes away who waited for too long.
func (t *turns) leave(address string, mine chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	at := slices.Index(t.waiting[address], mine)
	if at < 0 { // the turn came at the same moment
		t.next()
		return
	}
	t.queue(address, slices.Delete(t.waiting[address], at, at+1))
	if len(t.waiting[address]) == 0 {
		t.order = slices.DeleteFunc(t.order, func(other string) bool { return other == address })
	}
}

func (t *turns) giveBack() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.next()
}

// next gives a turn to the next address, which then goes to the end.
func (t *turns) next() {
	if len(t.order) == 0 {
		t.free++
		return
	}
	address := t.order[0]
	t.order = t.order[1:]
	first := t.waiting[address][0]
	t.queue(address, t.waiting[address][1:])
	if len(t.waiting[address]) > 0 {
		t.order = append(t.order, address)
	}
	first <- struct{}{}
}

func (t *turns) queue(address string, waiting []chan struct{}) {
	if t.waiting[address] = waiting; len(waiting) == 0 {
		delete(t.waiting, address)
	}
}
