package sqlite

import (
	"context"
	"sync/atomic"
)

type alongKey struct{}

// along is what the first write of a context brings with it.
type along struct {
	do   func(*Queries) error
	done atomic.Bool
}

// Along returns a context whose first Write that changes a row also runs do, behind what it does itself and in the same transaction: both
// are stored, or neither. A Write that changes nothing brings nothing.
func Along(ctx context.Context, do func(*Queries) error) context.Context {
	return context.WithValue(ctx, alongKey{}, &along{do: do})
}

// with adds to a write what its context brings.
func with(ctx context.Context, do func(*Queries) error) (_ func(*Queries) error, stored func()) {
	a, _ := ctx.Value(alongKey{}).(*along)
	if a == nil || a.done.Load() {
		return do, func() {}
	}
	did := false // by the last time that do ran
	return func(q *Queries) error {
		did = false
		before, err := q.changes(ctx)
		if err != nil {
			return err
		}
		if err := do(q); err != nil {
			return err
		}
		after, err := q.changes(ctx)
		if err != nil || after == before {
			return err
		}
		did = true
		return a.do(q)
	}, func() { a.done.Store(did) }
}

// changes counts the rows that the connection has changed so far (https://www.sqlite.org/lang_corefunc.html#total_changes).
func (q *Queries) changes(ctx context.Context) (n int64, err error) {
	err = q.db.QueryRowContext(ctx, "SELECT total_changes()").Scan(&n)
	return n, err
}
