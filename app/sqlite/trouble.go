package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
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

// Error is one line.
func (t *Trouble) Error() string { return fmt.Sprintf("database %s: %s; %s", t.Path, t.What, t.Do) }

// Unwrap returns what the system or SQLite said.
func (t *Trouble) Unwrap() error { return t.cause }

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
		t.What, t.Do = "it is no SQLite database", "set DATABASE to the right file, or move this one away to begin with an empty one"
	case lite.Code == sqlite3.ErrCorrupt:
		t.What, t.Do = "it is damaged", "move it away and restore a backup; keep it, since the sqlite3 tool may rescue more with .recover"
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

// refused says what this user may not do with a file. SQLite puts others beside it, so these and the folder count too.
func refused(path string) (what, do string) {
	folder := existing(filepath.Dir(path))
	for _, need := range []struct {
		mode uint32
		what string
	}{{readable, "read"}, {writable, "written"}} {
		for _, file := range beside(path) {
			if syscall.Access(file, need.mode) != nil {
				return refusal(file, "it cannot be "+need.what, path+"*", "u+rw")
			}
		}
		if syscall.Access(folder, need.mode|searchable) != nil {
			return refusal(folder, "its folder "+folder+" cannot be "+need.what, folder, "u+rwx")
		}
	}
	return "it cannot be used by " + us(), "look at the owner and the mode of the file, of those beside it and of its folder"
}

// refusal says who may do it instead, and the commands that let this user.
func refusal(file, what, files, mode string) (string, string) {
	info, err := os.Stat(file)
	if err != nil {
		return what + " by " + us(), "look at the owners and modes of the folders above it"
	}
	do := fmt.Sprintf("run: chmod %s %s", mode, files)
	if ownerOf(info) != us() {
		do = fmt.Sprintf("run as root: chown %s %s; chmod %s %[2]s", us(), files, mode)
	}
	return fmt.Sprintf("%s by %s (owner %s, mode %04o)", what, us(), ownerOf(info), info.Mode().Perm()), do
}

// beside are the files that a database consists of while it is used, as far as they are there.
func beside(path string) (files []string) {
	for _, suffix := range []string{"", "-wal", "-shm", ".lock", ".migrate.lock"} {
		if _, err := os.Lstat(path + suffix); err == nil {
			files = append(files, path+suffix)
		}
	}
	return files
}

// existing is the nearest folder above that is there: the others are made in it.
func existing(folder string) string {
	for {
		if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) || folder == filepath.Dir(folder) {
			return folder
		}
		folder = filepath.Dir(folder)
	}
}

// Modes of access(2), which asks for the user of the process.
const (
	searchable = 1
	writable   = 2
	readable   = 4
)

// us is the user of this process.
func us() string { return nameOf(uint32(os.Getuid())) }

func ownerOf(info fs.FileInfo) string {
	if stat, is := info.Sys().(*syscall.Stat_t); is {
		return nameOf(stat.Uid)
	}
	return "somebody"
}

func nameOf(uid uint32) string {
	id := fmt.Sprint(uid)
	if u, err := user.LookupId(id); err == nil {
		return u.Username
	}
	return id
}
