package testparts

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"porchlight/app/postgres"
	"porchlight/app/sqlite"
	"porchlight/app/store"
	"porchlight/data"
)

// stores makes a new, empty store for each kind there is, and returns it as DATABASE names it.
var stores = []struct {
	name string
	new  func(t testing.TB) (database string)
}{
	{"SQLite", func(t testing.TB) string { return filepath.Join(t.TempDir(), "porchlight.db") }},
	{"PostgreSQL", func(t testing.TB) string { return everyTests.server(t).Database(t) }},
}

// kind is which of them the tests run on.
var kind int

// EveryStore runs the tests of a package once on each kind of store, for TestMain: what they hold one to, they hold the others to.
func EveryStore(m *testing.M) {
	failed := 0
	for kind = range stores {
		fmt.Println("on " + stores[kind].name)
		failed |= m.Run()
	}
	everyTests.stop()
	Clear()
	os.Exit(failed)
}

// NewDatabase makes a store of the kind that the tests run on, with nothing in it, and returns it as DATABASE names it.
func NewDatabase(t testing.TB) string { return stores[kind].new(t) }

// OpenStore opens what NewDatabase made, as another process would. Whoever opens it closes it.
func OpenStore(t testing.TB, database string, sharing store.Sharing) store.Store {
	t.Helper()
	if postgres.IsURL(database) {
		s, err := postgres.Open(context.Background(), postgres.Options{URL: database, Sharing: sharing, Migrations: data.Postgres})
		must(t, err)
		return s
	}
	s, err := sqlite.Open(context.Background(), sqlite.Options{Path: database, Sharing: sharing, Migrations: data.SQLite})
	must(t, err)
	return s
}
