package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"porchlight/app/fault"
	"porchlight/app/sqlite"
	"porchlight/app/store"
	"porchlight/data"
)

var ctx = context.Background()

func TestStoreOpensAPathWithCharactersThatMeanSomethingInAURL(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new folder", "100% ours? #1.db")
	kept := open(t, path, store.Alone)
	must(t, kept.Write(ctx, create("conversation")))

	found, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*.db"))
	if err != nil || len(found) != 1 || found[0] != path {
		t.Fatalf("files: %q, %v; want only %q", found, err, path)
	}
}

func TestTheWriterFlushesEveryCommitToTheDisk(t *testing.T) {
	kept := open(t, file(t), store.Alone)
	for pragma, want := range map[string]string{
		"synchronous":   "2", // FULL; mattn's default with WAL is 1, which may lose the last commits with the power
		"journal_mode":  "wal",
		"foreign_keys":  "1",
		"secure_delete": "1",
	} {
		if got, err := kept.WriterPragma(ctx, pragma); err != nil || got != want {
			t.Errorf("PRAGMA %s = %s, want %s; %v", pragma, got, want, err)
		}
	}
}

func TestEmptyingTheLogHoldsNobodyUpWhileABackupReads(t *testing.T) {
	path := file(t)
	kept := open(t, path, store.Alone)
	backup, err := sql.Open("sqlite3", "file:"+path+"?mode=ro")
	must(t, err)
	defer backup.Close()
	reading, err := backup.Begin()
	must(t, err)
	must(t, reading.QueryRow("SELECT count(*) FROM conversation").Scan(new(int)))
	must(t, kept.Write(ctx, create("meanwhile")))
	began := time.Now()
	if emptied, err := kept.Forget(ctx); emptied || err != nil {
		t.Errorf("emptied while somebody reads from it: %v, %v", emptied, err)
	}
	if took := time.Since(began); took > 2*time.Second { // 5 s are what a write waits for another process
		t.Errorf("it waited %s, and everybody's messages with it", took)
	}
	if wait, err := kept.WriterPragma(ctx, "busy_timeout"); wait != "5000" {
		t.Errorf("writes wait %s ms for another process from now on, %v", wait, err)
	}
	must(t, reading.Rollback())
	if emptied, err := kept.Forget(ctx); !emptied || err != nil {
		t.Errorf("not emptied: %v", err)
	}
}

// file is where a test has its database.
func file(t *testing.T) string { return filepath.Join(t.TempDir(), "porchlight.db") }

func open(t *testing.T, path string, sharing store.Sharing) *sqlite.Store {
	t.Helper()
	kept, err := sqlite.Open(ctx, options(path, sharing))
	must(t, err)
	t.Cleanup(func() { must(t, kept.Close()) })
	return kept
}

func options(path string, sharing store.Sharing) sqlite.Options {
	return sqlite.Options{Path: path, Sharing: sharing, Migrations: data.SQLite}
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
func expect(t *testing.T, kept *sqlite.Store, ids ...string) {
	t.Helper()
	for _, id := range ids {
		if _, err := kept.Read().Conversation(ctx, id); err != nil {
			t.Errorf("%q is not stored: %v", id, err)
		}
	}
	if n, err := kept.Stored(ctx); err != nil || n != len(ids) {
		t.Errorf("%d conversations are stored, want %d; %v", n, len(ids), err)
	}
}

func version(t *testing.T, kept *sqlite.Store) int64 {
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
