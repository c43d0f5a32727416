package web

import (
	"io"
	"net"
	"time"
)

// earlyMost is how much earlier than it was asked to a connection may be given up.
const earlyMost = time.Second

// timedConn tells the runtime of a deadline when a read or a write could wait for it, and not when it is hardly later than the one that is
// kept there. fasthttp asks for three with each request, which is read at once and answered within microseconds: to keep each is a
// twentieth of what a page takes.
type timedConn struct {
	*net.TCPConn
	reads, writes deadline
	handed        bool // to a socket, whose goroutines set deadlines under each other's reads and writes: these hold at once
}

type deadline struct{ asked, kept time.Time }

// Read is net.Conn's.
func (c *timedConn) Read(p []byte) (int, error) {
	if err := c.reads.keep(c.TCPConn.SetReadDeadline); err != nil {
		return 0, err
	}
	return c.TCPConn.Read(p)
}

// Write is net.Conn's.
func (c *timedConn) Write(p []byte) (int, error) {
	if err := c.writes.keep(c.TCPConn.SetWriteDeadline); err != nil {
		return 0, err
	}
	return c.TCPConn.Write(p)
}

// ReadFrom is io.ReaderFrom's, by which long answers are written.
func (c *timedConn) ReadFrom(r io.Reader) (int64, error) {
	if err := c.writes.keep(c.TCPConn.SetWriteDeadline); err != nil {
		return 0, err
	}
	return c.TCPConn.ReadFrom(r)
}

// SetReadDeadline is net.Conn's.
func (c *timedConn) SetReadDeadline(t time.Time) error {
	if c.handed {
		return c.TCPConn.SetReadDeadline(t)
	}
	c.reads.asked = t
	return nil
}

// SetWriteDeadline is net.Conn's.
func (c *timedConn) SetWriteDeadline(t time.Time) error {
	if c.handed {
		return c.TCPConn.SetWriteDeadline(t)
	}
	c.writes.asked = t
	return nil
}

// SetDeadline is net.Conn's. fasthttp calls it where it hands a connection over, and nowhere else.
func (c *timedConn) SetDeadline(t time.Time) error {
	c.handed, c.reads, c.writes = true, deadline{}, deadline{}
	return c.TCPConn.SetDeadline(t)
}

// keep has the runtime keep what was asked for last.
func (d *deadline) keep(set func(time.Time) error) error {
	if later := d.asked.Sub(d.kept); 0 <= later && later < earlyMost {
		return nil
	}
	d.kept = d.asked
	return set(d.asked)
}
