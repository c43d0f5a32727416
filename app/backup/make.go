package backup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"porchlight/app/sqlite"
	"porchlight/app/tracing"
)

// Make makes a backup now, whenever the last was.
func (s *Schedule) Make(ctx context.Context) error {
	_, err := s.make(ctx, s.Now())
	return err
}

func (s *Schedule) make(ctx context.Context, now time.Time) (made entry, err error) {
	ctx, making := s.Tracer.Start(ctx, "backup")
	defer func() { tracing.End(making, err) }()
	made = entry{Name(s.Database, now), now.UTC().Truncate(time.Second)}
	began := time.Now()
	c, err := sqlite.Backup(ctx, s.Database, filepath.Join(s.Folder, made.name))
	if err != nil {
		return made, err
	}
	s.sound[made.name] = true
	s.Log.Info("made a backup", "file", made.name, "bytes", c.Bytes, "conversations", c.Conversations, "messages", c.Messages, "took", time.Since(began).Round(time.Millisecond))
	return made, nil
}

// prune removes the backups that were kept long enough, but never the newest that is sound.
func (s *Schedule) prune(ctx context.Context, backups []entry, now time.Time) (err error) {
	if s.Keep == 0 || len(backups) == 0 || now.Sub(backups[len(backups)-1].at) <= s.Keep {
		return nil
	}
	kept, removed := false, 0
	for _, b := range backups {
		if !kept || now.Sub(b.at) <= s.Keep {
			kept = kept || s.isSound(ctx, b.name)
			continue
		}
		failed := os.Remove(filepath.Join(s.Folder, b.name))
		if err = errors.Join(err, failed); failed == nil {
			removed++
		}
	}
	if removed > 0 {
		s.Log.Info("removed backups that were kept long enough", "backups", removed)
	}
	if err != nil {
		return fmt.Errorf("backups that were kept long enough could not be removed: %w", err)
	}
	return nil
}

// isSound checks a backup, once.
func (s *Schedule) isSound(ctx context.Context, name string) bool {
	sound, checked := s.sound[name]
	if !checked {
		_, err := sqlite.Inspect(ctx, filepath.Join(s.Folder, name))
		if sound = err == nil; !sound && ctx.Err() == nil {
			s.Log.Warn("a backup is of no use; the one before is kept in its place", "error", err)
		}
		s.sound[name] = sound
	}
	return sound
}
