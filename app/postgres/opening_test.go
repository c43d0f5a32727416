package postgres_test

import (
	"context"
	"io/fs"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"porchlight/app/postgres"
	"porchlight/app/store"
	"porchlight/data"
)

const secret = "s3cret: word"

// as is the URL of a database with another user and password.
func as(t *testing.T, database, user string) string {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(user, secret)
	return u.String()
}

func testWhatKeepsADatabaseFromBeingOpenedIsSaidInWordsWithoutThePassword(t *testing.T, server database) {
	there := server.Database(t)
	conn := beside(t, there)
	for _, statement := range []string{
		"CREATE ROLE guest LOGIN PASSWORD '" + secret + "'", "CREATE ROLE crowd LOGIN PASSWORD '" + secret + "' CONNECTION LIMIT 0", "CREATE ROLE stranger PASSWORD '" + secret + "'",
		"REVOKE CREATE ON SCHEMA public FROM PUBLIC",
	} {
		execute(t, conn, statement)
	}
	for what, c := range map[string]struct{ url, want string }{
		"a wrong password":         {as(t, there, "porchlight"), "the server refuses the password"},
		"an unknown user":          {as(t, there, "nobody"), "the server refuses the password"},
		"a user who may not enter": {as(t, there, "stranger"), "the server refuses this user from here"},
		"an unknown database":      {as(t, server.URL("elsewhere"), "guest"), "there is no such database on the server"},
		"no connection left":       {as(t, there, "crowd"), "the server takes no more connections"},
		"a user without rights":    {as(t, there, "guest"), "the user may not do that"},
		"nobody there":             {as(t, strings.Replace(there, server.Addr, "127.0.0.1:1", 1), "guest"), "the server cannot be reached"},
	} {
		within, cancel := context.WithTimeout(t.Context(), soon)
		if what == "nobody there" { // who is waited for
			within, cancel = context.WithTimeout(t.Context(), 300*time.Millisecond)
		}
		text := says(t, within, postgres.Options{URL: c.url, Sharing: store.Shared, Migrations: data.Postgres})
		cancel()
		if !strings.Contains(text, c.want) || !strings.HasPrefix(text, "database ") {
			t.Errorf("%s: %s", what, text)
		}
		hides(t, text)
	}
}

// hides checks that a text tells nothing of the password.
func hides(t *testing.T, text string) {
	t.Helper()
	if strings.Contains(text, "s3cret") {
		t.Errorf("the password is told: %s", text)
	}
}

func TestAnAddressThatCannotBeReadIsNotRepeated(t *testing.T) {
	for _, address := range []string{
		"postgres://user:s3cret%zz@host/site", "postgres://user:s3cret@host:port/site", "postgres://user:s3cret@host", "postgres://user:s3cret@ho st/site",
		"postgres://user:s3cret@host/site?sslmode=perhaps", "postgres://user:s3cret@host/site?connect_timeout=soon", "postgres://user:s3cret@host/site?sslrootcert=/nowhere",
	} {
		err := postgres.CheckURL(address)
		if err == nil {
			t.Errorf("%s is taken", address)
			continue
		}
		hides(t, err.Error())
	}
}

func testNodesThatStartAtOnceMigrateOnce(t *testing.T, server database) {
	url := server.Database(t)
	var starting sync.WaitGroup
	for range 4 {
		starting.Go(func() {
			s, err := postgres.Open(t.Context(), postgres.Options{URL: url, Sharing: store.Shared, Migrations: data.Postgres})
			if err != nil {
				t.Error(err)
				return
			}
			if err := s.WriteIn(t.Context(), "one", ask(t.Context(), "one")); err != nil {
				t.Error(err)
			}
			_ = s.Close()
		})
	}
	starting.Wait()
	if n := asked(t, node(t, url), "one"); n != 4 {
		t.Errorf("%d of 4 nodes wrote", n)
	}
}

// withMore are the program's migrations and some that it does not have yet.
func withMore(t *testing.T, more map[string]string) fs.FS {
	t.Helper()
	all := fstest.MapFS{}
	names, err := fs.Glob(data.Postgres, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(data.Postgres, name)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = &fstest.MapFile{Data: text}
	}
	for name, text := range more {
		all[name] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + text)}
	}
	return all
}

func testAnUpgradeThatFailsInItsSecondStepIsUndoneWhole(t *testing.T, server database) {
	url := server.Database(t)
	if err := node(t, url).Write(t.Context(), ask(t.Context(), "one")); err != nil {
		t.Fatal(err)
	}
	steps := map[string]string{"00900_good.sql": "CREATE TABLE more (id BIGINT);", "00901_bad.sql": "ALTER TABLE nowhere ADD COLUMN x BIGINT;"}
	text := says(t, t.Context(), postgres.Options{URL: url, Sharing: store.Shared, Migrations: withMore(t, steps)})
	if !strings.Contains(text, "is as it was") || !strings.Contains(text, "to 901 failed and was undone") {
		t.Error(text)
	}
	if _, err := beside(t, url).Exec(t.Context(), "SELECT * FROM more"); err == nil {
		t.Error("its first step is still there")
	}
	if n := asked(t, node(t, url), "one"); n != 1 { // the version before goes on
		t.Errorf("%d of 1 is there", n)
	}
	delete(steps, "00901_bad.sql")
	newer, err := postgres.Open(t.Context(), postgres.Options{URL: url, Sharing: store.Shared, Migrations: withMore(t, steps)})
	if err != nil {
		t.Fatal(err)
	}
	defer newer.Close()
	if text := says(t, t.Context(), postgres.Options{URL: url, Sharing: store.Shared, Migrations: data.Postgres}); !strings.Contains(text, "is from a newer Porchlight (version 900") {
		t.Error(text)
	}
}
