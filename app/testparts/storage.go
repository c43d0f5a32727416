package testparts

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"porchlight/app/postgres"
	"porchlight/app/sqlite"
	"porchlight/app/store"
	"porchlight/data"
)

// stores are the kinds there are, each with how a new store is made, as DATABASE names it.
var stores = []struct {
	name string
	new  func(t testing.TB) (database string)
}{
	{"SQLite", everyFile.database},
	{"PostgreSQL", everyTests.database},
}

// kind is which of them the tests run on.
var kind int

// EveryStore runs the tests of a package once on each kind of store, for TestMain: what they hold one to, they hold the others to. Once in
// all run those whose names match one of these patterns, since they keep nothing, and so does who fuzzes: for texts that break a rule.
func EveryStore(m *testing.M, once ...string) {
	flag.Parse()
	skipped := flag.Lookup("test.skip").Value
	if len(once) > 0 && skipped.String() != "" {
		once = append(once, skipped.String())
	}
	failed := 0
	for kind = range stores {
		fmt.Println("on " + stores[kind].name)
		failed |= m.Run()
		if flag.Lookup("test.fuzz").Value.String() != "" {
			break
		}
		if len(once) > 0 {
			_ = skipped.Set(strings.Join(once, "|")) // a flag of text takes any
		}
	}
	everyTests.end()
	Clear()
	os.Exit(failed)
}

// NewDatabase makes a store of the kind that the tests run on, with nothing in its tables, and returns it as DATABASE names it.
func NewDatabase(t testing.TB) string {
	t.Helper()
	return stores[kind].new(t)
}

// everyFile is a file with nothing in its tables, of which every test gets a copy: to migrate takes longer.
var everyFile model

type model struct {
	once sync.Once
	file []byte
}

func (m *model) database(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "porchlight.db")
	m.once.Do(func() {
		must(t, OpenStore(t, path, store.Beside).Close())
		m.file, _ = os.ReadFile(path)
	})
	must(t, os.WriteFile(path, m.file, 0o600))
	return path
}

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
