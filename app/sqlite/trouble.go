package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"syscall"

	"github.com/mattn/go-sqlite3"
)

// Trouble is what keeps a database file from being read or written, in the words of whoever runs the site.
type Trouble struct {
	Path  string
	What  string // is wrong, such as "the disk is full"
	Do    string // about it
	cause error
}

const damaged = "it is damaged"

func isTrouble(err error) bool {
	var trouble *Trouble
	return errors.As(err, &trouble)
}

// isDamage reports whether an error is about what is in a file, which no second try mends.
func isDamage(err error) bool {
	var trouble *Trouble
	return errors.As(err, &trouble) && isUnsound(trouble.cause)
}

// Error is one line.
func (t *Trouble) Error() string { return fmt.Sprintf("database %s: %s; %s", t.Path, t.What, t.Do) }

// Unwrap returns what the system or SQLite said.
func (t *Trouble) Unwrap() error { return t.cause }

// noPath is what stands for a server, also with a sign too few, or in the other form that libpq takes
// (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING): a file of that name would tell its password.
var noPath = regexp.MustCompile(`(?i)://|^(file|postgres(ql)?)?:|^postgres(ql)?//|\b(host|dbname|password)\s*=`)

// CheckPath says what Options.Path must be; nil where it is.
func CheckPath(path string) error {
	if noPath.MatchString(path) {
		return errors.New("must be the path of a file, or postgres://user:password@host/database")
	}
	return nil
}

// explained gives an error about a file its words. One that is not about the file, or has words already, stays as it is.
func explained(path string, err error) error {
	var told *Trouble
	if err == nil || errors.As(err, &told) {
		return err
	}
	var lite sqlite3.Error
	errors.As(err, &lite)
	t := &Trouble{Path: path, cause: err}
	is := func(errnos ...syscall.Errno) bool {
		for _, errno := range errnos {
			if lite.SystemErrno == errno || errors.Is(err, errno) {
				return true
			}
		}
		return false
	}
	switch { // what the system said comes first: SQLite says the same of many things
	case lite.Code == sqlite3.ErrFull, lite.ExtendedCode == sqlite3.ErrIoErrSHMSize, is(syscall.ENOSPC, syscall.EDQUOT):
		t.What, t.Do = "the disk is full", "free some space on it, or set DATABASE to a file on another disk"
	case is(syscall.EISDIR), isFolder(path):
		t.What, t.Do = "it is a folder", "set DATABASE to a file in it, such as "+filepath.Join(path, "porchlight.db")
	case is(syscall.ENOTDIR):
		t.What, t.Do = "its folder is a file", "set DATABASE to a file in a folder"
	case is(syscall.EROFS):
		t.What, t.Do = "its disk is mounted read-only", "mount it for writing, or set DATABASE to a file on another disk"
	case is(syscall.EACCES, syscall.EPERM), lite.Code == sqlite3.ErrReadonly, lite.Code == sqlite3.ErrPerm:
		t.What, t.Do = refused(path)
	case lite.Code == sqlite3.ErrNotADB:
		t.What, t.Do = "it is no SQLite database, or has lost its beginning", "set DATABASE to the right file; if it is the right one, "+restoring(path)
	case lite.Code == sqlite3.ErrCorrupt:
		t.What, t.Do = damaged, Mend(path)
	case lite.Code == sqlite3.ErrBusy, lite.Code == sqlite3.ErrLocked:
		t.What, t.Do = fmt.Sprintf("another program has held it for %s", busyTimeout), "find it with fuser, and let it finish or stop it"
	case lite.Code == sqlite3.ErrProtocol, is(syscall.ENOLCK, syscall.EOPNOTSUPP):
		t.What, t.Do = "files cannot be locked there", "put it on a local disk, not on one that is shared over a network"
	case lite.Code == sqlite3.ErrIoErr, is(syscall.EIO):
		t.What, t.Do = "its disk fails", "look at what dmesg says of the disk, and have a backup at hand"
	case lite.Code == sqlite3.ErrCantOpen, errors.Is(err, fs.ErrNotExist):
		t.What, t.Do = "it cannot be opened", "look whether its folder is there and may be used by "+us()
	default:
		return err
	}
	return t
}

// inWords is explained for the time before there is a store: whatever it is, the file is named.
func inWords(path string, err error) error {
	var told *Trouble
	if err = explained(path, err); errors.As(err, &told) {
		return told
	}
	return fmt.Errorf("database %s: %w", path, err)
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
