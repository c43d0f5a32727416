package testparts

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"porchlight/app/account"
	"porchlight/app/sqlite"
	"porchlight/app/store"
	"porchlight/data"
)

// furnished is a database that is migrated and has its owner, of which each site gets a copy: to make one takes a fifth of a second.
var furnished = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "porchlight-furnished-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path, ctx := filepath.Join(dir, "site.db"), context.Background()
	store, err := sqlite.Open(ctx, sqlite.Options{Path: path, Migrations: data.SQLite})
	if err != nil {
		return nil, err
	}
	_, err = account.New(store, time.Now).FirstOwner(ctx, OwnerEmail, OwnerPassword)
	if err = errors.Join(err, store.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// furnish opens a copy of it.
func furnish(t testing.TB) store.Store {
	t.Helper()
	file, err := furnished()
	must(t, err)
	path := filepath.Join(t.TempDir(), "site.db")
	must(t, os.WriteFile(path, file, 0o600))
	store, err := sqlite.Open(context.Background(), sqlite.Options{Path: path, Migrations: data.SQLite})
	must(t, err)
	return store
}
