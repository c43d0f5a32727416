package live_test

import (
	"fmt"
	"math/rand/v2"
	"net"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	fast "github.com/fasthttp/websocket"
	"github.com/gofiber/contrib/websocket"
	"github.com/gofiber/fiber/v2"

	"porchlight/app/live"
)

// contrib/websocket pools its connections: once a handler has returned, its *websocket.Conn becomes the next visitor's.
// The first test shows that the obvious way to broadcast does leak, so that we know that such a test can see it.

func TestTheNaiveWayDeliversToAnotherVisitor(t *testing.T) {
	conns := make(chan *websocket.Conn)
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	app.Get("/live", websocket.New(func(c *websocket.Conn) {
		conns <- c // the naive way: somebody keeps the connection
		for {
			if _, _, err := c.ReadMessage(); err != nil {
				return
			}
		}
	}))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = app.Listener(listener) }()
	t.Cleanup(func() { _ = app.Shutdown() })
	s := &site{address: listener.Addr().String()}

	for range 2000 { // the pool forgets some at random, under -race on purpose
		ada := s.connect(t, "ada")
		kept := <-conns
		_ = ada.Close()
		bob := s.connect(t, "bob")
		bobs := <-conns
		if kept != bobs { // not the same one yet
			_ = bob.Close()
			continue
		}
		if err := kept.WriteMessage(fast.TextMessage, []byte("a secret for ada")); err != nil {
			t.Fatal(err)
		}
		if got := bob.next(t); got != "a secret for ada" {
			t.Fatalf("bob received %q", got)
		}
		return
	}
	t.Fatal("the naive way did not leak: this test can no longer see it, and the next one may be blind too")
}

func TestTheHubNeverDeliversToAnotherVisitor(t *testing.T) {
	const workers, each = 8, 600
	var past pastSockets
	handler := live.Handler[string]{Opened: past.add}
	gates := &gatedListener{narrow: true}
	s := newSite(t, live.Options{}, handler, gates.wrap)

	stop := make(chan struct{})
	var senders sync.WaitGroup
	for range 2 { // everybody's frames, long after many of them have gone
		senders.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					past.pester(s)
					runtime.Gosched() // or the visitors would starve on a single processor
				}
			}
		})
	}
	var visits sync.WaitGroup
	var read atomic.Int64
	for worker := range workers {
		visits.Go(func() {
			for i := range each {
				read.Add(visit(t, s, fmt.Sprintf("v%d-%d", worker, i), i))
			}
		})
	}
	visits.Wait()
	close(stop)
	senders.Wait()
	t.Logf("%d visitors read %d frames; %d sockets were seen spilling", workers*each, read.Load(), past.spilling.Load())
	if read.Load() < workers*each || past.spilling.Load() == 0 {
		t.Fatal("too little happened for this test to mean anything")
	}
	eventually(t, "everybody has gone", func() bool { return s.Len() == 0 })
	if late := gates.late.Load(); late != 0 {
		t.Fatalf("%d writes ended after the handler of their connection had returned", late)
	}
}

// visit is one visitor, who reads some frames, all for this name, and goes in one of several ways.
func visit(t *testing.T, s *site, name string, manner int) (frames int64) {
	c, err := s.open(name)
	if err != nil {
		t.Errorf("%s cannot connect: %v", name, err) // a stray frame in the handshake would break it too
		return 0
	}
	defer c.Close()
	if manner%10 == 9 { // reads nothing: the server spills, and the connection breaks in the middle of it
		return 0
	}
	for range 3 {
		_, message, err := c.ReadMessage()
		if err != nil {
			return frames // closed by the server: one of the manners
		}
		if got, _, _ := strings.Cut(string(message), " "); got != name {
			t.Errorf("%s received a frame for %s", name, got)
		}
		frames++
	}
	if manner%2 == 0 {
		_ = c.WriteMessage(fast.CloseMessage, fast.FormatCloseMessage(fast.CloseNormalClosure, ""))
	}
	return frames
}

// pastSockets are all sockets that ever were.
type pastSockets struct {
	mu       sync.Mutex
	all      []*live.Socket[string]
	spilling atomic.Int64
}

func (p *pastSockets) add(socket *live.Socket[string]) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all = append(p.all, socket)
}

// pester sends the newest socket, and some that may have gone, a frame of their own, or closes them.
func (p *pastSockets) pester(s *site) {
	p.mu.Lock()
	n := len(p.all)
	var some []*live.Socket[string]
	for i := range min(n, 20) {
		some = append(some, p.all[n-1-i])
	}
	if n > 0 {
		some = append(some, p.all[rand.IntN(n)])
	}
	p.mu.Unlock()
	for _, socket := range some {
		room := "of " + socket.Data
		s.Join(socket, room)
		if live.IsSpilling(socket) {
			p.spilling.Add(1)
		}
		switch rand.IntN(1000) {
		case 0, 1, 2, 3:
			socket.Send(text(socket.Data + " " + strings.Repeat("x", 60<<10)))
		case 4:
			socket.Close(fast.CloseTryAgainLater, "")
		default:
			s.Broadcast(room, text(socket.Data+" hello"))
		}
	}
}
