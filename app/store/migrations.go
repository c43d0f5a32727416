package store

import (
	"io/fs"

	"github.com/pressly/goose/v3"
)

// LastMigration is the number of the last migration in the files that a program has.
func LastMigration(migrations fs.FS) (version int64, err error) {
	names, err := fs.Glob(migrations, "*.sql")
	for _, name := range names {
		v, err := goose.NumericComponent(name)
		if err != nil {
			return 0, err
		}
		version = max(version, v)
	}
	return version, err
}
