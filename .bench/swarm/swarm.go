// Package swarm opens thousands of WebSockets to one server on loopback and counts what comes back. It is one thread with
// one epoll set and raw sockets, so that it stays cheaper than any server it measures.
//
// A swarm has no goroutine of its own: its sockets are read while Open or Until runs, on the caller's goroutine.
package swarm

import (
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"
	"time"
)

// Swarm is a set of sockets. It is for one goroutine.
type Swarm struct {
	Options
	MarkAt    time.Time // when the last mark arrived
	MarkBytes int       // the length of the last frame with a mark, its header not counted

	server   syscall.SockaddrInet4
	epoll    int
	sockets  []socket
	buffer   []byte
	events   []syscall.EpollEvent
	next     int // the next socket to open
	shaking  int // handshakes under way
	served   int
	servedAt time.Time
	marks    int
	failed   error // the first loss: a refused handshake, a socket that the server closed
}

const (
	handshakes = 256 // at once
	sources    = 8   // loopback addresses that the sockets come from, so that ports do not run out
	readAtOnce = 256 << 10
	stalled    = 20 * time.Second // without a socket served, Open gives up
)

// New prepares a swarm; Close frees it.
func New(o Options) (*Swarm, error) {
	addr, err := net.ResolveTCPAddr("tcp4", o.Addr)
	if err != nil {
		return nil, err
	}
	if !addr.IP.IsLoopback() {
		return nil, fmt.Errorf("%s is not on loopback: a swarm goes nowhere else", o.Addr)
	}
	var files syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files); err != nil {
		return nil, err
	}
	if most := int(files.Cur) - 200; o.Sockets > most {
		return nil, fmt.Errorf("%d sockets do not fit into ulimit -n %d", o.Sockets, files.Cur)
	}
	epoll, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("epoll: %w", err)
	}
	if o.Mark == "" {
		o.Mark = Mark
	}
	s := &Swarm{
		Options: o, server: syscall.SockaddrInet4{Port: addr.Port, Addr: [4]byte(addr.IP.To4())}, epoll: epoll,
		sockets: make([]socket, o.Sockets), buffer: make([]byte, readAtOnce), events: make([]syscall.EpollEvent, 1024),
	}
	for i := range s.sockets {
		s.sockets[i].fd = -1
	}
	return s, nil
}

// Open connects all sockets and returns how long it took until the last one was served.
func (s *Swarm) Open(ctx context.Context) (time.Duration, error) {
	began := time.Now()
	s.next, s.shaking, s.servedAt = 0, 0, began
	for s.served < len(s.sockets) {
		for s.shaking < handshakes && s.next < len(s.sockets) {
			s.shaking++
			s.connect(s.next)
			s.next++
		}
		s.turn()
		if err := errors.Join(ctx.Err(), s.failed); err != nil {
			return 0, err
		}
		if time.Since(s.servedAt) > stalled {
			return 0, fmt.Errorf("stuck: %d of %d sockets are served", s.served, len(s.sockets))
		}
	}
	return s.servedAt.Sub(began), nil
}

// Until reads until done says so. It fails when that takes longer than limit, and when the server has closed a socket.
func (s *Swarm) Until(ctx context.Context, limit time.Duration, done func() bool) error {
	for deadline := time.Now().Add(limit); !done(); {
		if err := errors.Join(ctx.Err(), s.failed); err != nil {
			return err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("after %s %d marks have arrived", limit, s.marks)
		}
		s.turn()
	}
	return s.failed
}

// For reads for a while.
func (s *Swarm) For(ctx context.Context, long time.Duration) error {
	end := time.Now().Add(long)
	return s.Until(ctx, long+time.Minute, func() bool { return time.Now().After(end) })
}

// Marks is how many marks have arrived since ResetMarks.
func (s *Swarm) Marks() int { return s.marks }

// ResetMarks counts from none again.
func (s *Swarm) ResetMarks() { s.marks = 0 }

// Drop closes all sockets at once; Open connects them again.
func (s *Swarm) Drop() {
	for i := range s.sockets {
		s.drop(&s.sockets[i])
	}
}

// Close ends the swarm.
func (s *Swarm) Close() {
	s.Drop()
	_ = syscall.Close(s.epoll)
}

// turn takes what has happened, or waits a moment for it.
func (s *Swarm) turn() {
	const patience = 2 // ms
	n, err := syscall.EpollWait(s.epoll, s.events, patience)
	if err != nil && err != syscall.EINTR {
		s.fail(fmt.Errorf("epoll: %w", err))
	}
	for _, event := range s.events[:max(0, n)] {
		s.happened(&s.sockets[event.Fd], event.Events)
	}
}

func (s *Swarm) fail(err error) {
	if s.failed == nil {
		s.failed = err
	}
}
