package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/mattn/go-sqlite3"
)

// sqliteFile is a database in a file; a session that finds it locked is told so at once.
type sqliteFile struct{ dir, name string }

func openSQLite(l *lab) (engine, error) {
	version, _, _ := sqlite3.Version()
	return &sqliteFile{dir: filepath.Join(l.scratch, "sqlite"), name: "SQLite " + version}, nil
}

func (f *sqliteFile) version() string { return f.name }
func (f *sqliteFile) path() string    { return filepath.Join(f.dir, "sample.db") }
func (f *sqliteFile) env() []string   { return nil } // every program has a file of its own

func (f *sqliteFile) empty() error {
	if err := os.RemoveAll(f.dir); err != nil {
		return err
	}
	return os.Mkdir(f.dir, 0o700)
}

func (f *sqliteFile) open() (session, error) {
	db, err := sql.Open("sqlite3", "file:"+f.path()+"?_busy_timeout=0")
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(context.Background())
	return &sqlSession{conn: conn, refused: refusedBySQLite, blocked: func() (bool, error) { return false, nil }}, err
}

func refusedBySQLite(err error) (string, bool) {
	var refused sqlite3.Error
	if !errors.As(err, &refused) {
		return "", false
	}
	return fmt.Sprintf("ERROR %d: %s", refused.Code, refused.Error()), true
}
