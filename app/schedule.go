package main

import (
	"context"
	"log/slog"
	"time"

	"porchlight/app/backup"
)

const (
	backupsKept = 14          // days, where KEEP_BACKUPS says nothing
	leastBackup = time.Minute // between two on the schedule
)

// schedule returns what makes backups; nil where no folder is named for them. What it needs of the folder is checked.
func (s *Settings) schedule(log *slog.Logger) (*backup.Schedule, error) {
	if s.Backup.Dir == "" {
		return nil, nil
	}
	return backup.New(backup.Options{Database: s.Database, Folder: s.Backup.Dir, Every: s.Backup.Every, Keep: s.keepBackups(), Now: time.Now, Log: log})
}

// keepBackups is how long those are kept; 0: for ever.
func (s *Settings) keepBackups() time.Duration {
	if s.Keep.Backups == nil {
		return days(backupsKept)
	}
	return days(*s.Keep.Backups)
}

// beforeUpgrade makes a backup where backups are made: an upgrade that fails is undone, but one may be regretted.
func (s *Settings) beforeUpgrade(ctx context.Context) error {
	schedule, err := s.schedule(slog.Default())
	if err != nil || schedule == nil {
		return err
	}
	return schedule.Make(ctx)
}

// keepBackingUp runs the schedule until what it returns is called, which waits for a backup that is under way to be called off.
func keepBackingUp(ctx context.Context, schedule *backup.Schedule) (stop func()) {
	if schedule == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		schedule.Run(ctx)
	}()
	return func() { cancel(); <-done }
}
