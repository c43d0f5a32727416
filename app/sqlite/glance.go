package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"time"
)

// Where a node has the file open, or has left its log, SQLite's own files beside it are used, as a reader does. Else nothing is put there
// (https://www.sqlite.org/uri.html#uriimmutable).
const (
	besideOthers = "mode=ro&_query_only=on&_busy_timeout=1000"
	byItself     = "mode=ro&immutable=1&_query_only=on"
)

// Glance is a database file that is looked at beside the nodes that use it: nothing is changed, and nothing is made.
type Glance struct {
	path  string
	db    *sql.DB
	still bool // nobody had it open
}

// Look opens a file that is there. The error says what to do.
func Look(ctx context.Context, path string) (*Glance, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, inWords(path, err)
	}
	g := &Glance{path: path, still: !logged(path)}
	how := besideOthers
	if g.still {
		how = byItself
	}
	var err error
	if g.db, err = sql.Open("sqlite3", dsn(path, how)); err != nil {
		return nil, inWords(path, err)
	}
	g.db.SetMaxOpenConns(1)
	if err := g.db.PingContext(ctx); err != nil {
		return nil, errors.Join(inWords(path, err), g.db.Close())
	}
	return g, nil
}

// logged reports whether there is a write-ahead log.
func logged(path string) bool {
	_, err := os.Stat(path + "-wal")
	return err == nil
}

// Close closes the file.
func (g *Glance) Close() error { return g.db.Close() }

// Read returns queries. Those about tables that the file does not have yet fail.
func (g *Glance) Read() *Queries { return New(g.db) }

// Stale reports whether a node began to use the file since: what was read may then be neither old nor new, and is to be read again.
func (g *Glance) Stale() bool { return g.still && logged(g.path) }

// Damage has SQLite look through all pages and indexes and returns what it found first; empty: nothing.
func (g *Glance) Damage(ctx context.Context) (found string, err error) {
	if err = g.db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&found); err != nil {
		return "", explained(g.path, err)
	}
	if found == sound {
		return "", nil
	}
	return found, nil
}

// Dangling returns a table with a row that refers to one that is not there; empty: none.
func (g *Glance) Dangling(ctx context.Context) (table string, err error) {
	err = g.db.QueryRowContext(ctx, `SELECT "table" FROM pragma_foreign_key_check LIMIT 1`).Scan(&table)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return table, explained(g.path, err)
}

// Migrated is the number of the last migration that the file has.
func (g *Glance) Migrated(ctx context.Context) (version int64, err error) {
	err = g.db.QueryRowContext(ctx, "SELECT max(version_id) FROM goose_db_version WHERE is_applied").Scan(&version)
	return version, err
}

// Newest is when something was last stored by the clock of whoever stored it: a message, or a minute of the history. Zero: never.
func (g *Glance) Newest(ctx context.Context) (time.Time, error) {
	var at sql.NullInt64
	err := g.db.QueryRowContext(ctx, "SELECT max(coalesce((SELECT max(updated_at) FROM conversation), 0), coalesce((SELECT max(start) * 1000 FROM history_seen), 0))").Scan(&at)
	if err != nil || at.Int64 == 0 {
		return time.Time{}, err
	}
	return time.UnixMilli(at.Int64), nil
}

// Pushes counts what asked for pushes, and reports whether there is the key of this name that signs them.
func (g *Glance) Pushes(ctx context.Context, secret string) (devices int64, key bool, err error) {
	err = g.db.QueryRowContext(ctx, "SELECT (SELECT count(*) FROM push_subscription), EXISTS (SELECT 1 FROM secret WHERE name = ?)", secret).Scan(&devices, &key)
	return devices, key, err
}

// Dead counts what was to go out by a channel and was given up.
func (g *Glance) Dead(ctx context.Context, channel string) (n int64, err error) {
	err = g.db.QueryRowContext(ctx, "SELECT count(*) FROM notice WHERE channel = ? AND dead_at IS NOT NULL", channel).Scan(&n)
	return n, err
}
