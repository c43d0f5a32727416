package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// changed is under what a connection keeps how many rows it changed.
const changed = "changed"

// countChanged counts what a command changed. The server has no such number for a connection.
func countChanged(conn *pgx.Conn, did pgconn.CommandTag) {
	if did.Insert() || did.Update() || did.Delete() {
		kept := conn.PgConn().CustomData()
		before, _ := kept[changed].(int64)
		kept[changed] = before + did.RowsAffected()
	}
}

// RowsChanged implements store.Queries.
func (q *Queries) RowsChanged(context.Context) (int64, error) {
	n, _ := q.db.(pgx.Tx).Conn().PgConn().CustomData()[changed].(int64)
	return n, nil
}
