package web

import (
	"context"
	"time"

	"porchlight/app/fault"
)

// indexing wakes the indexer; what wakes it twice wakes it once.
type indexing chan struct{}

func (i indexing) wake() {
	select {
	case i <- struct{}{}:
	default:
	}
}

const (
	indexEvery   = time.Second // at most
	indexOverlap = time.Minute // how far the clocks of nodes may be apart
)

// index brings search up to date soon after something was said, on whichever node comes first.
func (s *Server) index(ctx context.Context) {
	ticker := time.NewTicker(indexEvery)
	defer ticker.Stop()
	since, behind := int64(0), false
	s.indexing.wake() // what was said while no node ran
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		select {
		case <-s.indexing:
		default:
			continue
		}
		next, err := s.Conversations.Index(ctx, since)
		if err != nil && ctx.Err() == nil {
			if !behind && !fault.Of(err).Noted { // said once, however often it is tried, and not beside the store, which says why
				s.Log.Error("search could not be brought up to date; it is tried again until it can", "error", err)
			}
			s.indexing.wake()
		}
		behind = err != nil
		if !s.Conversations.Swept() {
			s.indexing.wake() // somebody read from the log
		}
		since = max(since, next-indexOverlap.Milliseconds())
	}
}
