package nodes

import (
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"porchlight/app/testparts"

	"github.com/fasthttp/websocket"
)

const (
	returning    = 3000                   // sockets, each of another visitor
	allBack      = 8 * time.Second        // all of them, since their node is
	pageInStorm  = 250 * time.Millisecond // of a page meanwhile, at the 95th percentile
	pageEvery    = 2 * time.Millisecond
	dialsAtOnce  = 250 // of this one machine, which is the server's too
	stormAnswers = 20 * time.Second
)

// It runs alone: other tests would be measured with it.
func TestPagesAreServedWhileAllSocketsComeBackAtOnce(t *testing.T) {
	p := newPair(t, unlimited)
	watching := map[string]*tab{"A": newBrowser(t).open(t, p.a, shop), "B": newBrowser(t).open(t, p.b, shop)}
	all := newReturners(p.a)
	all.come(t)
	t.Cleanup(all.close)
	want := count{number: returning + len(watching)}
	counted := func() {
		t.Helper()
		for name, tab := range watching {
			testparts.Eventually(t, "everybody is counted on "+name, func() bool { return tab.see().counts["/"] == want })
		}
	}
	counted()

	p.a.Kill(t)
	all.close()
	p.a.Restart(t)
	back, pages := make(chan time.Duration, 1), latencies{}
	go func() { back <- all.come(t) }()
	reader := newBrowser(t)
	var took time.Duration
	for took == 0 {
		pages.time("page", func() {
			if a := reader.get(t, p.a, saw); a.status != http.StatusOK {
				t.Errorf("a page during the storm: %d", a.status)
			}
		})
		select {
		case took = <-back:
		case <-time.After(pageEvery):
		}
	}
	t.Logf("%d sockets were back after %s; a page took %s meanwhile, p95 %s of %d", returning, took.Round(time.Millisecond), pages.median("page"), pages.p95("page"), len(pages["page"]))
	if took > allBack || pages.p95("page") > pageInStorm {
		t.Errorf("want all of them within %s, and a page within %s", allBack, pageInStorm)
	}
	counted()
}

// returners are visitors who do no more than hold a socket open and take what comes.
type returners struct {
	node    *testparts.Node
	jars    []http.CookieJar
	sockets []*websocket.Conn
	reading sync.WaitGroup
}

func newReturners(n *testparts.Node) *returners {
	return &returners{node: n, jars: make([]http.CookieJar, returning), sockets: make([]*websocket.Conn, returning)}
}

// come connects them all as fast as it goes, each as who they were before, and returns how long that took.
func (r *returners) come(t *testing.T) time.Duration {
	var coming sync.WaitGroup
	var next atomic.Int64
	start := time.Now()
	for range dialsAtOnce {
		coming.Go(func() {
			for i := next.Add(1) - 1; i < returning; i = next.Add(1) - 1 {
				if err := r.connect(t, i); err != nil {
					t.Errorf("socket %d: %v", i, err)
				}
			}
		})
	}
	coming.Wait()
	return time.Since(start)
}

func (r *returners) connect(t *testing.T, i int64) error {
	if r.jars[i] == nil {
		r.jars[i] = newBrowser(t).Jar
	}
	dialer := websocket.Dialer{Jar: r.jars[i], HandshakeTimeout: stormAnswers, ReadBufferSize: 512, WriteBufferSize: 512}
	query := url.Values{"at": {saw}}
	for start := time.Now(); ; time.Sleep(firstTry) {
		socket, answer, err := dialer.Dial("ws://"+r.node.Addr+"/live?"+query.Encode(), http.Header{"Origin": {r.node.URL}})
		if err == nil {
			r.sockets[i] = socket
			r.reading.Go(func() { drain(socket) })
			return nil
		}
		if busy := answer != nil && answer.StatusCode == http.StatusServiceUnavailable; !busy || time.Since(start) > stormAnswers {
			return err
		}
	}
}

// drain reads until the end.
func drain(socket *websocket.Conn) {
	for {
		if _, _, err := socket.NextReader(); err != nil {
			return
		}
	}
}

func (r *returners) close() {
	for _, socket := range r.sockets {
		if socket != nil {
			_ = socket.Close()
		}
	}
	r.reading.Wait()
}
