package web

import (
	"context"
	"time"

	"porchlight/app/fault"
	"porchlight/app/live"
)

// recalledRoom has the sockets of visitors who came while the store could not be read. They are here like all others, but of no conversation,
// since nobody knows whether they are blocked and what they lack: their pages send by post, which answers that nothing can be stored.
const recalledRoom = "recalled"

const (
	recallEvery = time.Second     // between two looks whether the store is back
	recallAfter = 3 * time.Second // of a socket: where one conversation alone cannot be read, its tabs do not come again and again at once
)

// recall has such sockets come anew once the store is back.
func (s *Server) recall(ctx context.Context) {
	ticker := time.NewTicker(recallEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if s.hub.Size(recalledRoom) == 0 || !s.isStoreBack(ctx) {
			continue
		}
		s.hub.Each(recalledRoom, func(socket *live.Socket[*session]) {
			if time.Since(socket.Data.since) > recallAfter {
				socket.Close(closeAnew, "the store is back")
			}
		})
	}
}

func (s *Server) isStoreBack(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	_, err := s.Conversations.Get(ctx, recalledRoom) // which names none
	return err == nil || fault.Is(err, fault.NotFound)
}
