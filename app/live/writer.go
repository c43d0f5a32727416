package live

import (
	"sync"
	"syscall"
	"time"
)

// After a round to a crowd the writer rests for a moment, so that what is on its way through the store arrives together and
// goes out with the next round as one write a socket, not as one round each. A socket alone never waits for that.
const (
	crowdReady  = 500 // sockets in a round
	restShare   = 8   // of the time that the round took
	longestRest = 10 * time.Millisecond
)

// writer writes for many sockets, never waiting for any of them. All that waits for a socket goes out as one write:
// under load that is what decides how many receivers one core can serve.
type writer struct {
	mu     sync.Mutex
	queue  []*outbox
	behind []func() // to be called when the queue has been served
	wake   chan struct{}

	joined []byte // several frames, put together for one write

	tally         tally
	frames, bytes int // written in this round, and not in the tally yet

	// The current write lives in fields so that no closure is allocated for each.
	chunk []byte
	n     int
	err   error
	try   func(fd uintptr) bool
}

func newWriter() *writer {
	w := &writer{wake: make(chan struct{}, 1)}
	w.try = func(fd uintptr) bool {
		w.n, w.err = writeOnce(int(fd), w.chunk)
		return true // never park: a full socket spills
	}
	return w
}

// ready queues an outbox that has something to write.
func (w *writer) ready(o *outbox) {
	w.mu.Lock()
	w.queue = append(w.queue, o)
	w.mu.Unlock()
	w.rouse()
}

// after has done called when everything that is queued by now has been served.
func (w *writer) after(done func()) {
	w.mu.Lock()
	w.behind = append(w.behind, done)
	w.mu.Unlock()
	w.rouse()
}

func (w *writer) rouse() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// run serves the queue until stop is closed.
func (w *writer) run(stop <-chan struct{}) {
	var batch []*outbox
	for {
		select {
		case <-stop:
			return
		case <-w.wake:
		}
		w.mu.Lock()
		batch, w.queue = w.queue, batch[:0]
		behind := w.behind
		w.behind = nil
		w.mu.Unlock()
		began := time.Now()
		for _, o := range batch {
			w.flush(o)
		}
		clear(batch)
		w.tally.out(w.frames, w.bytes)
		w.frames, w.bytes = 0, 0
		for _, done := range behind {
			done()
		}
		if len(batch) >= crowdReady {
			time.Sleep(min(time.Since(began)/restShare, longestRest))
		}
	}
}

// flush writes what waits in o as far as the kernel takes it, and leaves the rest to a spill.
func (w *writer) flush(o *outbox) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.queued = false
	if o.ended || o.spilling || len(o.frames) == 0 {
		return
	}
	if o.direct == nil {
		o.spill()
		return
	}
	n, err := w.write(o.direct, w.join(o.frames))
	if err != nil {
		o.fail()
		return
	}
	w.frames += o.took(n)
	w.bytes += n
	if len(o.frames) > 0 {
		o.spill()
		return
	}
	o.settle()
}

func (w *writer) join(frames []Frame) []byte {
	if len(frames) == 1 {
		return frames[0]
	}
	w.joined = w.joined[:0]
	for _, f := range frames {
		w.joined = append(w.joined, f...)
	}
	return w.joined
}

func (w *writer) write(to syscall.RawConn, p []byte) (int, error) {
	w.chunk, w.n, w.err = p, 0, nil
	err := to.Write(w.try)
	w.chunk = nil
	if err == nil {
		err = w.err
	}
	return w.n, err
}

// writeOnce is one write that does not block: a full connection takes nothing, which is no error.
func writeOnce(fd int, p []byte) (int, error) {
	for {
		n, err := syscall.Write(fd, p)
		switch err {
		case syscall.EINTR:
			continue
		case syscall.EAGAIN:
			return 0, nil
		}
		return max(n, 0), err
	}
}
