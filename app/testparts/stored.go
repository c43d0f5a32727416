package testparts

import (
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"

	"porchlight/app/postgres"
)

// Beside opens a database past the store, as another program could. It closes with the test.
func Beside(t testing.TB, database string) *sql.DB {
	t.Helper()
	driver, address := "sqlite3", "file:"+database+"?_busy_timeout=5000"
	if postgres.IsURL(database) {
		driver, address = "pgx", database
	}
	db, err := sql.Open(driver, address)
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	return db
}

// Stored is all that lies in a database: the bytes of the files of SQLite, and what the tables of PostgreSQL hold. It is the same as before
// where nothing was written since.
func Stored(t testing.TB, database string) string {
	t.Helper()
	if postgres.IsURL(database) {
		return rowsOf(t, Beside(t, database))
	}
	var all strings.Builder
	for _, file := range []string{database, database + "-wal"} {
		data, err := os.ReadFile(file)
		if !errors.Is(err, fs.ErrNotExist) { // a store that is closed has no log
			must(t, err)
		}
		all.Write(data)
	}
	return all.String()
}

func rowsOf(t testing.TB, db *sql.DB) string {
	t.Helper()
	var all strings.Builder
	for _, table := range column(t, db, "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname") {
		rows, err := db.Query("SELECT * FROM " + table)
		must(t, err)
		names, err := rows.Columns()
		must(t, err)
		values, into := make([]sql.RawBytes, len(names)), make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		for rows.Next() {
			must(t, rows.Scan(into...))
			for i, name := range names {
				all.WriteString(name + "=" + string(values[i]) + "\n")
			}
		}
		must(t, errors.Join(rows.Err(), rows.Close()))
	}
	return all.String()
}

func column(t testing.TB, db *sql.DB, query string) (values []string) {
	t.Helper()
	rows, err := db.Query(query)
	must(t, err)
	for rows.Next() {
		var value string
		must(t, rows.Scan(&value))
		values = append(values, value)
	}
	must(t, errors.Join(rows.Err(), rows.Close()))
	return values
}

// nameOf is the database that a URL names.
func nameOf(database string) string { return path.Base(database) }
