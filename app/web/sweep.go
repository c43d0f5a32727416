package web

import (
	"context"
	"time"

	"porchlight/app/contact"
	"porchlight/app/conversation"
	"porchlight/app/fault"
	"porchlight/app/tracing"
)

// Keep are the settings of the same names: how long each kind of data is kept; 0: for ever.
type Keep struct {
	Conversations time.Duration  // after the last change in them
	Contacts      time.Duration  // e-mail addresses, after the last change in their conversation
	Notices       time.Duration  // that were given up
	Audit         time.Duration  // records of what owners and admins did
	History       time.Duration  // how many were present, by minute and place
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
	Contacts   contact.Swept
	Notices    int64
	Records    int64
	Broadcasts int64
	History    int64 // rows
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
			if err := s.sweepOnce(ctx, now); err != nil && ctx.Err() == nil && !fault.IsNoted(err) {
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
	ctx, sweeping := s.Tracer.Start(ctx, "sweep")
	defer func() { tracing.End(sweeping, err) }()
	gone := swept{At: now}
	gone.Expired, err = s.Conversations.Expire(ctx, since(now, s.Keep.Conversations), func(id string) { s.changed(ctx, id, 0) })
	if err == nil {
		gone.Contacts, err = s.Contacts.Sweep(ctx, since(now, s.Keep.Contacts))
	}
	if err == nil {
		gone.Notices, err = s.Outbox.Expire(ctx, since(now, s.Keep.Notices))
	}
	if err == nil {
		err = s.Broadcasts.Settle(ctx) // of those that ended while no node ran
	}
	if err == nil {
		gone.Broadcasts, err = s.Broadcasts.Sweep(ctx)
	}
	if err == nil {
		gone.Records, err = s.Audit.Keep(ctx, since(now, s.Keep.Audit))
	}
	if err == nil {
		gone.History, err = s.History.Expire(ctx, since(now, s.Keep.History))
	}
	if err == nil {
		err = s.checkLog(ctx)
	}
	s.wiped()
	s.swept.Store(&gone)
	if gone == (swept{At: now}) {
		return err
	}
	s.Log.Info("removed what was kept long enough", "conversations", gone.Conversations, "messages", gone.Messages, "notes", gone.Expired.Notes, "addresses", gone.Contacts.Contacts,
		"links", gone.Contacts.Links, "browsers", gone.Contacts.Browsers, "mailboxes", gone.Contacts.Hashes, "notices", gone.Notices, "records", gone.Records, "history", gone.History, "broadcasts", gone.Broadcasts)
	return err
}

// since is when something must have changed last not to be removed; the zero time where it is kept for ever.
func since(now time.Time, keep time.Duration) time.Time {
	if keep == 0 {
		return time.Time{}
	}
	return now.Add(-keep)
}

// wiped has what was deleted from the store taken off the disk, too: soon, by whoever brings search up to date.
func (s *Server) wiped() {
	s.Conversations.Wiped()
	s.indexing.wake()
}
