//go:build torture

package nodes

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"syscall"
	"testing"
	"time"

	"porchlight/app/testparts"
)

const (
	askedEach  = time.Second     // whether a node is ready, and
	answerMost = 2 * time.Second // how long it may take to say so: as the Caddyfile has them
	dialMost   = 2 * time.Second // for a connection to a node
)

// front stands where a proxy does: it brings each new connection to the node that is ready and has the fewest. It touches no
// byte, so that it costs nothing.
type front struct {
	addr string // the origin's; nobody listens there

	mu    sync.Mutex
	ways  []*way
	asker http.Client
}

// way leads to a node.
type way struct {
	node  *testparts.Node
	ready bool
	open  int // connections
}

// newFront asks the nodes whether they are ready until the test ends.
func newFront(t *testing.T, addr string, nodes []*testparts.Node) *front {
	t.Helper()
	f := &front{addr: addr, asker: http.Client{Timeout: answerMost}}
	over := make(chan struct{})
	var asking sync.WaitGroup
	for _, n := range nodes {
		w := &way{node: n, ready: true}
		f.ways = append(f.ways, w)
		asking.Go(func() {
			for pass(over, askedEach) {
				f.ask(w)
			}
		})
	}
	t.Cleanup(func() { close(over); asking.Wait() })
	return f
}

func (f *front) ask(w *way) {
	answer, err := f.asker.Get(w.node.URL + "/readyz")
	if err == nil {
		_ = answer.Body.Close()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	w.ready = err == nil && answer.StatusCode == http.StatusOK
}

// dial connects to a node; to another where one does not take it.
func (f *front) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	dialer := net.Dialer{Timeout: dialMost}
	failed := []error{errors.New("no node takes a connection")}
	for range f.ways {
		w := f.choose()
		if w == nil {
			break
		}
		conn, err := dialer.DialContext(ctx, network, w.node.Addr)
		if err == nil {
			return &passing{Conn: conn, ends: func() { f.leave(w, nil) }}, nil
		}
		failed = append(failed, err)
		f.leave(w, err)
	}
	return nil, errors.Join(failed...)
}

// choose counts one more on the way with the fewest.
func (f *front) choose() (to *way) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, w := range f.ways {
		if w.ready && (to == nil || w.open < to.open) {
			to = w
		}
	}
	if to != nil {
		to.open++
	}
	return to
}

// leave counts one less. Where nobody listens nobody else is sent until the node has answered.
func (f *front) leave(w *way, failed error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	w.open--
	w.ready = w.ready && !errors.Is(failed, syscall.ECONNREFUSED)
}

// passing is a connection that tells once when it is closed.
type passing struct {
	net.Conn
	once sync.Once
	ends func()
}

func (p *passing) Close() error {
	p.once.Do(p.ends)
	return p.Conn.Close()
}

// browser returns a browser that comes in by the front.
func (f *front) browser(t *testing.T) *browser {
	t.Helper()
	b := newBrowser(t)
	b.dial = f.dial
	b.Transport = &http.Transport{DialContext: b.dial}
	return b
}

// node is the front as those take it for who know one node.
func (f *front) node() *testparts.Node {
	return &testparts.Node{Addr: f.addr, URL: "http://" + f.addr}
}
