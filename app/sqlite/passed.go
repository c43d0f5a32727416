package sqlite

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// SQLite takes a file without a byte for a new database, deletes a log that lies beside one, and leaves out what a damaged log has from the
// damage on (https://www.sqlite.org/walformat.html): what was stored would be gone, and nothing would say so. So that is looked at before.

// migrating ends the name of the lock file of the migrations.
const migrating = ".migrate.lock"

// made stands in the lock file of the migrations as soon as there is a database: an empty file beside it has lost one. Without that, it
// was left by a first start that was killed, or somebody made it to give it its rights.
const made = "a database was made here"

// PassedOver returns what SQLite would pass over in silence, as a Trouble.
func PassedOver(path string) error {
	if err := emptied(path); err != nil {
		return err
	}
	return spoiledLog(path)
}

// emptied is PassedOver for what there is no more.
func emptied(path string) error {
	size, log, err := sizes(path)
	switch {
	case err != nil || size > 0:
		return err
	case log > 0:
		is := "empty"
		if size < 0 {
			is = "not there"
		}
		return &Trouble{Path: path, What: "what was stored last is in its log " + path + "-wal, and the file itself is " + is,
			Do: "put back the file that the log belongs to, or " + restoring(path)}
	}
	if was, _ := os.ReadFile(path + migrating); size < 0 || string(was) != made {
		return nil
	}
	return &Trouble{Path: path, What: "it is empty, which a database never is", Do: restoring(path) + "; or remove it to begin with an empty one"}
}

// sizes are the bytes of a database and of its log; -1: there is none.
func sizes(path string) (file, log int64, err error) {
	size := func(path string) int64 {
		info, failed := os.Stat(path)
		switch {
		case failed == nil && info.Mode().IsRegular():
			return info.Size()
		case failed == nil || errors.Is(failed, fs.ErrNotExist):
			return -1
		}
		err = failed
		return -1
	}
	return size(path), size(path + "-wal"), err
}

// restoring says how a backup takes the place of a database.
func restoring(path string) string {
	folder := filepath.Dir(path)
	return "move it away and restore a backup: mkdir -p " + folder + "/former && mv " + path + "* " + folder + "/former/ && porchlight restore BACKUP"
}

// Mend says what to do about a database that is damaged.
func Mend(path string) string {
	return restoring(path) + "; keep what was moved, since the sqlite3 tool may rescue more with .recover"
}
