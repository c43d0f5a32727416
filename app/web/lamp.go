package web

import (
	"context"
	"sync/atomic"
	"time"

	"porchlight/app/hours"
	"porchlight/app/lamp"
	"porchlight/app/live"
)

const (
	lookAtLamp  = time.Minute // how long a change of the lamp by another node can stay unknown here, should the bus lose it
	countAnswer = time.Minute // how often the usual reply time is worked out anew at most
	keepEvery   = time.Second
)

// lampState is what this node knows of the lamp, beside what the store has.
type lampState struct {
	shown    lamp.Shown // to everybody; changed only while showing is held
	wake     chan struct{}
	changed  atomic.Bool // another node may have changed the switch
	answered atomic.Bool // an owner has answered since the usual reply time was worked out
	signed   atomic.Bool // an owner has asked for something
}

func (l *lampState) stir(what *atomic.Bool) {
	what.Store(true)
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

func (s *Server) hours() hours.Hours { return s.Press.Current().Catalog.Site.Hours }

// keepLamp notes that owners are here, and reads what was noted elsewhere, until the context ends.
func (s *Server) keepLamp(ctx context.Context) {
	ticker := time.NewTicker(keepEvery)
	defer ticker.Stop()
	looked, counted := s.Now(), time.Time{}
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-s.lamp.wake:
		}
		now := s.Now()
		if s.lamp.signed.Swap(false) || s.Roster.OwnerIn() {
			s.signLamp(ctx)
		}
		if s.lamp.changed.Swap(false) || now.Sub(looked) >= lookAtLamp {
			s.warn(ctx, "the lamp could not be read", s.Lamp.Look(ctx))
			looked = now
		}
		if now.Sub(counted) >= countAnswer && s.lamp.answered.Swap(false) {
			s.warn(ctx, "the last replies could not be read", s.countReplies(ctx))
			counted = now
		}
	}
}

func (s *Server) signLamp(ctx context.Context) {
	noted, err := s.Lamp.Sign(ctx)
	s.warn(ctx, "that an owner is here could not be noted", err)
	if noted {
		s.Bus.Publish(topicLamp, nil)
	}
}

func (s *Server) countReplies(ctx context.Context) error {
	last, err := s.Conversations.Replies(ctx, lamp.Replies)
	if err != nil {
		return err
	}
	var replies []lamp.Reply
	for _, r := range last {
		replies = append(replies, lamp.Reply(r))
	}
	s.Lamp.Learn(s.hours(), replies)
	return nil
}

// lookFirst has the lamp, and what owners tell people, known before anybody comes.
func (s *Server) lookFirst() {
	ctx, cancel := askingAside()
	defer cancel()
	s.warn(ctx, "the lamp could not be read", s.Lamp.Look(ctx))
	s.warn(ctx, "the last replies could not be read", s.countReplies(ctx))
	s.lamp.shown = s.Lamp.Shown(s.hours(), false)
	s.warn(ctx, "the broadcasts could not be read", s.renewBanners(ctx))
}

// showLamp shows everyone, staff included, how the lamp stands, where that is something new. The caller holds showing.
func (s *Server) showLamp() {
	now := s.Lamp.Shown(s.hours(), s.Roster.OwnerIn())
	if now.Same(s.lamp.shown) {
		return
	}
	s.lamp.shown = now
	frame := s.lampFrame()
	for _, room := range append(s.pageRooms(), staffRoom) {
		s.hub.Broadcast(room, frame)
	}
	s.showSwitch()
}

func (s *Server) lampFrame() live.Frame { return s.frame("presence/lamp", s.lamp.shown) }

// says tells a visitor without a script how the lamp stands, by the clock of where they said that they are.
func (s *Server) says(zoneName string) string {
	s.showing.RLock()
	defer s.showing.RUnlock()
	zone, named := s.hours().Zone, true
	if theirs, err := time.LoadLocation(zoneName); err == nil && zoneName != "" {
		zone, named = theirs, false
	}
	return s.lamp.shown.Words(s.Now(), zone, named)
}
