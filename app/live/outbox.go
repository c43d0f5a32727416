package live

import (
	"net"
	"sync"
	"syscall"
	"time"

	"github.com/fasthttp/websocket"
)

// past is a deadline that ends whatever waits on it.
var past = time.Unix(1, 0)

// outbox is the only way bytes reach a socket's connection, control frames included, so frames never interleave.
//
// Whoever writes holds mu (the shared writer) or has spilling set (the goroutine of a full socket). After end has
// returned nobody writes: the connection may then be pooled and become another visitor's.
type outbox struct {
	options *Options
	writer  *writer
	raw     net.Conn
	direct  syscall.RawConn // nil: no file descriptor to write to, so everything spills

	mu       sync.Mutex
	frames   []Frame // waiting, oldest first
	sent     int     // bytes of frames[0] that the kernel has taken
	bytes    int     // length of all frames
	inflight int     // frames that the spill goroutine is writing
	queued   bool    // on the writer's ready list
	spilling bool    // a goroutine is writing
	closed   bool    // accepts no more frames: a close frame is on its way, or the connection failed
	ended    bool    // nothing is written any more
	code     uint16  // of the first close frame of either side; 0: there is none yet

	final time.Time     // with idle: the last moment of a spill
	idle  chan struct{} // closed once nothing waits; nil until end asks
}

// send appends a frame without ever blocking on the network. An outbox that is over its limits cuts the socket.
func (o *outbox) send(f Frame) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.closed:
	case o.full(len(f)):
		o.cut()
	default:
		o.push(f)
	}
}

// close sends a close frame behind what is waiting and bounds the wait for the peer's answer.
func (o *outbox) close(code int, reason string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.shut(code, reason)
}

// renew gives the peer another ReadTimeout, unless the socket is being closed: that bound must stand.
func (o *outbox) renew() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.closed {
		_ = o.raw.SetReadDeadline(time.Now().Add(o.options.ReadTimeout))
	}
}

// isClosed reports whether the socket no longer accepts frames.
func (o *outbox) isClosed() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.closed
}

// depth returns what waits.
func (o *outbox) depth() (frames, bytes int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.frames), o.bytes - o.sent
}

// abort drops everything and makes the read loop end now.
func (o *outbox) abort() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.ended {
		o.fail()
	}
}

// end waits up to patience for what is waiting, then returns; from then on nobody touches the connection.
func (o *outbox) end(patience time.Duration) {
	o.mu.Lock()
	o.closed = true
	if len(o.frames) > 0 || o.spilling {
		o.awaitIdle(patience)
	}
	o.ended = true
	o.drop(0)
	o.mu.Unlock()
}

// awaitIdle is called and returns with mu held; on return no goroutine is writing.
func (o *outbox) awaitIdle(patience time.Duration) {
	idle := make(chan struct{})
	o.idle, o.final = idle, time.Now().Add(patience)
	if o.spilling {
		_ = o.raw.SetWriteDeadline(o.final)
	}
	o.mu.Unlock()
	select {
	case <-idle:
	case <-time.After(patience):
	}
	o.mu.Lock()
	if o.spilling { // its deadline is over too: it ends at once
		o.mu.Unlock()
		<-idle
		o.mu.Lock()
	}
}

// The methods below are called with mu held.

// full reports whether n more bytes would be too many. The first frame does not count: a large catch-up may be sent, and
// has the write deadline to arrive, without a beat behind it cutting the socket.
func (o *outbox) full(n int) bool {
	if len(o.frames) == 0 {
		return false
	}
	return len(o.frames) >= o.options.OutboxFrames || o.bytes-len(o.frames[0])+n > o.options.OutboxBytes
}

func (o *outbox) push(f Frame) {
	o.frames = append(o.frames, f)
	o.bytes += len(f)
	if !o.queued && !o.spilling {
		o.queued = true
		o.writer.ready(o)
	}
}

// cut closes a socket that is too slow. Frames nobody has begun to write are dropped, so that the close frame is next.
func (o *outbox) cut() {
	begun := o.inflight
	if o.sent > 0 {
		begun = max(begun, 1)
	}
	o.drop(begun)
	o.shut(websocket.CloseTryAgainLater, "too slow")
	o.writer.tally.slow.Add(1)
}

func (o *outbox) shut(code int, reason string) {
	if o.closed {
		return
	}
	o.closed, o.code = true, uint16(code)
	o.push(closing(code, reason))
	_ = o.raw.SetReadDeadline(time.Now().Add(o.options.linger()))
}

// fail gives the connection up after an error on it.
func (o *outbox) fail() {
	o.closed = true
	o.drop(o.inflight)
	_ = o.raw.SetReadDeadline(past)
	_ = o.raw.SetWriteDeadline(past)
	o.settle()
}

// drop forgets all frames but the first keep.
func (o *outbox) drop(keep int) {
	clear(o.frames[keep:])
	o.frames = o.frames[:keep]
	o.bytes = 0
	for _, f := range o.frames {
		o.bytes += len(f)
	}
	if keep == 0 {
		o.frames, o.sent = nil, 0
	}
}

// took forgets the n bytes that were written, and returns how many frames they finished.
func (o *outbox) took(n int) (done int) {
	n += o.sent
	for done < len(o.frames) && n >= len(o.frames[done]) {
		n -= len(o.frames[done])
		o.bytes -= len(o.frames[done])
		done++
	}
	o.sent = n
	rest := copy(o.frames, o.frames[done:])
	clear(o.frames[rest:])
	o.frames = o.frames[:rest]
	if rest == 0 && cap(o.frames) > keptFrames {
		o.frames = nil // a burst should not cost an idle socket memory for ever
	}
	return done
}

// settle tells a waiting end that nothing is left to write.
func (o *outbox) settle() {
	if o.idle != nil && len(o.frames) == 0 && !o.spilling {
		close(o.idle)
		o.idle = nil
	}
}

// keptFrames is the room for waiting frames that an idle outbox keeps.
const keptFrames = 8
