package postgres

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"io/fs"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

// migrateWithin is how long a node waits for another one to migrate, and for its own migrations.
const migrateWithin = 10 * time.Minute

// migrate applies what is new, one node at a time: the others wait and then find nothing left to do. All of it becomes true in one
// transaction, or nothing does, and nodes of the version before go on.
func migrate(ctx context.Context, config *pgx.ConnConfig, migrations fs.FS) error {
	ctx, cancel := context.WithTimeout(ctx, migrateWithin)
	defer cancel()
	config = config.Copy()
	for _, limit := range []string{"statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"} {
		config.RuntimeParams[limit] = "0"
	}
	in := &nested{Connector: stdlib.GetConnector(*config)}
	db := sql.OpenDB(in)
	defer db.Close()
	if err := migrated(ctx, db, migrations, in); err != nil {
		return err
	}
	_, err := db.ExecContext(ctx, "COMMIT")
	return err
}

func migrated(ctx context.Context, db *sql.DB, migrations fs.FS, in *nested) error {
	db.SetMaxOpenConns(1)
	for _, step := range []string{"BEGIN", fmt.Sprintf("SELECT pg_advisory_xact_lock(%d, 0)", lockUpgrade)} {
		if _, err := db.ExecContext(ctx, step); err != nil {
			return err
		}
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, migrations)
	if err != nil {
		return err
	}
	now, newest, err := provider.GetVersions(ctx)
	if err != nil {
		return cmp.Or(in.failed, err)
	}
	if now > newest {
		return fmt.Errorf("is from a newer Porchlight (version %d of its tables, and this one knows %d): start that one, or restore a backup from before the upgrade", now, newest)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("is as it was: the upgrade from version %d to %d failed and was undone, so that the program it comes from can go on: %w", now, newest, cmp.Or(in.failed, err))
	}
	return nil
}

// nested opens a connection on which a transaction is a savepoint, for use inside of one: goose begins one for each of its files.
type nested struct {
	driver.Connector
	failed error // the first error, after which the server answers with nothing but that there was one
}

// Connect implements driver.Connector.
func (n *nested) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := n.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return nestedConn{conn.(*stdlib.Conn), n}, nil
}

type nestedConn struct {
	*stdlib.Conn
	in *nested
}

// ExecContext implements driver.ExecerContext.
func (c nestedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	result, err := c.Conn.ExecContext(ctx, query, args)
	c.in.failed = cmp.Or(c.in.failed, err)
	return result, err
}

// QueryContext implements driver.QueryerContext.
func (c nestedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	rows, err := c.Conn.QueryContext(ctx, query, args)
	c.in.failed = cmp.Or(c.in.failed, err)
	return rows, err
}

// BeginTx implements driver.ConnBeginTx.
func (c nestedConn) BeginTx(ctx context.Context, _ driver.TxOptions) (driver.Tx, error) {
	_, err := c.ExecContext(ctx, "SAVEPOINT file", nil)
	return c, err
}

// ResetSession implements driver.SessionResetter: between two files the connection is in the middle of a transaction, as it should be.
func (nestedConn) ResetSession(context.Context) error { return nil }

// Commit implements driver.Tx.
func (c nestedConn) Commit() error {
	_, err := c.ExecContext(context.Background(), "RELEASE SAVEPOINT file", nil)
	return err
}

// Rollback implements driver.Tx. What called for it ends the whole upgrade.
func (nestedConn) Rollback() error { return nil }
