package notify_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"porchlight/app/notify"
	"porchlight/app/sqlite"
	"porchlight/data"
)

var ctx = context.Background()

const site = "https://porchlight.example"

// noon is when the tests happen.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func atNoon() time.Time { return noon }

func newStore(t *testing.T) *sqlite.Store {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "porchlight.db"))
}

// open opens a file that other nodes may have open too.
func open(t *testing.T, path string) *sqlite.Store {
	t.Helper()
	store, err := sqlite.Open(ctx, sqlite.Options{Path: path, Migrations: data.Migrations, Sharing: sqlite.Shared})
	must(t, err)
	t.Cleanup(func() { must(t, store.Close()) })
	return store
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// What an error tells the outbox to do.
const (
	sent    = "sent"
	refused = "refused"
	again   = "again"
)

// outcome is what the outbox would make of an error.
func outcome(err error) string {
	switch {
	case err == nil:
		return sent
	case notify.IsRefused(err):
		return refused
	}
	return again
}

// soon is a context whose time is over in a moment.
func soon(t *testing.T) context.Context {
	within, end := context.WithTimeout(ctx, 50*time.Millisecond)
	t.Cleanup(end)
	return within
}

var errNobody = errors.New("nobody is there")
