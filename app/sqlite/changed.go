package sqlite

import "context"

// RowsChanged implements store.Queries by what the connection counts (https://www.sqlite.org/lang_corefunc.html#total_changes).
func (q *Queries) RowsChanged(ctx context.Context) (n int64, err error) {
	err = q.db.QueryRowContext(ctx, "SELECT total_changes()").Scan(&n)
	return n, err
}
