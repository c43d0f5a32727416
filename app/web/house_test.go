package web_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"porchlight/app/account"
	"porchlight/app/sqlite"
	"porchlight/app/testparts"
	"porchlight/data"
)

// What costs seconds is made once and shared by all sites: the printed edition, which never changes, and a database in
// which an owner and an admin are signed in, of which each site gets a copy.

// canonicalOrigin is what the printed edition says that its address is: all sites of the tests share it.
const canonicalOrigin = "https://porchlight.example"

var printed = testparts.Printed

const (
	ownerEmail = "owner@example.com"
	adminEmail = "admin@example.com"
	password   = "correct horse battery"
)

// opening is the time at which every site opens. Only clock.forward moves it.
var opening = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) forward(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(by)
}

// furnished is a database file and the tokens of the sessions in it.
type furnished struct {
	file         []byte
	owner, admin string
}

var house = sync.OnceValues(func() (f furnished, err error) {
	folder, err := os.MkdirTemp("", "porchlight-web-test")
	if err != nil {
		return f, err
	}
	defer os.RemoveAll(folder)
	path, ctx := filepath.Join(folder, "house.db"), context.Background()
	store, err := sqlite.Open(ctx, sqlite.Options{Path: path, Migrations: data.SQLite})
	if err != nil {
		return f, err
	}
	accounts := account.New(store, func() time.Time { return opening })
	f.owner, err = moveIn(ctx, accounts, ownerEmail, account.Owner)
	if err == nil {
		f.admin, err = moveIn(ctx, accounts, adminEmail, account.Admin)
	}
	for _, email := range []string{ownerEmail, adminEmail} {
		if err == nil {
			err = testparts.Cheapen(ctx, store, email, password)
		}
	}
	if err = errors.Join(err, store.Close()); err == nil {
		f.file, err = os.ReadFile(path)
	}
	return f, err
})

// moveIn makes an account and signs it in.
func moveIn(ctx context.Context, accounts *account.Accounts, email string, role account.Role) (token string, err error) {
	if _, err := accounts.Create(ctx, email, password, role); err != nil {
		return "", err
	}
	token, who, err := accounts.Login(ctx, email, password, "Firefox on Linux")
	if err == nil && who.Role != role {
		err = fmt.Errorf("%s is %s, not %s", email, who.Role, role)
	}
	return token, err
}
