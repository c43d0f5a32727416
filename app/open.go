package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"porchlight/app/health"
	"porchlight/app/postgres"
	"porchlight/app/sqlite"
	"porchlight/app/store"
	"porchlight/data"
)

// open opens the store that DATABASE names: a file is SQLite's, and a URL PostgreSQL's.
func (s *Settings) open(ctx context.Context, sharing store.Sharing) (store.Store, error) {
	if s.onServer() {
		return opened(postgres.Open(ctx, postgres.Options{URL: s.Database, Sharing: sharing, Migrations: data.Postgres}))
	}
	return opened(sqlite.Open(ctx, sqlite.Options{Path: s.Database, Sharing: sharing, Migrations: data.SQLite, BeforeUpgrade: s.beforeUpgrade}))
}

// opened makes of what failed no store at all, where a pointer would be one that is nil.
func opened[S store.Store](s S, err error) (store.Store, error) {
	if err != nil {
		return nil, err
	}
	return s, nil
}

// onServer reports whether the store is a server's, and not a file.
func (s *Settings) onServer() bool { return postgres.IsURL(s.Database) }

// checkDatabase refuses what is neither.
func checkDatabase(address string) error {
	if postgres.IsURL(address) {
		return postgres.CheckURL(address)
	}
	return sqlite.CheckPath(address)
}

// database is what the store is called where others may read it.
func (s *Settings) database() string {
	if !s.onServer() {
		return s.Database
	}
	return postgres.Name(s.Database)
}

// size is how much the store takes, in words.
func (s *Settings) size(ctx context.Context, kept store.Store) string {
	if server, is := kept.(*postgres.Store); is {
		bytes, err := server.Size(ctx)
		if err != nil {
			return "away at the moment"
		}
		return health.Size(float64(bytes))
	}
	var bytes int64
	for _, part := range []string{"", "-wal"} { // what was written last is in the log (https://sqlite.org/wal.html)
		if info, err := os.Stat(s.Database + part); err == nil {
			bytes += info.Size()
		}
	}
	return health.Size(float64(bytes))
}

// ready reports whether the node can serve. Its file is the node's own; a server is everybody's, and where that is away, no other node would
// serve better: pages and presence go on without it.
func (s *Settings) ready(kept store.Store) func(context.Context) error {
	if s.onServer() {
		return func(context.Context) error { return nil }
	}
	return kept.Ping
}

// scratch is a folder for what is too large for memory.
func (s *Settings) scratch() string {
	if s.onServer() {
		return os.TempDir()
	}
	return filepath.Dir(s.Database)
}

// isThere refuses to make a database: a command in the wrong folder must not answer for an empty one.
func (s *Settings) isThere() error {
	if s.onServer() {
		return nil
	}
	if _, err := os.Stat(s.Database); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no database %s; name the site's with --database (DATABASE)", s.Database)
	}
	return nil
}

// needsFile refuses what is done to the file of SQLite.
func (s *Settings) needsFile(what, instead string) error {
	if s.onServer() {
		return fmt.Errorf("%s is for the database file of SQLite, and DATABASE names a server: %s", what, instead)
	}
	return nil
}
