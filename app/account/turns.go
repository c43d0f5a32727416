package account

import (
	"cmp"
	"context"
	"maps"
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

// turns lets a few work at once. Of those who wait the next turn is that of the address whose last one is the longest ago, one that had
// none first: however many come, and from however many addresses, somebody who comes from another waits for hardly any of them.
type turns struct {
	mu      sync.Mutex
	atOnce  int
	free    int
	waiting map[string]*line
	last    map[string]int64 // which turn an address had last, while there is any work
	count   int64
}

// line are those who wait at one address, the first one first.
type line struct {
	since   int64
	waiters []chan struct{}
}

const turnsKnown = 10_000 // addresses whose last turn is known, under 1 MB

func newTurns(atOnce int) *turns {
	return &turns{atOnce: atOnce, free: atOnce, waiting: map[string]*line{}, last: map[string]int64{}}
}

// take waits for a turn until ctx is done. Whoever got one gives it back.
func (t *turns) take(ctx context.Context, address string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	t.mu.Lock()
	if t.free > 0 {
		t.free--
		t.note(address)
		t.mu.Unlock()
		return nil
	}
	mine := make(chan struct{}, 1)
	if t.waiting[address] == nil {
		t.count++
		t.waiting[address] = &line{since: t.count}
	}
	t.waiting[address].waiters = append(t.waiting[address].waiters, mine)
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
	if at := t.waiting[address]; at != nil {
		if i := slices.Index(at.waiters, mine); i >= 0 {
			t.shorten(address, slices.Delete(at.waiters, i, i+1))
			return
		}
	}
	t.next() // the turn came at the same moment
}

func (t *turns) giveBack() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.next()
}

// next gives a turn to whoever is next.
func (t *turns) next() {
	if len(t.waiting) == 0 {
		if t.free++; t.free == t.atOnce {
			clear(t.last)
		}
		return
	}
	address := slices.MinFunc(slices.Collect(maps.Keys(t.waiting)), func(a, b string) int {
		return cmp.Or(cmp.Compare(t.last[a], t.last[b]), cmp.Compare(t.waiting[a].since, t.waiting[b].since))
	})
	first := t.waiting[address].waiters[0]
	t.shorten(address, t.waiting[address].waiters[1:])
	t.note(address)
	first <- struct{}{}
}

// note keeps that an address had a turn.
func (t *turns) note(address string) {
	if len(t.last) >= turnsKnown {
		clear(t.last)
	}
	t.count++
	t.last[address] = t.count
}

func (t *turns) shorten(address string, waiters []chan struct{}) {
	if t.waiting[address].waiters = waiters; len(waiters) == 0 {
		delete(t.waiting, address)
	}
}
