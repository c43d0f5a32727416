package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"porchlight/app/backup"
	"porchlight/app/health"
	"porchlight/app/postgres"
	"porchlight/app/sqlite"
)

const (
	useFolder  = 2 | 1 | 4       // of access(2): to write, to enter, to list
	unlikeMost = 2 * time.Minute // by which clocks may differ
)

// Backups looks whether backups can be made on a schedule, and how old the newest is.
func Backups(database, folder string, every time.Duration) Check {
	return Check{"backups", func(_ context.Context, r *Report) {
		if postgres.IsURL(database) {
			r.off("the server's own: pg_dump, or copies of its write-ahead log; whether there are any cannot be seen from here")
			return
		}
		if folder == "" {
			r.off("none on a schedule; BACKUP_DIR has them made")
			return
		}
		r.says("in %s", folder)
		if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
			if err := syscall.Access(filepath.Dir(folder), useFolder); err != nil {
				r.wrong("Its folder is not there and cannot be made.", "Make it, and give it to the user who runs the site.")
				return
			}
			r.says("the start makes %s, and a first one in it", folder)
			return
		}
		if err := syscall.Access(folder, useFolder); err != nil {
			r.wrong("Its folder cannot be written to.", "Give it to the user who runs the site, or name another (BACKUP_DIR).")
		}
		if info, err := os.Stat(database); err == nil && sqlite.Free(folder) < uint64(info.Size()) {
			r.warn("Its disk has less space than a backup needs.", "Free some space there, or keep them for fewer days (KEEP_BACKUPS).")
		}
		name, at, err := backup.Newest(database, folder)
		age := time.Since(at)
		switch {
		case err != nil:
			r.wrong("Its folder cannot be read.", "Give it to the user who runs the site.")
		case name == "":
			r.Says += ", none yet"
			r.warn("There is no backup yet.", "The start makes one; or run: porchlight backup "+folder)
		default:
			r.says("newest %s old, every %s, in %s", health.Span(age), health.Span(every), folder)
			if age > health.LateBackup(every) {
				r.wrong(fmt.Sprintf("The newest backup is %s old.", health.Span(age)), "Look whether the site runs, and what its log says of backups.")
			}
			if age < -unlikeMost {
				r.warn("The newest backup is from the future.", "Set the clock right.")
			}
		}
	}}
}
