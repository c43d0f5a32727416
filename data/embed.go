// Package data embeds what the store is built from; at run time the folder also holds the database file.
package data

import "embed"

// Migrations are applied in the order of their numbers, forward only. What the next one must keep to stands in migrations/README.md.
//
//go:embed migrations/*.sql
var Migrations embed.FS
