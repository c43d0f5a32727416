package web

import (
	"context"
	"maps"
	"slices"
	"sync"

	"porchlight/app/broadcast"
)

// sights are whom broadcasts were shown to here, and that is not in the store yet.
type sights struct {
	storing sync.Mutex // held while they are stored
	mu      sync.Mutex // holds the rest
	seen    map[broadcast.Sight]bool
}

func (n *sights) add(one broadcast.Sight) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.seen == nil {
		n.seen = map[broadcast.Sight]bool{}
	}
	n.seen[one] = true
}

func (n *sights) take() map[broadcast.Sight]bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	seen := n.seen
	n.seen = nil
	return seen
}

// noteSights stores whom broadcasts were shown to; what could not be stored is tried again. When it returns all that was shown before
// is counted.
func (s *Server) noteSights(ctx context.Context) {
	s.sights.storing.Lock()
	defer s.sights.storing.Unlock()
	seen := s.sights.take()
	if len(seen) == 0 {
		return
	}
	if err := s.Broadcasts.Note(ctx, slices.Collect(maps.Keys(seen))); err != nil {
		s.warn(ctx, "whom broadcasts were shown to could not be counted", err)
		for one := range seen {
			s.sights.add(one)
		}
		return
	}
	s.showBroadcasts()
}
