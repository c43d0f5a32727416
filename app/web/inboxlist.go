package web

import (
	"context"
	"sync"
	"time"
)

const inboxRoom = "inbox"

// inboxState remembers whether the owners' list is out of date, and whom it shows.
type inboxState struct {
	mu    sync.Mutex
	stale bool
	shown map[string]bool
}

// touch marks the list as out of date.
func (i *inboxState) touch() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.stale = true
}

// moved marks the list as out of date when one of the visitors in it came, moved or left.
func (i *inboxState) moved(visitors []string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	for _, v := range visitors {
		i.stale = i.stale || i.shown[v]
	}
}

// take reports whether the list is out of date, and marks it as good.
func (i *inboxState) take() (stale bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	stale, i.stale = i.stale, false
	return stale
}

// tickInbox renews the owners' list, at most once a tick. It asks the store, so it has a goroutine of its own: a slow store
// must not hold up the counts.
func (s *Server) tickInbox(ctx context.Context) {
	ticker := time.NewTicker(s.Tick)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if s.hub.Size(inboxRoom) > 0 && s.inbox.take() {
			s.showInboxList()
		}
	}
}

func (s *Server) showInboxList() {
	list, err := s.inboxList()
	if err != nil {
		s.Log.Error("the inbox could not be read", "error", err)
		s.inbox.touch()
		return
	}
	shown := make(map[string]bool, len(list.Items))
	for _, item := range list.Items {
		shown[item.Conversation.ID] = true
	}
	s.inbox.mu.Lock()
	s.inbox.shown = shown
	s.inbox.mu.Unlock()
	s.hub.Broadcast(inboxRoom, s.frame("inbox/list-partial", list))
}
