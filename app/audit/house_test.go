package audit_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"porchlight/app/audit"
	"porchlight/app/sqlite"
	"porchlight/app/store"
	"porchlight/data"
)

var ctx = context.Background()

const ownerEmail = "owner@example.com"

// book is a log on a file, with a clock that stands still until a test moves it.
type book struct {
	*audit.Log
	store store.Store
	path  string
	clock time.Time
}

func newBook(t *testing.T) *book {
	t.Helper()
	b := &book{path: filepath.Join(t.TempDir(), "porchlight.db"), clock: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	b.store = b.open(t, store.Alone)
	b.Log = audit.New(b.store, func() time.Time { return b.clock })
	return b
}

func (b *book) open(t *testing.T, sharing store.Sharing) store.Store {
	t.Helper()
	kept, err := sqlite.Open(ctx, sqlite.Options{Path: b.path, Sharing: sharing, Migrations: data.SQLite})
	must(t, err)
	t.Cleanup(func() { must(t, kept.Close()) })
	return kept
}

// note adds records of an owner.
func (b *book) note(t *testing.T, actions ...string) {
	t.Helper()
	for _, action := range actions {
		must(t, b.Add(ctx, audit.Record{AccountID: 1, Email: ownerEmail, Action: action}))
	}
}

// behind does something to the file that the site does not do.
func (b *book) behind(t *testing.T, statements ...string) error {
	t.Helper()
	file, err := sql.Open("sqlite3", "file:"+b.path+"?_busy_timeout=5000")
	must(t, err)
	defer file.Close()
	file.SetMaxOpenConns(1)
	for _, statement := range statements {
		if _, err := file.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

func (b *book) check(t *testing.T) audit.Chain {
	t.Helper()
	chain, err := b.Check(ctx)
	must(t, err)
	return chain
}

// actions are those of all records, the newest first.
func (b *book) actions(t *testing.T, f audit.Filter) string {
	t.Helper()
	var actions []string
	must(t, b.Each(ctx, f, func(r audit.Record) error {
		actions = append(actions, r.Action)
		return nil
	}))
	return strings.Join(actions, " ")
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
