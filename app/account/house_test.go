package account_test

import (
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"porchlight/app/account"
	"porchlight/app/fault"
	"porchlight/app/sqlite"
	"porchlight/app/store"
	"porchlight/data"
)

var ctx = context.Background()

const (
	email    = "owner@example.com"
	password = "correct horse battery"
	browser  = "Firefox on Linux"
)

// house is a store with its accounts, whose passwords cost nothing, and a clock that stands still until a test moves it.
type house struct {
	*account.Accounts
	store store.Store
	path  string
	clock time.Time
}

func newHouse(t *testing.T) *house {
	t.Helper()
	t.Parallel()
	return openHouse(t)
}

// openHouse is a house for a test that has it to itself.
func openHouse(t testing.TB) *house {
	t.Helper()
	h := &house{path: filepath.Join(t.TempDir(), "porchlight.db"), clock: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	kept, err := sqlite.Open(ctx, sqlite.Options{Path: h.path, Migrations: data.SQLite})
	must(t, err)
	t.Cleanup(func() { must(t, kept.Close()) })
	h.store = kept
	h.Accounts = h.anotherNode()
	return h
}

// withOwner is a house that has its owner.
func withOwner(t *testing.T) *house {
	t.Helper()
	h := newHouse(t)
	_, err := h.Create(ctx, email, password, account.Owner)
	must(t, err)
	return h
}

// anotherNode is a second process on the same file.
func (h *house) anotherNode() *account.Accounts {
	return account.New(h.store, func() time.Time { return h.clock }).Cheapen()
}

// anotherNodeOnTheFile is one with a connection of its own, as nodes of two processes have.
func (h *house) anotherNodeOnTheFile(t *testing.T) *account.Accounts {
	t.Helper()
	kept, err := sqlite.Open(ctx, sqlite.Options{Path: h.path, Sharing: store.Beside, Migrations: data.SQLite})
	must(t, err)
	t.Cleanup(func() { must(t, kept.Close()) })
	return account.New(kept, func() time.Time { return h.clock }).Cheapen()
}

// deviceOf is a browser in which somebody asks for pushes.
func deviceOf(owner int64) account.Device {
	key, _ := ecdh.P256().GenerateKey(rand.Reader) // never fails (crypto/rand)
	return account.Device{
		AccountID: owner, Endpoint: "https://push.example/1", Auth: base64.RawURLEncoding.EncodeToString(make([]byte, 16)),
		P256dh: base64.RawURLEncoding.EncodeToString(key.PublicKey().Bytes()), Label: browser,
	}
}

func (h *house) pass(d time.Duration) { h.clock = h.clock.Add(d) }

func (h *house) login(t *testing.T) string {
	t.Helper()
	token, _, err := h.Login(ctx, email, password, browser)
	must(t, err)
	return token
}

func (h *house) setupLink(t *testing.T) string {
	t.Helper()
	token, needed, err := h.SetupLink(ctx)
	must(t, err)
	if !needed {
		t.Fatal("no setup link is needed")
	}
	return token
}

// writes is a number that changes with every commit.
func (h *house) writes(t *testing.T) int64 {
	t.Helper()
	version, err := h.store.Version(ctx)
	must(t, err)
	return version
}

// count is how many rows a table has.
func (h *house) count(t *testing.T, table string) (n int) {
	t.Helper()
	file, err := sql.Open("sqlite3", h.path)
	must(t, err)
	must(t, errors.Join(file.QueryRowContext(ctx, "SELECT count(*) FROM "+table).Scan(&n), file.Close()))
	return n
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantKind(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Errorf("got %v, want an error of kind %d", err, kind)
	}
}
