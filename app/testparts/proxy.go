package testparts

import (
	"bytes"
	"io"
	"net"
	"sync"
	"testing"
)

// ProxyHost is where browsers of the tests find localhost: a loopback address beside the sites' own, so that a proxy can have the port of the site behind it.
const ProxyHost = "127.0.0.2"

// Proxy is the network between a browser and a site. Its connections can fall silent, break or be refused.
type Proxy struct {
	site string

	mu      sync.Mutex
	state   proxyState
	blocked bool // whether sockets are refused
	links   []*link
	running sync.WaitGroup
}

type proxyState int

const (
	whole proxyState = iota
	silent
	down
)

// link is one connection through a proxy. What is swallowed in a direction never arrives, and nobody is told.
type link struct {
	client, site net.Conn
	socket       bool
	dumb, deaf   bool // swallowed: what the client says, what the site says
}

// NewProxy starts a proxy in front of the site, at http://localhost with the site's port for browsers that are told to look
// for localhost there: an origin of the site. It ends with the test.
func NewProxy(t testing.TB, s *Site) *Proxy {
	t.Helper()
	_, port, err := net.SplitHostPort(s.Addr)
	must(t, err)
	return newProxy(t, net.JoinHostPort(ProxyHost, port), s.Addr)
}

// NewProxyOf starts a proxy in front of any server, and returns its address too.
func NewProxyOf(t testing.TB, server string) (p *Proxy, addr string) {
	t.Helper()
	addr = FreeAddr(t)
	return newProxy(t, addr, server), addr
}

func newProxy(t testing.TB, addr, server string) *Proxy {
	t.Helper()
	listener, err := net.Listen("tcp", addr)
	must(t, err)
	p := &Proxy{site: server}
	p.running.Go(func() { p.accept(listener) })
	t.Cleanup(func() {
		_ = listener.Close()
		p.Down()
		p.running.Wait()
	})
	return p
}

// Silence swallows everything, of the connections that there are for ever, of new ones until Heal.
func (p *Proxy) Silence() { p.turn(silent, func(l *link) { l.dumb, l.deaf = true, true }) }

// Down resets all connections, and new ones until Heal.
func (p *Proxy) Down() { p.turn(down, (*link).reset) }

// Heal lets new connections through again.
func (p *Proxy) Heal() { p.turn(whole, func(*link) {}) }

// Muffle swallows what browsers say on the sockets that there are; what the site says still arrives.
func (p *Proxy) Muffle() { p.turn(whole, func(l *link) { l.dumb = l.socket }) }

// BlockSockets refuses sockets, and resets nothing.
func (p *Proxy) BlockSockets(blocked bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.blocked = blocked
}

func (p *Proxy) turn(state proxyState, each func(*link)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.state = state
	for _, l := range p.links {
		each(l)
	}
}

func (l *link) reset() {
	for _, end := range []net.Conn{l.client, l.site} {
		_ = end.(*net.TCPConn).SetLinger(0)
		_ = end.Close()
	}
}

func (p *Proxy) accept(listener net.Listener) {
	for {
		client, err := listener.Accept()
		if err != nil {
			return
		}
		site, err := net.Dial("tcp", p.site)
		if err != nil {
			_ = client.Close()
			continue
		}
		l := &link{client: client, site: site}
		p.mu.Lock()
		p.links = append(p.links, l)
		l.dumb, l.deaf = p.state == silent, p.state == silent
		if p.state == down {
			l.reset()
		}
		p.mu.Unlock()
		p.running.Go(func() { p.carry(l, site, client, &l.dumb) })
		p.running.Go(func() { p.carry(l, client, site, &l.deaf) })
	}
}

// carry carries one direction until either end closes; then both are, unless nothing passes.
func (p *Proxy) carry(l *link, to, from net.Conn, swallowed *bool) {
	part := make([]byte, 32<<10)
	for {
		n, err := from.Read(part)
		p.mu.Lock()
		handshake := bytes.HasPrefix(part[:n], []byte("GET /live?"))
		l.socket = l.socket || handshake
		lost, refused := *swallowed, p.blocked && handshake
		p.mu.Unlock()
		switch {
		case refused:
			_, _ = io.WriteString(from, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
			err = io.EOF
		case n > 0 && !lost:
			_, _ = to.Write(part[:n])
		}
		if err == nil {
			continue
		}
		if !lost { // the other end of a silent connection hears of nothing
			_, _ = l.client.Close(), l.site.Close()
		}
		return
	}
}
