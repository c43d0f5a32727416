package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"porchlight/app/store"
	"syscall"
)

// Source is a database file from which a whole site is copied, as it is at one moment. Nothing in it is changed.
type Source struct {
	tables
	path string
	db   *sql.DB
	lock *os.File // nil: nodes have it, or none ever ran on the file
}

// OpenSource opens a file to be copied from, of the version that migrations end with. It keeps nodes from starting on the file where none
// runs.
func OpenSource(ctx context.Context, path string, migrations fs.FS) (*Source, error) {
	s := &Source{path: path}
	if err := s.open(ctx, migrations); err != nil {
		return nil, errors.Join(inWords(path, err), s.Close())
	}
	return s, nil
}

func (s *Source) open(ctx context.Context, migrations fs.FS) (err error) {
	if _, err := os.Stat(s.path); errors.Is(err, fs.ErrNotExist) {
		return errors.New("it is not there: name the file that the site has, or the address of its server")
	}
	if err := PassedOver(s.path); err != nil {
		return err
	}
	if is, err := isBackup(s.path); err != nil {
		return err
	} else if is {
		return errors.New("it is a backup, which would let in again who was shut out since: have porchlight restore make a database of it, and copy that")
	}
	if s.lock, err = atRest(s.path); err != nil {
		return err
	}
	known, err := store.LastMigration(migrations)
	if err != nil {
		return err
	}
	if s.db, s.conn, err = oneConn(ctx, dsn(s.path, liveSource)); err != nil {
		return err
	}
	if _, err := s.conn.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	return s.isOf(ctx, known) // the first that is read says which moment it is
}

// Name tells the file from others.
func (s *Source) Name() string { return absolute(s.path) }

// AtRest reports whether no node has used the file since it was opened: then nothing was stored that is not read.
func (s *Source) AtRest() bool {
	if s.lock != nil {
		return true
	}
	_, err := os.Stat(s.path + ".lock")
	return errors.Is(err, fs.ErrNotExist)
}

// Close ends the reading.
func (s *Source) Close() error {
	err := closeConn(s.db, s.conn)
	if s.lock != nil {
		err = errors.Join(err, s.lock.Close())
	}
	return err
}

// isBackup reports whether a file is as Backup leaves one, which no node has used since.
func isBackup(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	header := make([]byte, len(ordinary))
	_, err = f.ReadAt(header, journalAt)
	return err == nil && bytes.Equal(header, ordinary), noMore(err)
}

// atRest takes the lock of nodes where there is one and no node has it. It makes no file, which might be another user's than the site's.
func atRest(path string) (*os.File, error) {
	f, err := os.Open(path + ".lock")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		err = errors.Join(ignore(err, syscall.EWOULDBLOCK), f.Close())
		return nil, err
	}
	return f, nil
}

func ignore(err, one error) error {
	if errors.Is(err, one) {
		return nil
	}
	return err
}

// oneConn opens a file with one connection, which has the whole of it to do.
func oneConn(ctx context.Context, dsn string) (*sql.DB, *sql.Conn, error) {
	db, err := sql.Open("sqlite3", dsn)
	if err != nil {
		return nil, nil, err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return db, conn, nil
}

func closeConn(db *sql.DB, conn *sql.Conn) (err error) {
	if conn != nil {
		err = conn.Close()
	}
	if db != nil {
		err = errors.Join(err, db.Close())
	}
	return err
}

func absolute(path string) string {
	whole, err := filepath.Abs(path)
	if err != nil {
		return fmt.Sprint("./", path) // there is no working folder
	}
	return whole
}
