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
	over := map[string]bool{} // by session: one look for all of its tabs
	s.hub.Each(staffRoom, func(socket *live.Socket[*session]) {
		login := socket.Data.login
		if _, known := over[login]; !known {
			over[login] = s.isOver(login)
		}
		if over[login] {
			socket.Close(closePolicy, "the session is over")
		}
	})
}

func (s *Server) isOver(login string) bool {
	ctx, cancel := askingAside()
	defer cancel()
	return fault.Is(s.Accounts.Check(ctx, login), fault.Unauthorized)
}
