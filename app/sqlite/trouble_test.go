package sqlite_test

import (
	"database/sql"
	"errors"
	"os"
	"testing"

	"porchlight/app/sqlite"
	"porchlight/app/store"
	"porchlight/data"
)

const page = 4096 // bytes of a page of the file

func TestDamageIsToldAsSuchWhereverItIs(t *testing.T) {
	for _, table := range []string{"goose_db_version", "account"} {
		path := file(t)
		must(t, open(t, path, store.Alone).Close())
		db, err := sql.Open("sqlite3", path)
		must(t, err)
		var root int64
		must(t, db.QueryRow("SELECT rootpage FROM sqlite_schema WHERE name = ?", table).Scan(&root))
		must(t, db.Close())
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		must(t, err)
		_, err = f.WriteAt(make([]byte, page), (root-1)*page)
		must(t, errors.Join(err, f.Close()))

		store, err := sqlite.Open(ctx, sqlite.Options{Path: path, Migrations: data.SQLite})
		if err == nil { // the start does not read everything
			_, err = store.Read().CountOwners(ctx)
			must(t, store.Close())
		}
		var trouble *sqlite.Trouble
		if !errors.As(err, &trouble) || trouble.What != "it is damaged" {
			t.Errorf("with nothing in %s: %v", table, err)
		}
	}
}
