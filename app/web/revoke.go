package web

import (
	"context"
	"time"

	"porchlight/app/fault"
	"porchlight/app/live"
)

// checkSessionsEvery is how long a session that ended may keep an open socket.
const checkSessionsEvery = 3 * time.Second

// watchSessions closes the sockets of staff whose session is over: logged out, a new password, or too old.
func (s *Server) watchSessions(ctx context.Context) {
	ticker := time.NewTicker(checkSessionsEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		s.closeEnded()
		s.recordFailures(ctx, failuresTogether)
	}
}

func (s *Server) closeEnded() {
	over := map[string]bool{} // by token: one look for all tabs of a session
	s.hub.Each(staffRoom, func(socket *live.Socket[*session]) {
		token := socket.Data.token
		if _, known := over[token]; !known {
			over[token] = s.isOver(token)
		}
		if over[token] {
			socket.Close(closePolicy, "the session is over")
		}
	})
}

func (s *Server) isOver(token string) bool {
	ctx, cancel := askingAside()
	defer cancel()
	return fault.Is(s.Accounts.Check(ctx, token), fault.Unauthorized)
}
