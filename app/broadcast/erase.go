package broadcast

import (
	"context"

	"porchlight/app/store"
)

// Forget removes what was told to a visitor alone, and that they were shown anything, in a transaction of the caller's. How many were
// shown a broadcast stays as it is.
func (b *Broadcasts) Forget(ctx context.Context, q store.Queries, visitor string) error {
	if _, err := q.DeleteBroadcastsTo(ctx, visitor); err != nil {
		return err
	}
	running, err := q.RunningBroadcasts(ctx, b.now().UnixMilli())
	for _, row := range running {
		rows, err := q.ForgetMark(ctx, row.Broadcast.ID, Sight{row.Broadcast.ID, visitor}.mark())
		if err == nil && rows > 0 {
			err = q.AddShown(ctx, row.Broadcast.ID)
		}
		if err != nil {
			return err
		}
	}
	return err
}

// Erase is Forget by itself, for a visitor who has no conversation to be erased with.
func (b *Broadcasts) Erase(ctx context.Context, visitor string) error {
	return b.store.Write(ctx, func(q store.Queries) error { return b.Forget(ctx, q, visitor) })
}

// Sweep removes those that ended KeptFor ago, and returns how many they were.
func (b *Broadcasts) Sweep(ctx context.Context) (gone int64, err error) {
	before := b.now().Add(-KeptFor).UnixMilli()
	err = b.store.Write(ctx, func(q store.Queries) (err error) {
		gone, err = q.DeleteBroadcastsBefore(ctx, before)
		return err
	})
	return gone, err
}
