package testparts

import (
	"net"
	"sync"
	"testing"
)

// wirePart is how much is carried at once, and what at most is still on its way when a wire goes dead, beside the buffers
// of the kernel.
const wirePart = 16 << 10

// Wire leads to a server, and can go silently dead: then nothing passes any more, and neither end is told.
type Wire struct {
	Addr   string // to connect to instead of the server
	target string

	mu      sync.Mutex
	passes  chan struct{} // closed while the wire is whole
	ends    []net.Conn
	down    bool
	carried sync.WaitGroup
}

// NewWire lays a wire to a server; it is taken down with the test.
func NewWire(t testing.TB, target string) *Wire {
	t.Helper()
	listener, err := net.Listen("tcp", FreeAddr(t))
	must(t, err)
	w := &Wire{Addr: listener.Addr().String(), target: target, passes: make(chan struct{})}
	close(w.passes)
	w.carried.Go(func() { w.accept(listener) })
	t.Cleanup(func() {
		_ = listener.Close()
		w.Mend()
		w.takeDown()
		w.carried.Wait()
	})
	return w
}

func (w *Wire) takeDown() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.down = true
	for _, end := range w.ends {
		_ = end.Close()
	}
}

// Cut makes the wire dead, for the connections that there are and for new ones.
func (w *Wire) Cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.passes = make(chan struct{})
}

// Mend lets everything that is still on its way pass.
func (w *Wire) Mend() {
	w.mu.Lock()
	defer w.mu.Unlock()
	select {
	case <-w.passes:
	default:
		close(w.passes)
	}
}

func (w *Wire) accept(listener net.Listener) {
	for {
		near, err := listener.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", w.target)
		if err != nil {
			_ = near.Close()
			continue
		}
		w.hold(near, far)
		w.carried.Go(func() { w.carry(near, far) })
		w.carried.Go(func() { w.carry(far, near) })
	}
}

// hold keeps the two ends of a connection until the wire is taken down; what comes too late for that is closed at once.
func (w *Wire) hold(ends ...net.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ends = append(w.ends, ends...)
	if w.down {
		for _, end := range ends {
			_ = end.Close()
		}
	}
}

// carry carries one direction; the end of it passes as little as anything else while the wire is dead.
func (w *Wire) carry(to, from net.Conn) {
	part := make([]byte, wirePart)
	for {
		n, err := from.Read(part)
		w.pass()
		if n > 0 {
			_, _ = to.Write(part[:n]) // an end that is closed is noticed by reading from it
		}
		if err != nil {
			_ = to.Close()
			return
		}
	}
}

func (w *Wire) pass() {
	w.mu.Lock()
	passes := w.passes
	w.mu.Unlock()
	<-passes
}
