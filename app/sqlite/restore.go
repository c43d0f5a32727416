package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"porchlight/app/store"
)

// restoringName ends the name of what is to become a database.
const restoringName = ".restoring"

// Restored is what Restore did.
type Restored struct {
	Contents          // of the backup
	SetAside []string // files beside the former database that would have been taken for the new one's, under their new names
}

// Restore makes the database o.Path out of a backup: a copy of it, checked, brought to this program's version, and changed by then,
// gets the name when all of that is on the disk. It refuses where a database is, and where a node has the file.
func Restore(ctx context.Context, o Options, backup string, then func(context.Context, *Store, Contents) error) (r Restored, err error) {
	if err := os.MkdirAll(filepath.Dir(o.Path), 0o750); err != nil {
		return r, fmt.Errorf("database %s: its folder cannot be made: %w", o.Path, err)
	}
	lock, err := Lock(o.Path + ".lock")
	if errors.Is(err, ErrLocked) {
		return r, fmt.Errorf("database %s is in use by a running site: stop that first, or name another file with DATABASE", o.Path)
	}
	if err != nil {
		return r, err
	}
	defer lock.Close()
	if err := vacant(o.Path); err != nil {
		folder := filepath.Dir(o.Path)
		return r, fmt.Errorf("there is a database %s, and none is overwritten; move it away with what lies beside it: mkdir -p %s/former && mv %s* %[2]s/former/", o.Path, folder, o.Path)
	}
	restoring := o
	restoring.Path, restoring.Sharing, restoring.BeforeUpgrade = o.Path+restoringName, store.Beside, nil
	defer func() {
		err = errors.Join(err, removeAll(restoring.Path, restoring.Path+"-wal", restoring.Path+"-shm", restoring.Path+".migrate.lock"))
	}()
	if err := removeAll(restoring.Path, restoring.Path+"-wal", restoring.Path+"-shm"); err != nil { // of one that was cut short
		return r, err
	}
	if r.Contents, err = takeIn(ctx, restoring, backup); err != nil {
		return r, fmt.Errorf("nothing was restored: %w", err)
	}
	store, err := Open(ctx, restoring)
	if err != nil {
		return r, err
	}
	if err := errors.Join(then(ctx, store, r.Contents), store.Close()); err != nil {
		return r, err
	}
	if r.SetAside, err = setAside(o.Path, time.Now()); err != nil {
		return r, err
	}
	return r, settle(restoring.Path, o.Path)
}

// takeIn copies the backup, checks the copy, and that this program knows its version.
func takeIn(ctx context.Context, o Options, backup string) (Contents, error) {
	info, err := os.Stat(backup)
	if errors.Is(err, fs.ErrNotExist) {
		return Contents{}, fmt.Errorf("there is no file %s; name the backup", backup)
	}
	if err != nil {
		return Contents{}, err
	}
	if !info.Mode().IsRegular() { // opening a pipe would wait for whoever writes to it
		return Contents{}, fmt.Errorf("%s is no ordinary file; put the backup into one first", backup)
	}
	how := byItself
	if logged(backup) { // no backup of this program, but the copy of a database with its log
		how = besideOthers
	}
	c, err := writeCopy(ctx, backup, how, o.Path)
	if err != nil {
		return c, err
	}
	known, err := store.LastMigration(o.Migrations)
	if err == nil && c.Version > known {
		err = fmt.Errorf("%s: %w", backup, errNewer(c.Version, known))
	}
	return c, err
}

// setAside renames what SQLite would take for the write-ahead log or journal of the database that is about to get this name. It may
// hold the last messages of one that was moved away alone.
func setAside(path string, now time.Time) (names []string, err error) {
	for _, kind := range []string{"-wal", "-journal"} {
		to := path + ".former-" + now.UTC().Format("20060102T150405Z") + kind
		err := os.Rename(path+kind, to)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return names, err
		}
		names = append(names, to)
	}
	return names, removeAll(path + "-shm") // made anew from the log
}

func removeAll(files ...string) (err error) {
	for _, file := range files {
		if failed := os.Remove(file); !errors.Is(failed, fs.ErrNotExist) {
			err = errors.Join(err, failed)
		}
	}
	return err
}
