package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"porchlight/app/store"
)

// copyingName ends the name of a file into which a site is copied, until all of it is there.
const copyingName = ".copying"

// What is copied is flushed with the last of it. References are checked then, too: on the way a row may come before what it refers to.
const fillPragma = "mode=rw&_journal_mode=WAL&_synchronous=NORMAL&_busy_timeout=5000&_foreign_keys=off&_txlock=immediate"

// Target is a database file into which a whole site is copied. It has its name once all is there.
type Target struct {
	tables
	path  string
	whole bool
	db    *sql.DB
	claim *os.File // of the file that is filled
	lock  *os.File // which keeps nodes away
}

// OpenTarget opens a file to be filled from a source of that name: a new one, or one that was begun from there. One that is whole is
// opened to be compared.
func OpenTarget(ctx context.Context, path, from string, migrations fs.FS) (*Target, error) {
	t := &Target{path: path}
	if err := t.open(ctx, from, migrations); err != nil {
		return nil, errors.Join(inWords(path, err), t.Close())
	}
	return t, nil
}

func (t *Target) open(ctx context.Context, from string, migrations fs.FS) (err error) {
	if err := os.MkdirAll(filepath.Dir(t.path), 0o750); err != nil {
		return err
	}
	t.lock, err = Lock(t.path + ".lock")
	if errors.Is(err, ErrLocked) {
		return errors.New("it is in use by a node, or by another copy: wait for that, stop it, or name another file")
	}
	if err != nil {
		return err
	}
	if _, err := os.Stat(t.path); err == nil {
		return t.openWhole(ctx, migrations)
	}
	if t.claim, err = hold(t.filling()); err != nil {
		return err
	}
	made, err := Open(ctx, Options{Path: t.filling(), Sharing: store.Beside, Migrations: migrations})
	if err != nil {
		return err
	}
	if err := made.Close(); err != nil {
		return err
	}
	if t.db, t.conn, err = oneConn(ctx, dsn(t.filling(), fillPragma)); err != nil {
		return err
	}
	return t.begin(ctx, from)
}

func (t *Target) openWhole(ctx context.Context, migrations fs.FS) (err error) {
	t.whole = true
	known, err := Known(migrations)
	if err != nil {
		return err
	}
	if t.db, t.conn, err = oneConn(ctx, dsn(t.path, liveSource)); err != nil {
		return err
	}
	return t.isOf(ctx, known)
}

func (t *Target) filling() string { return t.path + copyingName }

// begin notes where the site comes from, or that it is the same again.
func (t *Target) begin(ctx context.Context, from string) error {
	if _, err := t.conn.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS "+store.Unfinished+" (source TEXT NOT NULL) STRICT"); err != nil {
		return err
	}
	var begun string
	err := t.conn.QueryRowContext(ctx, "SELECT source FROM "+store.Unfinished).Scan(&begun)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		_, err = t.conn.ExecContext(ctx, "INSERT INTO "+store.Unfinished+" VALUES (?)", from)
	case err == nil && begun != from:
		err = fmt.Errorf("it holds the beginning of a copy of %s: finish that one, or remove %s*", begun, t.filling())
	}
	return err
}

// Name tells the file from others.
func (t *Target) Name() string { return absolute(t.path) }

// Whole reports whether there is a site already, into which nothing is put.
func (t *Target) Whole() bool { return t.whole }

// Put takes rows out of a table and puts others in, which may be there otherwise: all of it, or nothing.
func (t *Target) Put(ctx context.Context, of store.Table, gone, rows []store.Row) error {
	if of.Name == searchTable.Name { // nothing in it can be changed in its place
		gone = slices.Concat(gone, rows)
	}
	tx, err := t.conn.BeginTx(ctx, nil)
	if err != nil {
		return t.unwritten(err)
	}
	defer func() { _ = tx.Rollback() }() // nothing, once it is committed
	if err := each(ctx, tx, removal(of), gone, of.KeyOf); err != nil {
		return t.unwritten(err)
	}
	if err := each(ctx, tx, insertion(of), rows, func(r store.Row) []any { return r }); err != nil {
		return t.unwritten(err)
	}
	return t.unwritten(tx.Commit())
}

func (t *Target) unwritten(err error) error {
	if err == nil {
		return nil
	}
	return inWords(t.path, err)
}

// each runs a statement for each of the rows.
func each(ctx context.Context, tx *sql.Tx, query string, rows []store.Row, args func(store.Row) []any) error {
	if len(rows) == 0 {
		return nil
	}
	statement, err := tx.PrepareContext(ctx, query)
	if err != nil {
		return err
	}
	defer statement.Close()
	for _, row := range rows {
		if _, err := statement.ExecContext(ctx, args(row)...); err != nil {
			return err
		}
	}
	return nil
}

func removal(t store.Table) string {
	return "DELETE FROM " + quoted(t.Name) + " WHERE (" + names(t, keyColumns(t)) + ") = (" + marks(len(t.Key)) + ")"
}

func insertion(t store.Table) string {
	query := "INSERT INTO " + quoted(t.Name) + " (" + names(t, t.Columns) + ") VALUES (" + marks(len(t.Columns)) + ")"
	if t.Name == searchTable.Name {
		return query
	}
	var set []string
	for n, c := range t.Columns {
		if !slices.Contains(t.Key, n) {
			set = append(set, quoted(c.Name)+" = excluded."+quoted(c.Name))
		}
	}
	if len(set) == 0 {
		return query + " ON CONFLICT DO NOTHING"
	}
	return query + " ON CONFLICT (" + names(t, keyColumns(t)) + ") DO UPDATE SET " + strings.Join(set, ", ")
}

// SetLastID has a table give higher ids only. Where SQLite keeps no number, it goes on behind the highest that is there.
func (t *Target) SetLastID(ctx context.Context, of store.Table, id int64) error {
	for _, statement := range []string{
		"INSERT INTO sqlite_sequence (name, seq) SELECT name, 0 FROM sqlite_schema WHERE name = ?2 AND sql LIKE '%AUTOINCREMENT%' AND name NOT IN (SELECT name FROM sqlite_sequence)",
		"UPDATE sqlite_sequence SET seq = ?1 WHERE name = ?2 AND seq < ?1",
	} {
		if _, err := t.conn.ExecContext(ctx, statement, id, of.Name); err != nil {
			return t.unwritten(err)
		}
	}
	return nil
}

// Finish checks the file from end to end and gives it its name.
func (t *Target) Finish(ctx context.Context) error {
	if err := t.finish(ctx); err != nil {
		return inWords(t.path, err)
	}
	return nil
}

func (t *Target) finish(ctx context.Context) error {
	for _, step := range []string{"DROP TABLE " + store.Unfinished, "PRAGMA wal_checkpoint(TRUNCATE)"} {
		if _, err := t.conn.ExecContext(ctx, step); err != nil {
			return err
		}
	}
	err := closeConn(t.db, t.conn)
	t.db, t.conn = nil, nil
	if err != nil {
		return err
	}
	if _, err := inspect(ctx, t.filling()); err != nil {
		return err
	}
	if err := errors.Join(t.claim.Sync(), removeAll(t.filling()+"-wal", t.filling()+"-shm", t.filling()+migrating)); err != nil {
		return err
	}
	return settle(t.filling(), t.path)
}

// Close ends the copying, at whatever point.
func (t *Target) Close() error {
	err := closeConn(t.db, t.conn)
	for _, file := range []*os.File{t.claim, t.lock} {
		if file != nil {
			err = errors.Join(err, file.Close())
		}
	}
	return err
}
