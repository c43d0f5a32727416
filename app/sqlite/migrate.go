package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"

	"github.com/mattn/go-sqlite3"
	"github.com/pressly/goose/v3"
)

// migrate applies what is new, one node at a time: the others wait and then find nothing left to do. All of it becomes true in one
// transaction, or nothing does, and the version before can go on with the file.
func migrate(ctx context.Context, db *sql.DB, o Options) error {
	lock, err := waitLock(ctx, o.Path+migrating)
	if err != nil {
		return err
	}
	defer lock.Close()
	if err := PassedOver(o.Path); err != nil {
		return err
	}
	if err := migrateLocked(ctx, db, o); err != nil {
		return err
	}
	_, err = lock.WriteAt([]byte(made), 0)
	return err
}

func migrateLocked(ctx context.Context, db *sql.DB, o Options) error {
	provider, err := migrations(db, o)
	if err != nil {
		return err
	}
	now, newest, err := provider.GetVersions(ctx)
	if err != nil || now == newest {
		return err
	}
	if now > newest {
		return errNewer(now, newest)
	}
	if now > 0 && o.BeforeUpgrade != nil {
		if err := o.BeforeUpgrade(ctx); err != nil {
			return fmt.Errorf("it was not upgraded, since the backup that is made before failed: %v", err) // which is about another file than this one
		}
	}
	if err := upgrade(ctx, o); err != nil {
		return fmt.Errorf("the upgrade from version %d to %d failed and was undone, so that the program it comes from can go on: %w", now, newest, err)
	}
	return nil
}

func errNewer(is, known int64) error {
	return fmt.Errorf("it is from a newer Porchlight (version %d of its tables, and this one knows %d): start that one, or restore a backup from before the upgrade", is, known)
}

func migrations(db *sql.DB, o Options) (*goose.Provider, error) {
	return goose.NewProvider(goose.DialectSQLite3, db, o.Migrations)
}

// upgrade runs the migrations in one transaction of one connection. It ends with the connection unless all went well.
func upgrade(ctx context.Context, o Options) error {
	db := sql.OpenDB(nested{dsn(o.Path, writerPragma)})
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	provider, err := migrations(db, o)
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "COMMIT")
	return err
}

// nested opens connections on which a transaction is a savepoint, for use inside of one: goose begins one for each of its files.
type nested struct{ dsn string }

// Connect implements driver.Connector.
func (n nested) Connect(context.Context) (driver.Conn, error) {
	conn, err := n.Driver().Open(n.dsn)
	if err != nil {
		return nil, err
	}
	return nestedConn{conn.(*sqlite3.SQLiteConn)}, nil
}

// Driver implements driver.Connector.
func (nested) Driver() driver.Driver { return &sqlite3.SQLiteDriver{} }

type nestedConn struct{ *sqlite3.SQLiteConn }

// BeginTx implements driver.ConnBeginTx.
func (c nestedConn) BeginTx(context.Context, driver.TxOptions) (driver.Tx, error) {
	return c, c.run("SAVEPOINT file")
}

// Commit implements driver.Tx.
func (c nestedConn) Commit() error { return c.run("RELEASE file") }

// Rollback implements driver.Tx. What called for it ends the whole upgrade.
func (c nestedConn) Rollback() error { return nil }

func (c nestedConn) run(statement string) error {
	_, err := c.Exec(statement, nil)
	return err
}
