package live_test

import (
	"fmt"
	"net"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
)

// plainListener hands out connections without a file descriptor.
type plainListener struct{ net.Listener }

func (l plainListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	return struct{ net.Conn }{conn}, err
}

// gatedListener watches the writes of each connection, and can hold one up.
type gatedListener struct {
	net.Listener
	narrow bool // the kernel's buffers are full soon
	late   atomic.Int32

	mu    sync.Mutex
	conns []*gatedConn
}

func (l *gatedListener) wrap(inner net.Listener) net.Listener {
	l.Listener = inner
	return l
}

func (l *gatedListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	gated := &gatedConn{Conn: conn, listener: l, open: make(chan struct{}, 1)}
	gated.release()
	if l.narrow {
		_ = conn.(*net.TCPConn).SetWriteBuffer(4 << 10)
	}
	l.mu.Lock()
	l.conns = append(l.conns, gated)
	l.mu.Unlock()
	return gated, nil
}

// twoOfOneWriter opens sockets until two share a writer: the sockets take turns among as many writers as Go has
// processors.
func (l *gatedListener) twoOfOneWriter(t *testing.T, s *site) (first, last *gatedConn) {
	t.Helper()
	for i := range runtime.GOMAXPROCS(0) + 1 {
		c := s.dial(t, fmt.Sprint("tab", i))
		l.mu.Lock()
		l.conns[i].client = c
		l.mu.Unlock()
	}
	return l.conns[0], l.conns[len(l.conns)-1]
}

// gatedConn is a TCP connection whose writes are counted; the raw ones can be held up.
type gatedConn struct {
	net.Conn // no *net.TCPConn: its writev would be promoted past Write
	listener *gatedListener
	client   *client
	closed   atomic.Bool // fasthttp closes a connection when its handler has returned
	writes   atomic.Int32
	held     atomic.Bool
	open     chan struct{} // holds a token while the gate is open
}

func (c *gatedConn) hold()    { <-c.open }
func (c *gatedConn) release() { c.open <- struct{}{} }

func (c *gatedConn) waitHeld(t *testing.T) {
	t.Helper()
	eventually(t, "the writer is held up", c.held.Load)
}

// writing counts a write and returns what to call when it has ended. One that ends after the handler has is late.
func (c *gatedConn) writing() (ended func()) {
	c.writes.Add(1)
	return func() {
		if c.closed.Load() {
			c.listener.late.Add(1)
		}
	}
}

func (c *gatedConn) Close() error {
	c.closed.Store(true)
	return c.Conn.Close()
}

func (c *gatedConn) Write(p []byte) (int, error) {
	defer c.writing()()
	return c.Conn.Write(p)
}

func (c *gatedConn) SyscallConn() (syscall.RawConn, error) {
	raw, err := c.Conn.(*net.TCPConn).SyscallConn()
	return gatedRaw{raw, c}, err
}

type gatedRaw struct {
	syscall.RawConn
	conn *gatedConn
}

func (r gatedRaw) Write(f func(uintptr) bool) error {
	r.conn.held.Store(true)
	<-r.conn.open
	r.conn.open <- struct{}{}
	defer r.conn.writing()()
	return r.RawConn.Write(f)
}
