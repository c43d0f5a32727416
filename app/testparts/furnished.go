package testparts

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"porchlight/app/account"
	"porchlight/app/sqlite"
	"porchlight/app/store"
	"porchlight/data"

	"golang.org/x/crypto/argon2"
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
	if _, err = account.New(store, time.Now).FirstOwner(ctx, OwnerEmail, OwnerPassword); err == nil {
		err = Cheapen(ctx, store, OwnerEmail, OwnerPassword)
	}
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

// Cheapen gives an account a hash of its password that takes no time to check: tests log in by the hundred. What a hash has to cost
// is shown by app/account.
func Cheapen(ctx context.Context, s store.Store, email, password string) error {
	const memory, passes, lanes, length = 8, 1, 1, 16 // KiB; the least that RFC 9106 §3.1 allows
	salt, b64 := []byte("salt of the tests"), base64.RawStdEncoding.EncodeToString
	hash := fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, passes, lanes, b64(salt), b64(argon2.IDKey([]byte(password), salt, passes, memory, lanes, length)))
	return s.Write(ctx, func(q store.Queries) error {
		row, err := q.AccountByEmail(ctx, email)
		if err != nil {
			return err
		}
		return q.SetPassword(ctx, hash, row.JoinedAt, row.ID)
	})
}
