package store

import (
	"context"
	"sync/atomic"
)

type alongKey struct{}

// along is what the first write of a context brings with it.
type along struct {
	do   func(Queries) error
	done atomic.Bool
}

// Along returns a context whose first write that changes a row also runs do, behind what it does itself and in the same transaction: both
// are stored, or neither. A write that changes nothing brings nothing.
func Along(ctx context.Context, do func(Queries) error) context.Context {
	return context.WithValue(ctx, alongKey{}, &along{do: do})
}

// Brings reports whether a write of this context brings something along, which may touch anything.
func Brings(ctx context.Context) bool {
	a, _ := ctx.Value(alongKey{}).(*along)
	return a != nil && !a.done.Load()
}

// With is for stores: it adds to a write what its context brings. The write is over once stored was called.
func With(ctx context.Context, do func(Queries) error) (_ func(Queries) error, stored func()) {
	if !Brings(ctx) {
		return do, func() {}
	}
	a := ctx.Value(alongKey{}).(*along)
	did := false // by the last time that do ran
	return func(q Queries) error {
		did = false
		before, err := q.RowsChanged(ctx)
		if err != nil {
			return err
		}
		if err := do(q); err != nil {
			return err
		}
		after, err := q.RowsChanged(ctx)
		if err != nil || after == before {
			return err
		}
		did = true
		return a.do(q)
	}, func() { a.done.Store(did) }
}
