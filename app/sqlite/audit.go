package sqlite

import "context"

// LastRecordID is the highest id that a record of the audit log ever had. SQLite keeps it beside the table
// (https://www.sqlite.org/autoinc.html), where the generator does not look.
func (q *Queries) LastRecordID(ctx context.Context) (id int64, err error) {
	err = q.db.QueryRowContext(ctx, "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'record'), 0)").Scan(&id)
	return id, err
}
