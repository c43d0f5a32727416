package web

import (
	"context"
	"porchlight/app/broadcast"
)

// broadcastLists are what runs and what has ended, as owners see it.
type broadcastLists struct {
	Running, Past []broadcastItem
}

type broadcastItem struct {
	broadcast.Broadcast
	To        string // in words
	By        string // the owner who sent it; empty: an account that is gone
	EndedBy   string // the owner who ended it early
	CardTitle string
}

func (broadcastLists) Most() int       { return broadcast.PastMost }
func (broadcastLists) KeptFor() string { return span(broadcast.KeptFor) }

func (s *Server) broadcastLists() (lists broadcastLists, err error) {
	ctx, cancel := askingAside()
	defer cancel()
	running, err := s.Broadcasts.Running(ctx)
	if err != nil {
		return lists, err
	}
	past, err := s.Broadcasts.Past(ctx)
	names := map[int64]string{0: ""}
	lists.Running, lists.Past = s.broadcastItems(running, names), s.broadcastItems(past, names)
	return lists, err
}

func (s *Server) broadcastItems(all []broadcast.Broadcast, names map[int64]string) (items []broadcastItem) {
	for _, b := range all {
		for _, account := range []int64{b.Account, b.EndedBy} {
			if _, asked := names[account]; !asked {
				names[account] = s.nameOfOwner(account)
			}
		}
		item := broadcastItem{Broadcast: b, To: s.targetWords(b.Target), By: names[b.Account], EndedBy: names[b.EndedBy]}
		if b.Card != "" {
			item.CardTitle = s.placeTitle(b.Card)
		}
		items = append(items, item)
	}
	return items
}

// targetOf names whom a broadcast is for, as the audit log does: no visitor, who may have themselves erased.
func targetOf(t broadcast.Target) string {
	if t.Visitor != "" {
		return "one visitor"
	}
	return t.Place
}

// targetWords says whom a broadcast is for.
func (s *Server) targetWords(t broadcast.Target) string {
	switch {
	case t.Visitor != "":
		return nameOf(t.Visitor) + " alone"
	case t.Place == broadcast.Everyone:
		return "everyone"
	}
	return "whoever is at " + s.placeTitle(t.Place)
}

// showBroadcasts renews the lists on the owners' pages.
func (s *Server) showBroadcasts() {
	if s.hub.Size(broadcastsRoom) == 0 {
		return
	}
	lists, err := s.broadcastLists()
	if s.warn(context.Background(), "the broadcasts could not be read", err); err == nil {
		s.hub.Broadcast(broadcastsRoom, s.frame("broadcast/lists-partial", lists))
	}
}
