package account_test

import (
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"testing"
	"time"

	"porchlight/app/account"
	"porchlight/app/fault"
	"porchlight/app/store"
	"porchlight/app/testparts"
)

func TestMain(m *testing.M) { testparts.EveryStore(m) }

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
	h := &house{path: testparts.NewDatabase(t), clock: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	kept := testparts.OpenStore(t, h.path, store.Alone)
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

// anotherNode is a second process on the same store.
func (h *house) anotherNode() *account.Accounts {
	return account.New(h.store, func() time.Time { return h.clock }).Cheapen()
}

// anotherNodeOnTheStore is one with a connection of its own, as nodes of two processes have.
func (h *house) anotherNodeOnTheStore(t *testing.T) *account.Accounts {
	t.Helper()
	kept := testparts.OpenStore(t, h.path, store.Beside)
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

// stored is all that lies in the store.
func (h *house) stored(t *testing.T) string {
	t.Helper()
	return testparts.Stored(t, h.path)
}

// count is how many rows a table has.
func (h *house) count(t *testing.T, table string) (n int) {
	t.Helper()
	must(t, testparts.Beside(t, h.path).QueryRowContext(ctx, "SELECT count(*) FROM "+table).Scan(&n))
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
