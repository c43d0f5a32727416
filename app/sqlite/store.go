// Package sqlite opens and migrates the database file and holds the queries generated from data/queries.
//
// One connection writes, in group commits (see Write); a small pool reads. Every commit is flushed to the disk
// before it is acknowledged (synchronous=FULL), which is what makes "stored" a promise.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"porchlight/app/store"

	"github.com/mattn/go-sqlite3" // the driver, too
)

const (
	// checkpointPages is how much the write-ahead log gathers (16 MB) before it is written into the file, which the commit that
	// fills it waits for. SQLite's own 1000 cost a fifth of the messages stored a second.
	checkpointPages = 4000

	// checkedBytes is the size up to which a file is looked through at each start, so that damage is told of before anybody is served. All
	// of it is read for that, which larger ones have done by their backups.
	checkedBytes = 64 << 20
)

const (
	busyTimeout  = 5 * time.Second        // how long a connection waits for other processes; as below
	readersLeave = 100 * time.Millisecond // most read for less
)

// Pragmas hold for one connection, so they stand in the DSN, where every connection of a pool gets them.
const (
	writerPragma = "_journal_mode=WAL&_synchronous=FULL&_busy_timeout=5000&_foreign_keys=on&_txlock=immediate&_stmt_cache_size=64&_secure_delete=on"
	readerPragma = "mode=ro&_query_only=on&_busy_timeout=5000&_stmt_cache_size=64"
)

// Library is the version of SQLite that the program was built with.
func Library() string {
	version, _, _ := sqlite3.Version()
	return version
}

// Store is an open database file.
type Store struct {
	write   *sql.DB
	read    *sql.DB
	watch   *sql.Conn     // PRAGMA data_version compares within one connection
	jobs    chan *job     // unbuffered: a job is with its Write or with the writer, never lost in between
	done    chan struct{} // closed: no more writes
	stopped chan struct{} // closed: the writer has answered its last
	close   func() error
	lock    *os.File // of the node; nil for one that opens the file Beside
	metrics *store.Metrics
	tells   *complaints
	path    string
	unheard *os.File // held while the other nodes do not hear this one; only who calls Unheard touches it
}

// Options say which file to open and how it is shared.
type Options struct {
	Path          string
	Sharing       store.Sharing
	Migrations    fs.FS                       // *.sql
	BeforeUpgrade func(context.Context) error // runs before a file that holds something is changed by new migrations; its error keeps it as it is. Nil: nothing
}

// Open locks, migrates and opens the database. The error says what to do in terms of the settings, in one line.
func Open(ctx context.Context, o Options) (*Store, error) {
	if err := os.MkdirAll(filepath.Dir(o.Path), 0o750); err != nil {
		return nil, inWords(o.Path, err)
	}
	lock, err := keepApart(o.Path, o.Sharing)
	if err != nil {
		return nil, err
	}
	metrics := newMetrics(o.Path)
	s := &Store{jobs: make(chan *job), done: make(chan struct{}), stopped: make(chan struct{}), lock: lock, metrics: metrics, tells: newComplaints(o.Path, metrics.Damaged), path: o.Path}
	s.close = sync.OnceValue(s.stop)
	if err := s.open(ctx, o); err != nil {
		return nil, errors.Join(inWords(o.Path, err), s.closeFiles())
	}
	go s.commitGroups()
	return s, nil
}

func (s *Store) open(ctx context.Context, o Options) (err error) {
	if s.write, err = sql.Open("sqlite3", dsn(o.Path, writerPragma)); err != nil {
		return err
	}
	s.write.SetMaxOpenConns(1)
	// Nothing is asked before: a new file gets its log with the first statement, for which SQLite waits for nobody.
	if err := migrate(ctx, s.write, o); err != nil {
		if told := explained(o.Path, err); !isTrouble(told) && ctx.Err() == nil { // else nothing more is touched
			if damage := s.damage(ctx); damage != nil {
				return damage
			}
		}
		return err
	}
	if err := s.mayWrite(ctx); err != nil {
		return err
	}
	if size, _, err := sizes(o.Path); err == nil && size <= checkedBytes {
		if err := s.damage(ctx); err != nil {
			return err
		}
	}
	if _, err := s.write.ExecContext(ctx, fmt.Sprintf("PRAGMA wal_autocheckpoint=%d", checkpointPages)); err != nil {
		return err
	}
	return s.openReaders(ctx, o.Path)
}

