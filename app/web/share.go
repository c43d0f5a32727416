package web

import (
	"context"
	"time"

	"porchlight/app/live"
	"porchlight/app/presence"
)

// shareTimeout bounds one word with the bus about the roster.
const shareTimeout = 2 * time.Second

// tell hands this node's change to the bus without waiting for it. Where the queue is full the whole share follows later.
func (s *Server) tell(d presence.Delta) {
	select {
	case s.deltas <- d:
	default: // shareRoster finds the gap in the numbers, or this when it renews, and sends everything
		s.untold.Store(true)
	}
}

// shareRoster is the only one that speaks to the bus about the roster: it sends changes in order and renews the lease. When
// something was missed it renews at once, so that the others need not wait for it, and fetches what they say; it fetches that
// now and then anyway, to heal what went wrong without anybody noticing.
func (s *Server) shareRoster(ctx context.Context) {
	if s.Roster.Alone {
		return
	}
	ticker := time.NewTicker(presence.Renew)
	defer ticker.Stop()
	healing := time.NewTicker(s.Heal)
	defer healing.Stop()
	share := sharing{server: s}
	share.whole(ctx)
	share.fetch(ctx)
	for {
		select {
		case <-ctx.Done():
			return
		case d := <-s.deltas:
			share.change(ctx, d)
		case <-ticker.C:
			share.renew(ctx)
		case <-healing.C:
			share.fetch(ctx)
		case <-s.resync:
			share.renew(ctx)
			share.fetch(ctx)
		}
	}
}

// sharing knows which of this node's changes the bus has.
type sharing struct {
	server *Server
	sent   uint64 // number of the last change that arrived
	failed bool   // what came after it did not
}

func (h *sharing) change(ctx context.Context, d presence.Delta) {
	switch {
	case d.Seq <= h.sent:
		return // the whole share went out after it
	case d.Seq == h.sent+1 && h.send(ctx, d) == nil:
		return
	}
	h.whole(ctx)
}

// whole sends everything; where that fails, the next renewal tries again.
func (h *sharing) whole(ctx context.Context) {
	h.server.untold.Store(false)
	h.failed = h.send(ctx, h.server.Roster.Whole()) != nil
}

// renew sends the whole share where a change did not arrive: a bus that was away for less than a lease holds the old one. One that is
// only on its way is waited for: the whole share is as large as the site.
func (h *sharing) renew(ctx context.Context) {
	if h.failed || h.server.untold.Load() {
		h.whole(ctx)
		return
	}
	asked, cancel := context.WithTimeout(ctx, shareTimeout)
	defer cancel()
	held, err := h.server.Bus.Renew(asked, h.server.Node, h.sent)
	switch {
	case err == nil && held:
		h.holds()
	case err == nil:
		h.whole(ctx)
	}
}

func (h *sharing) send(ctx context.Context, d presence.Delta) error {
	ctx, cancel := context.WithTimeout(ctx, shareTimeout)
	defer cancel()
	d.Node = h.server.Node
	err := h.server.Bus.Change(ctx, live.Delta(d))
	if err == nil {
		h.sent = d.Seq
		h.holds()
	}
	return err
}

// holds notes that the bus has renewed the lease.
func (h *sharing) holds() {
	now := h.server.Now()
	h.server.renewed.Store(&now)
}

// fetch takes in what the others said, and says everything anew where the bus holds something else than this node said.
func (h *sharing) fetch(ctx context.Context) {
	asked, cancel := context.WithTimeout(ctx, shareTimeout)
	defer cancel()
	shares, err := h.server.Bus.Shares(asked)
	if err != nil {
		return // the next sign of life of a node shows the gap again
	}
	for _, share := range shares {
		if share.Node != h.server.Node {
			h.server.Roster.Replace(share.Node, share.Seq, share.Left, share.Fields)
		} else if !h.server.Roster.Stands(share.Seq, share.Fields) {
			h.server.Log.Warn("the bus held another roster of this node than it told: it tells everything anew")
			h.whole(ctx)
		}
	}
}

func (s *Server) askResync() {
	select {
	case s.resync <- struct{}{}:
	default: // asked already
	}
}

func (s *Server) onChanged(d live.Delta) {
	if s.Roster.Merge(presence.Delta(d)) {
		s.askResync()
	}
}

func (s *Server) onRenewed(node string, seq uint64) {
	if s.Roster.Alive(node, seq) {
		s.askResync()
	}
}
