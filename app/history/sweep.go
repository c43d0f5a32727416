package history

import (
	"context"
	"time"

	"porchlight/app/store"
)

// Expire forgets the minutes and quarters of an hour before a time, and returns how many rows there were.
func (h *History) Expire(ctx context.Context, before time.Time) (rows int64, err error) {
	for _, remove := range []func(store.Queries, int64) (int64, error){
		func(q store.Queries, most int64) (int64, error) {
			return q.DeleteHistoryBefore(ctx, minutes, before.Unix(), most)
		},
		func(q store.Queries, most int64) (int64, error) {
			return q.DeleteHistoryBefore(ctx, quarters, before.Unix(), most)
		},
		func(q store.Queries, most int64) (int64, error) {
			return q.DeleteHistorySeenBefore(ctx, before.Unix(), most)
		},
	} {
		removed, err := store.WriteInParts(ctx, h.store, remove)
		rows += removed
		if err != nil {
			return rows, err
		}
	}
	return rows, nil
}
