package web

import (
	"sync"

	"porchlight/app/live"
)

const inboxRoom = "inbox"

// inboxState remembers whether the owners' list is out of date, and whom it shows.
type inboxState struct {
	mu    sync.Mutex
	stale bool
	shown map[string]bool
}

func (i *inboxState) touch() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.stale = true
}

// take reports whether the list must be shown anew, also because one of its visitors came or went.
func (i *inboxState) take(visitors []string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	stale := i.stale
	for _, v := range visitors {
		stale = stale || i.shown[v]
	}
	i.stale = false
	return stale
}

// showInboxList renews the owners' list, at most once a tick.
func (s *Server) showInboxList(visitors []string) {
	if s.hub.Size(inboxRoom) == 0 || !s.inbox.take(visitors) {
		return
	}
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

// showTyping tells the other side's tabs that someone is writing.
func (s *Server) showTyping(e typingEvent) {
	room := conversationRoom(e.ID)
	if s.hub.Size(room) == 0 {
		return
	}
	frame := s.frame("conversation/typing", e.Side)
	s.hub.Each(room, func(socket *live.Socket[*session]) {
		if socket.Data.side != e.Side {
			socket.Send(frame)
		}
	})
}
