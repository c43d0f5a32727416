package live_test

import (
	"context"
	"net"
	"sync"
	"testing"
	"time"

	fast "github.com/fasthttp/websocket"
	"github.com/gofiber/contrib/websocket"
	"github.com/gofiber/fiber/v2"

	"porchlight/app/live"
)

// patience is how long a test waits for what must happen. It is no measure: a test that passes does not use it up.
const patience = 10 * time.Second

// eventually waits until the condition holds, and fails the test when it never does.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("never: %s", what)
		}
	}
}

// site is a Fiber app that serves one Hub at /live; every socket's Data is its ?name=.
type site struct {
	*live.Hub[string]
	address string

	mu      sync.Mutex
	sockets map[string]*live.Socket[string]
}

// newSite starts a site. wrap, if not nil, stands between the listener and the server.
func newSite(t *testing.T, options live.Options, handler live.Handler[string], wrap func(net.Listener) net.Listener) *site {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &site{Hub: live.NewHub[string](options), address: listener.Addr().String(), sockets: map[string]*live.Socket[string]{}}
	opened := handler.Opened
	handler.Opened = func(socket *live.Socket[string]) {
		s.mu.Lock()
		s.sockets[socket.Data] = socket
		s.mu.Unlock()
		if opened != nil {
			opened(socket)
		}
	}
	app := fiber.New(fiber.Config{DisableStartupMessage: true, Immutable: true})
	serve := func(c *websocket.Conn) { s.Serve(c, c.Query("name"), handler) }
	quiet := websocket.Config{RecoverHandler: func(*websocket.Conn) { _ = recover() }}
	app.Get("/live", websocket.New(serve, quiet))
	if wrap != nil {
		listener = wrap(listener)
	}
	go func() { _ = app.Listener(listener) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		defer cancel()
		s.Drain(ctx, 0)
		eventually(t, "every handler returns", func() bool { return s.Len() == 0 })
		_ = app.Shutdown()
	})
	return s
}

// socket returns the server's side of a client.
func (s *site) socket(t *testing.T, name string) (found *live.Socket[string]) {
	t.Helper()
	eventually(t, name+" is open", func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		found = s.sockets[name]
		return found != nil
	})
	return found
}

// dial opens a client socket and returns when its handler has been told.
func (s *site) dial(t *testing.T, name string) *client {
	t.Helper()
	c := s.connect(t, name)
	c.socket = s.socket(t, name)
	return c
}

// connect opens a client socket, which is closed with the test.
func (s *site) connect(t *testing.T, name string) *client {
	t.Helper()
	c, err := s.open(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// open opens a client socket.
func (s *site) open(name string) (*client, error) {
	dialer := fast.Dialer{NetDial: func(network, address string) (net.Conn, error) {
		conn, err := net.Dial(network, address)
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetReadBuffer(16 << 10) // so that a client which does not read is full soon
		}
		return conn, err
	}}
	conn, _, err := dialer.Dial("ws://"+s.address+"/live?name="+name, nil)
	return &client{Conn: conn}, err
}

// client is one visitor's tab.
type client struct {
	*fast.Conn
	socket *live.Socket[string]
}

// next returns the next text from the server.
func (c *client) next(t *testing.T) string {
	t.Helper()
	_ = c.SetReadDeadline(time.Now().Add(patience))
	_, text, err := c.ReadMessage()
	if err != nil {
		t.Fatalf("reading: %v", err)
	}
	return string(text)
}

// say sends a text to the server.
func (c *client) say(t *testing.T, text string) {
	t.Helper()
	if err := c.WriteMessage(fast.TextMessage, []byte(text)); err != nil {
		t.Fatal(err)
	}
}

// closeCode reads until the connection ends and returns the close code: 1006 if it ended without one, 0 if it never did.
func (c *client) closeCode() int {
	_ = c.SetReadDeadline(time.Now().Add(patience))
	for {
		_, _, err := c.ReadMessage()
		if closed, ok := err.(*fast.CloseError); ok {
			return closed.Code
		}
		if timeout, ok := err.(net.Error); ok && timeout.Timeout() {
			return 0
		}
		if err != nil {
			return fast.CloseAbnormalClosure
		}
	}
}

func text(s string) live.Frame { return live.Encode([]byte(s)) }

// echo is a Received that sends every message back.
func echo(socket *live.Socket[string], message []byte) { socket.Send(live.Encode(message)) }
