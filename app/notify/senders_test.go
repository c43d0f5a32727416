package notify_test

import (
	"context"
	"testing"
	"time"

	"porchlight/app/notify"
	"porchlight/app/store"
	"porchlight/app/testparts"
)

var ctx = context.Background()

const site = "https://porchlight.example"

// noon is when the tests happen.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func atNoon() time.Time { return noon }

func newStore(t *testing.T) store.Store {
	t.Helper()
	return open(t, testparts.NewDatabase(t))
}

// open opens a database that other nodes may have open too.
func open(t *testing.T, database string) store.Store {
	t.Helper()
	kept := testparts.OpenStore(t, database, store.Shared)
	t.Cleanup(func() { must(t, kept.Close()) })
	return kept
}

// What the outbox makes of what a sender returns.
const (
	done    = "done"
	givenUp = "given up"
	again   = "tried again"
)

func outcome(err error) string {
	switch {
	case err == nil:
		return done
	case notify.IsRefused(err):
		return givenUp
	}
	return again
}

// soon is a context whose time is over in a moment.
func soon(t *testing.T) context.Context {
	within, end := context.WithTimeout(ctx, 50*time.Millisecond)
	t.Cleanup(end)
	return within
}
