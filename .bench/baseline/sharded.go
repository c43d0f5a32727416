package baseline

import (
	"fmt"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"

	fws "github.com/fasthttp/websocket"
	"github.com/gofiber/fiber/v2"
)

// sharded writes well (a frame encoded once, one goroutine that never blocks, a buffer only for a socket that is full), so
// that what remains of a naive presence broadcast is its number of writes: every join is sent to everyone at once.
type sharded struct {
	jobs   chan []byte
	joins  bool // tell everyone of every join
	joined atomic.Int64

	mu      sync.Mutex
	members []*member
}

type member struct {
	mu   sync.Mutex
	net  net.Conn
	raw  syscall.RawConn
	rest []byte // what a full socket has not taken yet
	busy bool   // a goroutine is writing rest
}

// mostPending is what a full socket may owe before messages to it are lost; a real server would cut it.
const mostPending = 256 << 10

func serveSharded(addr string, joins bool) error {
	h := &sharded{jobs: make(chan []byte, 256), joins: joins}
	go h.write()
	app := fiber.New(fiber.Config{DisableStartupMessage: true, ReduceMemoryUsage: true})
	upgrader := fws.FastHTTPUpgrader{WriteBufferPool: &sync.Pool{}}
	app.Get("/ws", func(c *fiber.Ctx) error { return upgrader.Upgrade(c.Context(), h.serve) })
	app.Post("/publish", func(c *fiber.Ctx) error {
		h.jobs <- frame(c.Body())
		return c.SendStatus(fiber.StatusNoContent)
	})
	return app.Listen(addr)
}

func (h *sharded) serve(c *fws.Conn) {
	conn := c.NetConn()
	if wrapped, ok := conn.(interface{ UnsafeConn() net.Conn }); ok { // fasthttp wraps what it hands over
		conn = wrapped.UnsafeConn()
	}
	raw, err := conn.(syscall.Conn).SyscallConn()
	if err != nil {
		return
	}
	m := &member{net: conn, raw: raw}
	h.mu.Lock()
	h.members = append(h.members, m)
	online := len(h.members)
	h.mu.Unlock()
	if number := h.joined.Add(1); h.joins {
		h.jobs <- frame(fmt.Appendf(nil, `<span id="online" hx-swap-oob="true">%d online</span><li>user%d joined</li>`, online, number))
	}
	_ = read(c, func(message []byte) { h.jobs <- frame(message) }) // ends with the connection
	h.mu.Lock()
	h.members = slices.DeleteFunc(h.members, func(other *member) bool { return other == m })
	h.mu.Unlock()
}

func (h *sharded) write() {
	for f := range h.jobs {
		h.mu.Lock()
		for _, m := range h.members {
			m.write(f)
		}
		h.mu.Unlock()
	}
}

// write puts f on the socket without waiting for it.
func (m *member) write(f []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.busy {
		if len(m.rest)+len(f) <= mostPending {
			m.rest = append(m.rest, f...)
		}
		return
	}
	written := 0
	err := m.raw.Write(func(fd uintptr) bool {
		written, _ = syscall.Write(int(fd), f)
		return true // full or not: do not wait here
	})
	if written = max(0, written); err == nil && written < len(f) {
		m.rest, m.busy = slices.Clone(f[written:]), true
		go m.catchUp()
	}
}

// catchUp writes what did not fit and waits for it.
func (m *member) catchUp() {
	for {
		m.mu.Lock()
		rest := m.rest
		m.rest, m.busy = nil, len(rest) > 0
		m.mu.Unlock()
		if len(rest) == 0 {
			return
		}
		if _, err := m.net.Write(rest); err != nil {
			return
		}
	}
}

// frame wraps a message as an unmasked, final text frame, which is how a server sends it.
func frame(message []byte) []byte {
	head := []byte{0x81, byte(len(message))}
	if len(message) > 125 {
		head = []byte{0x81, 126, byte(len(message) >> 8), byte(len(message))}
	}
	return append(head, message...)
}
