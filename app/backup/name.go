package backup

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"porchlight/app/sqlite"
)

// stamp is the time in a name, in UTC: names sort by it.
const stamp = "20060102T150405Z"

// Name is what a backup of a database is called: the name of that, and when the backup was begun, in UTC, such as
// porchlight-20261126T120000Z.db.
func Name(database string, at time.Time) string {
	return stem(database) + at.UTC().Format(stamp) + ".db"
}

func stem(database string) string {
	base := filepath.Base(database)
	return strings.TrimSuffix(base, filepath.Ext(base)) + "-"
}

// timeOf reads a name; false when Name has not made it.
func timeOf(database, name string) (time.Time, bool) {
	at, err := time.Parse(stem(database)+stamp+".db", name)
	return at, err == nil && Name(database, at) == name
}

// entry is a backup in the folder.
type entry struct {
	name string
	at   time.Time
}

// list returns the backups of the database in a folder, the newest first, and those that are not whole.
func list(database, folder string) (backups []entry, unfinished []string, err error) {
	files, err := os.ReadDir(folder) // sorted
	for _, f := range slices.Backward(files) {
		if at, is := timeOf(database, f.Name()); is && f.Type().IsRegular() {
			backups = append(backups, entry{f.Name(), at})
		}
		if whole, is := sqlite.Unfinished(f.Name()); is {
			if _, is := timeOf(database, whole); is {
				unfinished = append(unfinished, f.Name())
			}
		}
	}
	return backups, unfinished, err
}

// Newest is the newest backup of the database in a folder; no name where there is none. Nothing is touched there.
func Newest(database, folder string) (name string, at time.Time, err error) {
	backups, _, err := list(database, folder)
	if len(backups) == 0 {
		return "", time.Time{}, err
	}
	return backups[0].name, backups[0].at, err
}
