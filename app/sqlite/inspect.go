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
		return c, unsound(err)
	}
	g, err := Look(ctx, path)
	if err != nil {
		return c, unsound(err)
	}
	defer g.Close()
	if err := g.sound(ctx); err != nil {
		return c, err
	}
	c.Bytes = info.Size()
	var changed sql.NullInt64
	err = g.db.QueryRowContext(ctx, "SELECT (SELECT count(*) FROM conversation), (SELECT count(*) FROM message), (SELECT max(updated_at) FROM conversation)").Scan(&c.Conversations, &c.Messages, &changed)
	if err == nil {
		c.Version, err = g.Migrated(ctx)
	}
	if changed.Valid {
		c.Changed = time.UnixMilli(changed.Int64)
	}
	return c, err
}

// sound says what is wrong with a file: it is not this program's (others may have a table of one of these names, but not all of them), or
// SQLite, which reads all pages, indexes and the search index, finds something.
func (g *Glance) sound(ctx context.Context) error {
	var known int
	err := g.db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('goose_db_version', 'account', 'conversation', 'message')").Scan(&known)
	if err != nil {
		return unsound(err)
	}
	if known < 4 {
		return errors.New("is a database, but not Porchlight's")
	}
	found, err := g.Damage(ctx)
	if err == nil && found != "" {
		return fmt.Errorf("is damaged: %s", found)
	}
	table, failed := g.Dangling(ctx)
	if failed == nil && table != "" {
		return fmt.Errorf("is damaged: a row of %s refers to one that is not there", table)
	}
	if err = cmp.Or(err, failed); err != nil {
		return unsound(err)
	}
	return nil
}

// unsound says what an error of SQLite means for a file that is read.
func unsound(err error) error {
	var lite sqlite3.Error
	errors.As(err, &lite)
	switch lite.Code {
	case sqlite3.ErrNotADB:
		return errors.New("is no database")
	case sqlite3.ErrCorrupt:
		return fmt.Errorf("is damaged: %w", lite)
	}
	return fmt.Errorf("cannot be read: %w", err)
}

// isUnsound reports whether an error is about what is in a file.
func isUnsound(err error) bool {
	var lite sqlite3.Error
	return errors.As(err, &lite) && (lite.Code == sqlite3.ErrNotADB || lite.Code == sqlite3.ErrCorrupt)
}
