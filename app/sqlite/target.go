package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

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
	for _, kind := range []string{"-wal", "-journal"} {
		if err := vacant(t.path + kind); err != nil {
			return fmt.Errorf("of a former one %s is left, which SQLite would take for the new one's: move that away", t.path+kind)
		}
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
	known, err := store.LastMigration(migrations)
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
