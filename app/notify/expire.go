package notify

import (
	"context"
	"database/sql"
	"time"

	"porchlight/app/sqlite"
)

// expireBatch is how many notices one write forgets, so that others may write soon.
const expireBatch = 100

// Expire forgets the notices that were given up before a time, and returns how many there were.
func (o *Outbox) Expire(ctx context.Context, before time.Time) (total int64, err error) {
	for gone := int64(expireBatch); gone == expireBatch; total += gone {
		err = o.store.Write(ctx, func(q *sqlite.Queries) (err error) {
			gone, err = q.DeleteDeadNotices(ctx, sql.NullInt64{Int64: before.UnixMilli(), Valid: true}, expireBatch)
			return err
		})
		if err != nil {
			return total, err
		}
	}
	return total, nil
}
