package live

import (
	"fmt"
	"net"
	"runtime/debug"
	"syscall"
	"time"

	fast "github.com/fasthttp/websocket"
	"github.com/gofiber/contrib/websocket"
)

// Handler is what happens to a socket. All three are called in the goroutine of Serve, one at a time; each may be nil.
type Handler[T any] struct {
	// Opened is called first. The socket can be sent to and joined to rooms.
	Opened func(*Socket[T])
	// Received is called for each text message, in order; the bytes are the handler's to keep. While it runs, no
	// further message is read.
	Received func(*Socket[T], []byte)
	// Closed is called last, even after a panic, when the socket has left its rooms and no frame can reach it.
	Closed func(*Socket[T])
}

// Serve runs one socket to its end: it returns only when nobody can write to conn any more, because conn is pooled and
// will be another visitor's. While the Hub drains, conn is closed at once with 1012 and the handler never called.
func (h *Hub[T]) Serve(conn *websocket.Conn, data T, handler Handler[T]) {
	raw := seal(conn.Conn)
	s := h.enter(raw, data)
	if s == nil {
		refuse(conn.Conn, raw, h.options.linger())
		return
	}
	patience := time.Duration(0)
	defer func() {
		h.leaveAll(s)
		s.end(patience)
		h.ended.count(s.code)
		defer h.exit()
		call(handler.Closed, s)
	}()
	aside(func() { call(handler.Opened, s) })
	patience = s.read(conn.Conn, func(message []byte) {
		if handler.Received != nil {
			aside(func() { handler.Received(s, message) })
		}
	})
}

// aside runs what a handler does in a goroutine of its own, and waits for it. A stack that has grown
// shrinks only once less than a quarter of it is used: so the goroutine that waits for a socket's next message, often for
// hours, stays at the few KiB that waiting takes. A panic is passed on, with where it happened.
func aside(do func()) {
	ended := make(chan any)
	go func() {
		defer func() {
			problem := recover()
			if problem != nil {
				problem = fmt.Sprintf("%v\n\nin a handler:\n%s", problem, debug.Stack())
			}
			ended <- problem
		}()
		do()
	}()
	if problem := <-ended; problem != nil {
		panic(problem)
	}
}

func call[T any](handle func(*Socket[T]), s *Socket[T]) {
	if handle != nil {
		handle(s)
	}
}

// nothing is a frame that is never written: it only exists to fail.
var nothing, _ = fast.NewPreparedMessage(fast.TextMessage, nil)

// seal makes the library unable to write to the connection, and returns the connection below it, free of fasthttp's
// pooled wrapper. The library answers a broken frame by writing from the read loop, which could fall into the middle of
// one of our frames. A write error stops it for good, so we let its first write miss a deadline.
func seal(conn *fast.Conn) net.Conn {
	raw := conn.NetConn()
	if hijacked, ok := raw.(interface{ UnsafeConn() net.Conn }); ok {
		raw = hijacked.UnsafeConn()
	}
	_ = conn.SetWriteDeadline(past)
	_ = conn.WritePreparedMessage(nothing)
	_ = raw.SetWriteDeadline(time.Time{})
	return raw
}

// refuse closes a connection that nobody else knows of: this node restarts, the client should come back.
func refuse(conn *fast.Conn, raw net.Conn, linger time.Duration) {
	_ = raw.SetDeadline(time.Now().Add(linger))
	if _, err := raw.Write(closing(fast.CloseServiceRestart, "restarting")); err != nil {
		return
	}
	for {
		if _, _, err := conn.NextReader(); err != nil {
			return
		}
	}
}

// descriptor returns what the shared writers write to, or nil if the connection has no file descriptor.
func descriptor(raw net.Conn) syscall.RawConn {
	if c, ok := raw.(syscall.Conn); ok {
		if direct, err := c.SyscallConn(); err == nil {
			return direct
		}
	}
	return nil
}