// mayWrite writes nothing, in a way that SQLite takes for writing: a file that is only to be read shall be told of now, and not with the
// first message.
func (s *Store) mayWrite(ctx context.Context) error {
	_, err := s.write.ExecContext(ctx, "DELETE FROM setup_link WHERE FALSE")
	return err
}

// damage looks whether the file is damaged. One of more than checkedBytes is looked through only when something went wrong.
func (s *Store) damage(ctx context.Context) error {
	var found string
	err := s.write.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&found)
	if err == nil && found != sound {
		return sqlite3.Error{Code: sqlite3.ErrCorrupt}
	}
	return err
}

// sound is what the checks of SQLite say of a file that has nothing.
const sound = "ok"

func dsn(path, pragmas string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + pragmas
}

// Read implements store.Store, by the reading pool.
func (s *Store) Read() store.Queries { return New(s.read) }

// Version implements store.Store: SQLite counts the commits of others, in any process.
func (s *Store) Version(ctx context.Context) (int64, error) { return versionOf(ctx, s.watch) }

// Changed implements store.Store: files tell nobody.
func (s *Store) Changed() <-chan struct{} { return nil }

// Ping implements store.Store.
func (s *Store) Ping(ctx context.Context) error {
	_, err := s.Read().CountOwners(ctx)
	return err
}

// Close implements store.Store.
func (s *Store) Close() error { return s.close() }

func (s *Store) stop() error {
	close(s.done)
	<-s.stopped
	return s.closeFiles()
}

func (s *Store) closeFiles() error {
	var err error
	if s.watch != nil {
		err = s.watch.Close()
	}
	for _, db := range []*sql.DB{s.read, s.write} {
		if db != nil {
			err = errors.Join(err, db.Close())
		}
	}
	for _, lock := range []*os.File{s.lock, s.unheard} {
		if lock != nil {
			err = errors.Join(err, lock.Close())
		}
	}
	return err
}

// WriteBack implements store.Store: it writes what it can of the write-ahead log into the file, without waiting for anybody.
func (s *Store) WriteBack(ctx context.Context) error {
	_, err := s.write.ExecContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)")
	return s.unwritten(err)
}

// unwritten gives an error of what nobody waits for its kind, and has the log say it.
func (s *Store) unwritten(err error) error {
	var trouble *Trouble
	if err = s.translate(err); errors.As(err, &trouble) {
		s.tells.writing(trouble)
	}
	return err
}

// Forget implements store.Store: it writes the write-ahead log into the file and empties it. It waits for who reads from the log for a
// moment only, since everybody's messages wait behind it: a backup may read for minutes.
func (s *Store) Forget(ctx context.Context) (emptied bool, err error) {
	writer, err := s.write.Conn(ctx)
	if err != nil {
		return false, err
	}
	defer writer.Close()
	if err := waitFor(ctx, writer, readersLeave); err != nil {
		return false, err
	}
	var busy, pages, moved int
	err = writer.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved)
	return err == nil && busy == 0, errors.Join(s.unwritten(err), waitFor(context.WithoutCancel(ctx), writer, busyTimeout))
}

// waitFor says how long a connection waits for others.
func waitFor(ctx context.Context, conn *sql.Conn, most time.Duration) error {
	_, err := conn.ExecContext(ctx, fmt.Sprintf("PRAGMA busy_timeout=%d", most.Milliseconds()))
	return err
}
