package postgres

import "context"

// LastRecordID implements store.Queries. A trigger keeps the number, which SQLite does without one.
func (q *Queries) LastRecordID(ctx context.Context) (id int64, err error) {
	err = q.db.QueryRow(ctx, "SELECT last_id FROM record_back").Scan(&id)
	return id, err
}
