package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"porchlight/app/backup"
	"porchlight/app/health"
	"porchlight/app/sqlite"

	"golang.org/x/term"
)

// Run writes a backup and says what is in it.
func (b backupCmd) Run(s *Settings, ctx *running) error {
	if err := s.needsFile("backup", "use its own pg_dump"); err != nil {
		return err
	}
	now := time.Now()
	if b.File == "-" {
		return s.stream(ctx, now)
	}
	to := b.File
	if info, err := os.Stat(to); err == nil && info.IsDir() {
		to = filepath.Join(to, backup.Name(s.Database, now))
	}
	c, err := sqlite.Backup(ctx, s.Database, to)
	if err == nil {
		fmt.Printf("%s: %s\n", to, summary(c, now))
	}
	return err
}

// stream writes a backup to standard output, once it is whole and checked. Until then it lies beside the database, without a name at the
// end: nothing is left of it when the process is killed.
func (s *Settings) stream(ctx *running, now time.Time) error {
	if term.IsTerminal(int(os.Stdout.Fd())) {
		return errors.New("a backup is no text for a terminal: send it somewhere, as in porchlight backup - > site.db, or name a file")
	}
	file := s.Database + ".streamed"
	c, err := sqlite.Backup(ctx, s.Database, file)
	if err != nil {
		return err
	}
	f, err := os.Open(file)
	if err = errors.Join(err, os.Remove(file)); err != nil {
		return err
	}
	defer f.Close()
	if _, err := io.Copy(os.Stdout, f); err != nil {
		return fmt.Errorf("standard output did not take all of the backup: %w", err)
	}
	fmt.Fprintf(os.Stderr, "standard output: %s\n", summary(c, now))
	return nil
}

// summary says what a backup holds.
func summary(c sqlite.Contents, at time.Time) string {
	return held(c) + ", as of " + at.UTC().Format(time.RFC3339)
}

// held says what a file holds that was checked.
func held(c sqlite.Contents) string {
	return fmt.Sprintf("%s, %s with %s, checked", health.Size(float64(c.Bytes)), health.Many(c.Conversations, "conversation", "conversations"), health.Many(c.Messages, "message", "messages"))
}
