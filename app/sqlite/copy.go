package sqlite

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/mattn/go-sqlite3"
)

const (
	partialName = ".partial" // ends the name of a copy that is not whole yet

	// copyPart is how many pages are copied at a time (4 MB). Each part is flushed: a whole file at once held a message up for 370 ms
	// behind it, where none waits for longer than without a backup this way. Between two parts a copy that is called off ends.
	copyPart = 1024

	// A database that nodes may use is opened as one that could be written, or what SQLite keeps beside it would be left there by a
	// copy that is the last to close it.
	liveSource = "mode=rw&_query_only=on&_busy_timeout=5000"
	// A copy is made without a journal and without flushes, since it is nothing until all of it is there.
	copyTarget = "mode=rw&_journal_mode=OFF&_synchronous=OFF"
)

// ordinary stands in the header of a database, at journalAt, that has an ordinary journal and not a write-ahead log
// (https://www.sqlite.org/fileformat.html#file_format_version_numbers): one with a log cannot be read where nothing can be written.
var ordinary = []byte{1, 1}

const journalAt = 18

// Backup writes what the database at path holds at this moment into a new file, while nodes may write, and returns what is in it. The
// file has its name when it is whole, checked and on the disk; until then it ends in .partial, and one that a dead process left is
// used again.
//
// The pages are copied under one read transaction, for which no writer waits. It is kept short: as long as it lasts the write-ahead
// log grows, and what is erased is not off the disk. (VACUUM INTO leaves out free pages, which hold zeros here, and takes twice as
// long. Copying without the transaction begins anew with each write of another process: https://www.sqlite.org/backup.html.)
func Backup(ctx context.Context, path, to string) (Contents, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return Contents{}, fmt.Errorf("there is no database %s yet: name the site's with DATABASE", path)
	}
	if err := emptied(path); err != nil { // SQLite would delete its log
		return Contents{}, err
	}
	return writeCopy(ctx, path, liveSource, to)
}

// writeCopy is Backup of a file that is opened in any way.
func writeCopy(ctx context.Context, path, how, to string) (c Contents, err error) {
	if err := vacant(to); err != nil {
		return c, err
	}
	partial := to + partialName
	claim, err := claim(partial)
	if err != nil {
		return c, fmt.Errorf("%s cannot be written: %w", to, explain(err))
	}
	defer claim.Close() // last of all: closing a file drops what SQLite locked in it
	if err = copyPages(ctx, dsn(path, how), partial, claim.Sync); err == nil {
		_, err = claim.WriteAt(ordinary, journalAt)
		err = cmp.Or(err, claim.Sync())
	}
	if isUnsound(err) {
		err = fmt.Errorf("%s %w", path, unsound(err))
	} else if err != nil {
		err = fmt.Errorf("%s could not be copied to %s: %w", path, to, explain(err))
	} else if c, err = inspect(ctx, partial); err != nil {
		err = fmt.Errorf("%s %w", path, err)
	} else {
		err = settle(partial, to)
	}
	if err != nil {
		return c, errors.Join(err, os.Remove(partial))
	}
	return c, nil
}

// vacant refuses to overwrite anything.
func vacant(path string) error {
	_, err := os.Lstat(path)
	switch {
	case err == nil:
		return fmt.Errorf("%s exists and is not overwritten: choose another name, or move it away", path)
	case errors.Is(err, fs.ErrNotExist):
		return nil
	}
	return err
}

var errClaimed = errors.New("another process is writing it; wait for that, or choose another name")

// errForeign refuses what somebody may have put there so that a file is emptied, or to read a backup.
var errForeign = errors.New("what has the name that it has until it is whole is a link, or another user's; remove that, or choose a folder in which only you can write")

// claim makes a file of its own out of what a dead process may have left under this name.
func claim(partial string) (*os.File, error) {
	f, err := hold(partial)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(f.Chmod(0o600), f.Truncate(0)); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// hold opens the file of this name, or makes it, and keeps others from it. What is in it stays.
func hold(partial string) (*os.File, error) {
	f, err := os.OpenFile(partial, os.O_CREATE|os.O_RDWR|syscall.O_NOFOLLOW, 0o600)
	if errors.Is(err, syscall.ELOOP) {
		return nil, errForeign
	}
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = errClaimed
	}
	if err == nil { // who had it may have finished since it was opened, and it may be whole and have its name
		var held, named os.FileInfo
		if held, err = f.Stat(); err == nil {
			if named, err = os.Lstat(partial); err != nil || !os.SameFile(held, named) {
				err = errClaimed
			} else if !isOurs(held) {
				err = errForeign
			}
		}
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// isOurs reports whether a file is an ordinary one of this user, under one name only.
func isOurs(info os.FileInfo) bool {
	stat, is := info.Sys().(*syscall.Stat_t)
	return is && info.Mode().IsRegular() && int(stat.Uid) == os.Geteuid() && stat.Nlink == 1
}

// Unfinished reports whether a file is a backup that is not whole, and which one it was to be.
func Unfinished(name string) (whole string, is bool) { return strings.CutSuffix(name, partialName) }

// Clear removes a backup that a dead process has not finished, and leaves one that is being written, or is another user's. Nothing in the
// file is touched: of a process that died in the last moment it is the whole backup, whose second name goes.
func Clear(partial string) error {
	f, err := os.OpenFile(partial, os.O_RDWR|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if errors.Is(err, syscall.ELOOP) || errors.Is(err, fs.ErrPermission) || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
		err = removeAll(partial)
	}
	return errors.Join(err, f.Close())
}

func copyPages(ctx context.Context, source, to string, flush func() error) error {
	from, err := connect(source)
	if err != nil {
		return err
	}
	defer from.Close()
	for _, statement := range []string{"BEGIN", "SELECT count(*) FROM sqlite_schema"} { // what is copied is what there is now
		if _, err := from.Exec(statement, nil); err != nil {
			return err
		}
	}
	target, err := connect(dsn(to, copyTarget))
	if err != nil {
		return err
	}
	copying, err := target.Backup("main", from, "main")
	if err != nil {
		return errors.Join(err, target.Close())
	}
	for done := false; !done && err == nil; {
		if err = cmp.Or(ctx.Err(), flush()); err == nil {
			done, err = copying.Step(copyPart)
		}
	}
	return cmp.Or(err, copying.Finish(), target.Close()) // the later ones repeat the first
}

func connect(dsn string) (*sqlite3.SQLiteConn, error) {
	conn, err := (&sqlite3.SQLiteDriver{}).Open(dsn)
	if err != nil {
		return nil, err
	}
	return conn.(*sqlite3.SQLiteConn), nil
}

// settle gives a file that is whole and on the disk the name that nothing has yet. A link, unlike a rename, replaces nothing; some
// file systems have none.
func settle(file, to string) error {
	err := os.Link(file, to)
	switch {
	case err == nil:
		err = os.Remove(file)
	case errors.Is(err, fs.ErrExist):
		return vacant(to)
	default:
		err = os.Rename(file, to)
	}
	if err != nil {
		return err
	}
	folder, err := os.Open(filepath.Dir(to))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close()) // the name is on the disk too
}

// explain says what to do about what commonly keeps a file from being written.
func explain(err error) error {
	var lite sqlite3.Error
	switch {
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("it was stopped (%w)", err)
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.As(err, &lite) && (lite.Code == sqlite3.ErrFull || lite.SystemErrno == syscall.ENOSPC):
		return fmt.Errorf("the disk is full: make room on it, or choose a place on another one (%w)", err)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w; run this as the user who may write there, who is best the one that runs the site", err)
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w; make its folder first", err)
	}
	return err
}
