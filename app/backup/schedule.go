// Package backup makes backups of the database on a schedule, and removes those that are old enough.
//
// The folder itself says what there is, by the names in it: nodes that share a database share its backups, and a node that was down
// finds what it missed.
package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"porchlight/app/sqlite"

	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

const (
	lookEvery = time.Second // between two looks at the clock
	readAgain = time.Minute // how often the folder is read: another node may have made one, or a hand removed it
	tryAgain  = 15 * time.Minute
)

// Options say what is backed up where.
type Options struct {
	Database string
	Folder   string
	Every    time.Duration
	Keep     time.Duration // 0: for ever
	Now      func() time.Time
	Log      *slog.Logger
}

// Schedule makes the backups of one node. It is no trouble when several nodes do: each backup is made by one of them.
type Schedule struct {
	Tracer trace.Tracer // begins a trace with each backup; set before Run

	Options
	metrics metrics
	next    time.Time       // before that nothing is due
	sound   map[string]bool // backups by name that were checked
}

// New returns the schedule for a folder, which is made where its own folder exists. It fails with what to do where nothing can be
// written there.
func New(o Options) (*Schedule, error) {
	err := os.Mkdir(o.Folder, 0o700)
	if errors.Is(err, fs.ErrExist) {
		err = nil
	}
	if err == nil {
		var probe *os.File
		if probe, err = os.CreateTemp(o.Folder, ".probe-"); err == nil {
			err = errors.Join(probe.Close(), os.Remove(probe.Name()))
		}
	}
	if err != nil {
		return nil, fmt.Errorf("--backup-dir (BACKUP_DIR) %s cannot be written to: %w; let the user that runs the site write there, or name another folder", o.Folder, err)
	}
	return &Schedule{Tracer: noop.NewTracerProvider().Tracer(""), Options: o, metrics: newMetrics(o.Every), sound: map[string]bool{}}, nil
}

// Run makes backups until the context ends. What is due at its start, since nobody was there to make it, is made at once.
func (s *Schedule) Run(ctx context.Context) {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for ctx.Err() == nil {
		s.Look(ctx)
		select {
		case <-ctx.Done():
		case <-ticker.C:
		}
	}
}

// Look makes the backup that is due, if one is, and removes those that were kept long enough.
func (s *Schedule) Look(ctx context.Context) {
	now := s.Now()
	if now.Before(s.next) {
		return
	}
	s.next = now.Add(readAgain)
	lock, err := sqlite.Lock(filepath.Join(s.Folder, "."+stem(s.Database)+"lock"))
	switch {
	case errors.Is(err, sqlite.ErrLocked): // another node is at it
		_, _, _, err = s.read(now)
	case err == nil:
		defer lock.Close()
		err = s.keepUp(ctx, now)
	}
	if err != nil && ctx.Err() == nil {
		s.next = now.Add(min(tryAgain, s.Every))
		s.metrics.failures.Inc()
		s.Log.Error("backups are not as they should be; the next try is at "+s.next.UTC().Format(time.TimeOnly)+" UTC", "error", err)
	}
}

// keepUp does what is due in the folder. It is called with the lock held.
func (s *Schedule) keepUp(ctx context.Context, now time.Time) error {
	backups, last, unfinished, err := s.read(now)
	if err != nil {
		return err
	}
	for _, name := range unfinished { // by a process that died: those of nodes are made under the lock
		if err := sqlite.Clear(filepath.Join(s.Folder, name)); err != nil {
			return err
		}
	}
	due := last.at.Add(s.Every)
	if last.name == "" || !due.After(now) {
		made, err := s.make(ctx, now)
		if err != nil {
			return errors.Join(err, s.prune(ctx, backups, now))
		}
		backups, last = append([]entry{made}, backups...), made
		s.metrics.succeeded(last)
		due = last.at.Add(s.Every)
	}
	if due.Before(s.next) {
		s.next = due
	}
	return s.prune(ctx, backups, now)
}

// read tells what is in the folder, and which backup counts as the last: none that is from a time to come, as by a clock that was wrong.
func (s *Schedule) read(now time.Time) (backups []entry, last entry, unfinished []string, err error) {
	backups, unfinished, err = list(s.Database, s.Folder)
	for _, b := range backups {
		if !b.at.After(now) {
			last = b
			break
		}
	}
	s.metrics.succeeded(last)
	return backups, last, unfinished, err
}
