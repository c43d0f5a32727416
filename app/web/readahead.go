package web

import (
	"io"
	"net"
	"sync"
	"time"
)

// aheadMost is what is read of a request beside its first byte; browsers' requests are smaller.
const aheadMost = 2 << 10

var aheads = sync.Pool{New: func() any { return new([aheadMost]byte) }}

// readingAhead saves a system call a request. To hold no large buffer for a connection that is idle, or any for one that has
// become a socket, fasthttp asks for one byte and only then for the rest. An idle connection costs aheadMost here. This reads both at once and hands out the rest from memory. What a
// socket reads is never one byte: it goes past this.
type readingAhead struct {
	timedConn
	buffer *[aheadMost]byte // nil: nothing is left
	rest   []byte
	heeds  bool // what is still being said when it closes
}

// Read is net.Conn's.
func (c *readingAhead) Read(p []byte) (int, error) {
	switch {
	case c.buffer != nil:
		n := copy(p, c.rest)
		if c.rest = c.rest[n:]; len(c.rest) == 0 {
			c.release()
		}
		return n, nil
	case len(p) != 1:
		return c.timedConn.Read(p)
	}
	c.buffer = aheads.Get().(*[aheadMost]byte)
	n, err := c.timedConn.Read(c.buffer[:])
	if n == 0 {
		c.release()
		return 0, err
	}
	p[0], c.rest = c.buffer[0], c.buffer[1:n]
	if len(c.rest) == 0 {
		c.release()
	}
	return 1, nil // an error comes again with the next Read
}

func (c *readingAhead) release() {
	aheads.Put(c.buffer)
	c.buffer, c.rest = nil, nil
}

// heedFor is how long whoever was refused in the middle of a request has to finish it.
const heedFor = 2 * time.Second

// Close is net.Conn's. A connection that is closed while something unread is in it is reset by the kernel, and the peer may lose the answer
// that says why (RFC 9112, section 9.6): where that can be, only our side is closed until the peer has closed theirs.
func (c *readingAhead) Close() error {
	if c.heeds && c.CloseWrite() == nil {
		_ = c.TCPConn.SetReadDeadline(time.Now().Add(heedFor))
		_, _ = io.Copy(io.Discard, c.TCPConn)
	}
	return c.TCPConn.Close()
}

// heed has a connection closed with regard for what is still being said.
func heed(conn net.Conn) {
	if c, is := conn.(*readingAhead); is {
		c.heeds = true
	}
}
