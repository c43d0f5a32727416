package live

import (
	"crypto/rand"
	"net"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// Hub holds the sockets of one node and the rooms they sit in. T is what the caller keeps with each socket.
// All its methods may be called from any goroutine.
type Hub[T any] struct {
	options Options
	prefix  string
	writers []*writer
	stop    chan struct{} // closed when the Hub has drained: its goroutines end
	halt    sync.Once
	ended   endings

	mu       sync.RWMutex
	rooms    map[string]*room[T]
	slots    [beatSlots]*room[T] // every socket sits in exactly one
	number   uint64              // of the newest socket
	open     int
	draining bool
	drained  chan struct{} // closed when draining and the last handler has returned
}

// NewHub starts a Hub. It runs until it is drained.
func NewHub[T any](options Options) *Hub[T] {
	h := &Hub[T]{
		options: options.withDefaults(),
		prefix:  rand.Text()[:8] + "-",
		stop:    make(chan struct{}),
		rooms:   map[string]*room[T]{},
		drained: make(chan struct{}),
	}
	for i := range h.slots {
		h.slots[i] = &room[T]{}
	}
	for range runtime.GOMAXPROCS(0) {
		w := newWriter()
		h.writers = append(h.writers, w)
		go w.run(h.stop)
	}
	go h.beat()
	return h
}

// Len returns the number of sockets whose handler has not returned.
func (h *Hub[T]) Len() int {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.open
}

// Opened returns how many sockets have ever been opened here.
func (h *Hub[T]) Opened() uint64 {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.number
}

// Find returns the open socket with this ID, or nil. It searches a small part of the sockets: for what happens rarely.
func (h *Hub[T]) Find(id string) *Socket[T] {
	digits, own := strings.CutPrefix(id, h.prefix)
	number, err := strconv.ParseUint(digits, 36, 64)
	if !own || err != nil {
		return nil
	}
	h.mu.RLock()
	defer h.mu.RUnlock()
	for _, s := range h.slots[number%beatSlots].sockets {
		if s.number == number {
			return s
		}
	}
	return nil
}

// Written has done called, from another goroutine, once what was sent to sockets until now has been handed to the kernel, as far as it took
// it: what a full socket could not take goes on by itself. On a Hub that has drained it is never called.
func (h *Hub[T]) Written(done func()) {
	var left atomic.Int64
	left.Store(int64(len(h.writers)))
	for _, w := range h.writers {
		w.after(func() {
			if left.Add(-1) == 0 {
				done()
			}
		})
	}
}

// enter makes a socket of a connection, or returns nil when the Hub drains.
func (h *Hub[T]) enter(raw net.Conn, data T) *Socket[T] {
	s := &Socket[T]{Data: data, hub: h}
	s.options, s.raw, s.direct = &h.options, raw, descriptor(raw)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.draining {
		return nil
	}
	h.open++
	h.number++
	s.number = h.number
	s.writer = h.writers[s.number%uint64(len(h.writers))]
	h.slots[s.number%beatSlots].add(s)
	return s
}

// exit counts a handler that returns.
func (h *Hub[T]) exit() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.open--
	h.checkDrained()
}
