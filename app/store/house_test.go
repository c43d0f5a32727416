package store_test

import (
	"context"
	"errors"
	"testing"

	"porchlight/app/fault"
	"porchlight/app/store"
	"porchlight/app/testparts"
)

func TestMain(m *testing.M) { testparts.EveryStore(m) }

var ctx = context.Background()

// open opens a new store, with nothing in it.
func open(t *testing.T) store.Store {
	t.Helper()
	return another(t, testparts.NewDatabase(t), store.Alone)
}

// another opens a store as one more process.
func another(t *testing.T, database string, sharing store.Sharing) store.Store {
	t.Helper()
	kept := testparts.OpenStore(t, database, sharing)
	t.Cleanup(func() { must(t, kept.Close()) })
	return kept
}

// create writes a conversation, the row these tests look for.
func create(id string) func(store.Queries) error {
	return func(q store.Queries) error {
		_, err := q.CountFromVisitor(ctx, id, 1, "")
		return err
	}
}

// failing writes a conversation and then fails.
func failing(id string, err error) func(store.Queries) error {
	return func(q store.Queries) error { return errors.Join(create(id)(q), err) }
}

// expect checks that exactly these conversations are stored.
func expect(t *testing.T, kept store.Store, ids ...string) {
	t.Helper()
	for _, id := range ids {
		if _, err := kept.Read().Conversation(ctx, id); err != nil {
			t.Errorf("%q is not stored: %v", id, err)
		}
	}
	if n, err := kept.Read().CountConversations(ctx); err != nil || n != int64(len(ids)) {
		t.Errorf("%d conversations are stored, want %d; %v", n, len(ids), err)
	}
}

func version(t *testing.T, kept store.Store) int64 {
	t.Helper()
	v, err := kept.Version(ctx)
	must(t, err)
	return v
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantKind(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Fatalf("got %v, want an error of kind %d", err, kind)
	}
}
