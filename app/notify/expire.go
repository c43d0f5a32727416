package notify

import (
	"context"
	"database/sql"
	"time"

	"porchlight/app/store"
)

// Expire forgets the notices that were given up before a time, and returns how many there were.
func (o *Outbox) Expire(ctx context.Context, before time.Time) (int64, error) {
	return store.WriteInParts(ctx, o.store, func(q store.Queries, most int64) (int64, error) {
		return q.DeleteDeadNotices(ctx, sql.NullInt64{Int64: before.UnixMilli(), Valid: true}, most)
	})
}
