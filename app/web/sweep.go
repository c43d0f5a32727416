package web

import (
	"context"
	"time"

	"porchlight/app/conversation"
)

// Keep are the settings of the same names: how long each kind of data is kept; 0: for ever.
type Keep struct {
	Conversations time.Duration  // after the last change in them
	Notices       time.Duration  // that were given up
	Backups       *time.Duration // by whoever runs the site; nil: they have not said. It changes nothing but what /privacy tells
}

const (
	sweepEvery = time.Hour
	sweepLook  = time.Second // between two looks at the clock
)

// swept is what a sweep removed.
type swept struct {
	At time.Time
	conversation.Expired
	Notices int64
}

// sweep removes what has been kept long enough, at the start and each hour. Every node does: what one has removed is not there
// for the next.
func (s *Server) sweep(ctx context.Context) {
	ticker := time.NewTicker(sweepLook)
	defer ticker.Stop()
	var last time.Time
	for {
		if now := s.Now(); now.Sub(last) >= sweepEvery {
			last = now
			if err := s.sweepOnce(ctx, now); err != nil && ctx.Err() == nil {
				s.Log.Error("what was kept long enough could not be removed; the next sweep tries again", "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

func (s *Server) sweepOnce(ctx context.Context, now time.Time) (err error) {
	gone := swept{At: now}
	gone.Expired, err = s.Conversations.Expire(ctx, since(now, s.Keep.Conversations), func(id string) { s.changed(id, 0) })
	if err == nil {
		gone.Notices, err = s.Outbox.Expire(ctx, since(now, s.Keep.Notices))
	}
	s.indexing.wake() // which takes it off the disk
	s.swept.Store(&gone)
	if gone == (swept{At: now}) {
		return err
	}
	s.Log.Info("removed what was kept long enough", "conversations", gone.Conversations, "messages", gone.Messages, "notes", gone.Expired.Notes, "notices", gone.Notices)
	return err
}

// since is when something must have changed last not to be removed; the zero time where it is kept for ever.
func since(now time.Time, keep time.Duration) time.Time {
	if keep == 0 {
		return time.Time{}
	}
	return now.Add(-keep)
}
