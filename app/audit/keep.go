package audit

import (
	"context"
	"time"

	"porchlight/app/store"
)

// Keep removes the records from before a time, from the oldest on and up to the first that is to stay. It returns how many they were.
func (l *Log) Keep(ctx context.Context, before time.Time) (int64, error) {
	if before.IsZero() {
		return 0, nil
	}
	return store.WriteInParts(ctx, l.store, func(q store.Queries, most int64) (int64, error) {
		rows, err := q.RecordsAfter(ctx, 0, most)
		if err != nil {
			return 0, err
		}
		n := 0
		for n < len(rows) && rows[n].At < before.UnixMilli() {
			n++
		}
		if n == 0 {
			return 0, nil
		}
		last := rows[n-1]
		if err := q.MoveRecordFront(ctx, before.UnixMilli(), last.ID, last.Hash); err != nil {
			return 0, err
		}
		return q.DeleteRecords(ctx, last.ID)
	})
}
