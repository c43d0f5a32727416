package web

import (
	"context"
	"runtime/debug"
	"time"
)

const (
	tidyEvery = 5 * time.Second
	tidyCrowd = 1000 // sockets
)

// tidy gives memory back once a crowd has come and the door is quiet again. Handshakes leave half of it behind as garbage, and
// open sockets that say nothing allocate nothing: the next collection would be minutes away.
func (s *Server) tidy(ctx context.Context) {
	ticker := time.NewTicker(tidyEvery)
	defer ticker.Stop()
	tidied, before := uint64(0), uint64(0)
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		now := s.hub.Opened()
		if quiet := now-before < tidyCrowd/100; quiet && now-tidied >= tidyCrowd {
			debug.FreeOSMemory()
			tidied = now
		}
		before = now
	}
}
