// Package data embeds what the stores are built from; at run time the folder also holds the database file.
package data

import (
	"embed"
	"io/fs"
)

//go:embed migrations/sqlite/*.sql migrations/postgres/*.sql
var files embed.FS

// Migrations of each kind of store are applied in the order of their numbers, forward only. What the next ones must keep to stands in
// migrations/README.md.
var (
	SQLite   = in("migrations/sqlite")
	Postgres = in("migrations/postgres")
)

func in(folder string) fs.FS {
	found, err := fs.Sub(files, folder)
	if err != nil {
		panic(err) // the folder stands above
	}
	return found
}
