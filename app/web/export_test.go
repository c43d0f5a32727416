package web

import (
	"net"
	"time"
)

// Route is a line of the table as tests see it.
type Route struct{ Method, Path string }

// Table is what stands in routes.go.
func (s *Server) Table() (all []Route) {
	for _, r := range s.routes() {
		all = append(all, Route{r.method, r.path})
	}
	return all
}

// Mounted is what Fiber really answers to, whoever added it.
func (s *Server) Mounted() (all []Route) {
	for _, r := range s.app.GetRoutes(true) {
		all = append(all, Route{r.Method, r.Path})
	}
	return all
}

// TicksUntilTold is how many ticks a room of this size waits for its counts.
func TicksUntilTold(sockets int) int {
	n, ticks := news{}, 1
	for !n.due(sockets) {
		ticks++
	}
	return ticks
}

// FillSearches has as many searches under way as the server works on at once, until the returned function ends them.
func (s *Server) FillSearches() (end func()) {
	n := 0
	for s.seeking.TryAcquire(1) {
		n++
	}
	return func() { s.seeking.Release(int64(n)) }
}

// HeldFailures is how many bytes of addresses wait to be recorded with the logins that failed.
func (s *Server) HeldFailures() (bytes int) {
	s.failures.mu.Lock()
	defer s.failures.mu.Unlock()
	for email := range s.failures.byEmail {
		bytes += len(email)
	}
	return bytes
}

// EarlyMost is how much earlier than it was asked to a connection may be given up.
const EarlyMost = earlyMost

// NewTimedConn is what the server makes of a connection that it takes.
func NewTimedConn(conn *net.TCPConn) net.Conn { return &timedConn{TCPConn: conn} }

// KeptDeadline is until when the runtime lets a connection of NewTimedConn wait for something to read.
func KeptDeadline(conn net.Conn) time.Time { return conn.(*timedConn).reads.kept }
