package web

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"porchlight/app/broadcast"
	"porchlight/app/catalog"
	"porchlight/app/fault"
	"porchlight/app/live"
)

// lookAtBroadcasts is how long a broadcast of another node can stay unknown here, should the bus lose it.
const lookAtBroadcasts = time.Minute

// banners are the broadcasts that run, as this node's pages are shown them.
type banners struct {
	renewing sync.Mutex   // held from reading the store to showing it, so that no older state comes last
	mu       sync.RWMutex // a socket changes its place with a reader's lock: who has it whole finds all where they are
	running  []banner     // the oldest first, so that pages have the newest on top
	changed  atomic.Bool
	wake     chan struct{}
}

// banner is a broadcast with the frame that shows it.
type banner struct {
	broadcast.Broadcast
	live.Frame
}

// bannerView is what a page shows of a broadcast.
type bannerView struct {
	broadcast.Broadcast
	Card *catalog.Card // nil: none goes with it
}

func (s *Server) bannerOf(b broadcast.Broadcast) bannerView {
	return bannerView{Broadcast: b, Card: s.Press.Current().Catalog.Card(b.Card)}
}

// bannerRoom holds the sockets that were shown a broadcast: no page is shown it twice, and all learn of its end.
func bannerRoom(id string) string { return "banner:" + id }

// stir has this node look at what runs, soon.
func (b *banners) stir() {
	b.changed.Store(true)
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// keepBanners follows what the store says of broadcasts, ends those whose time is over, and counts whom they were shown to, until the
// context ends.
func (s *Server) keepBanners(ctx context.Context) {
	ticker := time.NewTicker(s.Tick)
	defer ticker.Stop()
	looked := s.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-s.banners.wake:
		}
		now := s.Now()
		again := now.Sub(looked) >= lookAtBroadcasts
		if again {
			s.warn(ctx, "who was shown a broadcast could not be forgotten", s.Broadcasts.Settle(ctx))
			looked = now
		}
		if s.banners.changed.Swap(false) || again {
			s.warn(ctx, "the broadcasts could not be read", s.renewBanners(ctx))
		}
		s.endBanners()
		s.noteSights(ctx)
	}
}

// renewBanners shows pages what the store says that runs.
func (s *Server) renewBanners(ctx context.Context) error {
	s.banners.renewing.Lock()
	defer s.banners.renewing.Unlock()
	running, err := s.Broadcasts.Running(ctx)
	if err == nil {
		s.showBanners(running)
	}
	return err
}

// endBanners takes away those whose time is over, also where the store cannot be read.
func (s *Server) endBanners() {
	s.banners.renewing.Lock()
	defer s.banners.renewing.Unlock()
	now := s.Now()
	var running []broadcast.Broadcast
	for _, b := range s.banners.running { // changed only by who has renewing
		if b.Runs(now) {
			running = append(running, b.Broadcast)
		}
	}
	if slices.Reverse(running); len(running) < len(s.banners.running) {
		s.showBanners(running)
	}
}

// showBanners brings the pages of this node from what ran to what runs now, the newest first. The caller holds renewing.
func (s *Server) showBanners(running []broadcast.Broadcast) {
	before := s.banners.running
	now := make([]banner, 0, len(running))
	for _, b := range slices.Backward(running) {
		now = append(now, banner{b, s.frame("broadcast/banner", s.bannerOf(b))})
	}
	s.banners.mu.Lock()
	s.banners.running = now
	for _, b := range now {
		if !has(before, b.ID) {
			s.showBanner(b)
		}
	}
	s.banners.mu.Unlock()
	for _, b := range before {
		if !has(now, b.ID) {
			s.hub.Broadcast(bannerRoom(b.ID), s.overFrame(b.ID))
			s.hub.Each(bannerRoom(b.ID), func(socket *live.Socket[*session]) { s.hub.Leave(socket, bannerRoom(b.ID)) })
		}
	}
	s.showBroadcasts()
}

func has(all []banner, id string) bool {
	return slices.ContainsFunc(all, func(b banner) bool { return b.ID == id })
}

// showBanner shows a new broadcast to all whom it is for. The caller holds mu whole.
func (s *Server) showBanner(b banner) {
	for _, room := range s.pageRooms() {
		s.hub.Each(room, func(socket *live.Socket[*session]) { s.offer(socket, b) })
	}
}

// offer shows a socket a broadcast, if it is for it and was not shown there before.
func (s *Server) offer(socket *live.Socket[*session], b banner) {
	h := socket.Data
	if !b.Reaches(h.at, h.visitor) || !s.hub.Join(socket, bannerRoom(b.ID)) {
		return
	}
	socket.Send(b.Frame)
	s.sights.add(broadcast.Sight{Broadcast: b.ID, Visitor: h.visitor})
}

// settleAt shows a visitor's socket what is for the place where it is from now on. What it was shown elsewhere stays: nobody is to lose what
// they are just reading by scrolling on.
func (s *Server) settleAt(socket *live.Socket[*session], place string) {
	s.banners.mu.RLock()
	defer s.banners.mu.RUnlock()
	socket.Data.at = place
	for _, b := range s.banners.running {
		s.offer(socket, b)
	}
}

// onBanner answers a page that came back with a broadcast: it learns when that is over, or that it is.
func (s *Server) onBanner(socket *live.Socket[*session], f clientFrame) error {
	if socket.Data.staff != nil {
		return fault.New(fault.Forbidden, "This page is shown no broadcasts.")
	}
	s.banners.mu.RLock()
	defer s.banners.mu.RUnlock()
	for _, b := range s.banners.running {
		if b.ID == f.ID && (b.Visitor == "" || b.Visitor == socket.Data.visitor) {
			s.hub.Join(socket, bannerRoom(b.ID))
			return nil
		}
	}
	socket.Send(s.overFrame(f.ID))
	return nil
}

// overFrame tells a page that a broadcast is over.
func (s *Server) overFrame(id string) live.Frame { return s.frame("broadcast/over", id) }
