package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/mattn/go-sqlite3"
)

// Contents is what a database file holds.
type Contents struct {
	Bytes                   int64
	Version                 int64 // of its tables: the number of the last migration
	Conversations, Messages int64
	Changed                 time.Time // when the last message was stored or a conversation changed; zero: never
}

// A file that nothing writes to is read without locks, and nothing is put beside it (https://www.sqlite.org/uri.html#uriimmutable).
const stillSource = "mode=ro&immutable=1"

// Inspect checks a database file that nobody has open, from end to end, and returns what is in it. The error says what is wrong with
// it.
func Inspect(ctx context.Context, path string) (Contents, error) {
	c, err := inspect(ctx, path)
	if err != nil {
		err = fmt.Errorf("%s %w", path, err)
	}
	return c, err
}

func inspect(ctx context.Context, path string) (c Contents, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return c, fmt.Errorf("cannot be read: %w", err)
	}
	db, err := sql.Open("sqlite3", dsn(path, stillSource))
	if err != nil {
		return c, err
	}
	defer db.Close()
	if err := belongs(ctx, db); err != nil {
		return c, err
	}
	if err := intact(ctx, db); err != nil {
		return c, err
	}
	c.Bytes = info.Size()
	var changed sql.NullInt64
	err = db.QueryRowContext(ctx, `
		SELECT (SELECT max(version_id) FROM goose_db_version WHERE is_applied), (SELECT count(*) FROM conversation), (SELECT count(*) FROM message),
		  (SELECT max(updated_at) FROM conversation)`).Scan(&c.Version, &c.Conversations, &c.Messages, &changed)
	c.Changed = timeOf(changed)
	return c, err
}

// belongs reports whether the file is a database of this program: others may have a table of one of these names, but not all of them.
func belongs(ctx context.Context, db *sql.DB) error {
	var known int
	err := db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('goose_db_version', 'account', 'conversation', 'message')").Scan(&known)
	switch {
	case err != nil:
		return cmp.Or(unsound(err), fmt.Errorf("cannot be read: %w", err))
	case known < 4:
		return errors.New("is a database, but not Porchlight's")
	}
	return nil
}

// unsound says of an error of SQLite what it says of the file; nil where that is nothing.
func unsound(err error) error {
	var lite sqlite3.Error
	switch {
	case !errors.As(err, &lite):
		return nil
	case lite.Code == sqlite3.ErrNotADB:
		return errors.New("is no database")
	case lite.Code == sqlite3.ErrCorrupt:
		return fmt.Errorf("is damaged: %w", err)
	}
	return nil
}

// intact has SQLite read everything: all pages, indexes and the search index, and that nothing refers to what is not there.
func intact(ctx context.Context, db *sql.DB) error {
	var found string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&found); err != nil {
		return cmp.Or(unsound(err), fmt.Errorf("cannot be read: %w", err))
	}
	if found != "ok" {
		return fmt.Errorf("is damaged: %s", found)
	}
	var table string
	err := db.QueryRowContext(ctx, `SELECT "table" FROM pragma_foreign_key_check LIMIT 1`).Scan(&table)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return cmp.Or(unsound(err), fmt.Errorf("cannot be read: %w", err))
	}
	return fmt.Errorf("is damaged: a row of %s refers to one that is not there", table)
}

func timeOf(ms sql.NullInt64) time.Time {
	if !ms.Valid {
		return time.Time{}
	}
	return time.UnixMilli(ms.Int64)
}
