package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"porchlight/app/account"
	"porchlight/app/audit"
	"porchlight/app/contact"
	"porchlight/app/sqlite"
	"porchlight/data"
)

// Run makes the database out of a backup, and records that in it.
func (c restoreCmd) Run(s *Settings, ctx *running) error {
	if err := s.needsFile("restore", "use its own pg_restore"); err != nil {
		return err
	}
	o := sqlite.Options{Path: s.Database, Migrations: data.SQLite}
	var sessions, browsers int64
	r, err := sqlite.Restore(ctx, o, c.File, func(ctx context.Context, kept *sqlite.Store, was sqlite.Contents) (err error) {
		if sessions, err = account.New(kept, time.Now).Restored(ctx); err != nil {
			return err
		}
		if browsers, err = contact.New(kept, time.Now).Restored(ctx); err != nil {
			return err
		}
		did := audit.Record{Email: audit.CommandLine, Action: "store.restore", Subject: filepath.Base(c.File), Detail: "last changed " + changed(was)}
		return audit.New(kept, time.Now).Add(ctx, did)
	})
	for _, name := range r.SetAside {
		fmt.Printf("%s belongs to the database that was here before: it is all that is left of its last changes, if you moved that away without it\n", name)
	}
	if err == nil {
		fmt.Printf("%s: %s, last changed %s; restored from %s\n", s.Database, held(r.Contents), changed(r.Contents), c.File)
		fmt.Printf("what lets somebody in by a token has ended (sessions: %d, browsers that a mail opened: %d, all invitations), and pushes go to no device: log in anew, and ask for them again\n", sessions, browsers)
	}
	return err
}

func changed(c sqlite.Contents) string {
	if c.Changed.IsZero() {
		return "never"
	}
	return c.Changed.UTC().Format(time.RFC3339)
}
