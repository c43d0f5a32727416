package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"porchlight/app/audit"
	"porchlight/app/sqlite"
	"porchlight/data"
)

// Run makes the database out of a backup, and records that in it.
func (c restoreCmd) Run(s *Settings, ctx *running) error {
	o := sqlite.Options{Path: s.Database, Migrations: data.Migrations}
	r, err := sqlite.Restore(ctx, o, c.File, func(ctx context.Context, store *sqlite.Store, was sqlite.Contents) error {
		did := audit.Record{Email: audit.CommandLine, Action: "store.restore", Subject: filepath.Base(c.File), Detail: "last changed " + changed(was)}
		return audit.New(store, time.Now).Add(ctx, did)
	})
	for _, name := range r.SetAside {
		fmt.Printf("%s belongs to the database that was here before: it is all that is left of its last changes, if you moved that away without it\n", name)
	}
	if err == nil {
		fmt.Printf("%s: %s, last changed %s; restored from %s\n", s.Database, held(r.Contents), changed(r.Contents), c.File)
	}
	return err
}

func changed(c sqlite.Contents) string {
	if c.Changed.IsZero() {
		return "never"
	}
	return c.Changed.UTC().Format(time.RFC3339)
}
