package nodes

import (
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"porchlight/app/testparts"
)

const (
	caddyfile    = "../../.deploy/Caddyfile"
	upgradeDrain = 8 * time.Second // a quarter of it is left for Caddy, which asks once a second, to notice
	steadyPause  = 15 * time.Millisecond
)

func TestAnUpgradeOfTwoNodesBehindCaddyFailsNoRequestAndLosesNoMessage(t *testing.T) {
	t.Parallel()
	origin := "http://" + testparts.FreeAddr(t)
	nodes := newPair(t, unlimited.With(testparts.Settings{"BASE_URL": origin, "TRUSTED_PROXIES": "127.0.0.1", "DRAIN": upgradeDrain.String()}))
	caddy := testparts.StartCaddy(t, caddyfile, origin, nodes.a.Addr, nodes.b.Addr)
	front := &site{redis: nodes.redis, a: caddy.Node, b: caddy.Node, settings: nodes.settings}
	asked := &strict{test: t}
	s := newStormOf(t, front, hurried, party{visitors: visitors, answered: 1, connect: asked.browser})
	c := newCrowd(t, front, visitors)
	stopReading, stopWriting := asked.read(t, caddy.Node), asked.write(t, caddy.Node)
	s.rage(t, func(*rand.Rand) {
		for _, n := range nodes.nodes() { // one is upgraded when the other is ready again, as systemctl restart does it
			code, took := n.Terminate(t)
			if code != 0 || took > upgradeDrain {
				t.Errorf("exit code %d after %s, want 0 within %s", code, took, upgradeDrain)
			}
			n.Restart(t)
		}
		c.stir(t, time.Second)
		c.agree(t, "both nodes were upgraded", time.Now())
	})
	stopReading()
	stopWriting()
	s.check(t)
	away := time.Duration(0)
	for _, tab := range slices.Concat(c.tabs(), s.tabs()) {
		away = max(away, tab.checkMoved(t))
	}
	for _, tab := range s.tabs() {
		if _, _, opened := tab.state(); opened < 2 {
			t.Error("a tab was open all the time, so no node was restarted below it")
		}
	}
	t.Logf("%d requests, the slowest took %s; no tab was without a socket for more than %s", asked.requests, asked.slowest.Round(time.Millisecond), away.Round(time.Millisecond))
}

// checkMoved checks that no try to connect again was in vain, and returns how long the tab was without a socket at most.
func (p *tab) checkMoved(t *testing.T) time.Duration {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.socket == nil || p.away > backWithin || len(p.failed) > 0 {
		t.Errorf("a tab at %s was away for %s, want %s at most, and failed to come back: %v", p.at, p.away, backWithin, p.failed)
	}
	return p.away
}

// strict are clients who forgive nothing: each request that is not answered, or with an error of the server, fails the test.
type strict struct {
	test     *testing.T
	mu       sync.Mutex
	requests int
	slowest  time.Duration
}

// browser is one of them.
func (s *strict) browser(t *testing.T) *browser {
	t.Helper()
	b := newBrowser(t)
	b.Transport = s
	return b
}

// RoundTrip is a request with its answer.
func (s *strict) RoundTrip(request *http.Request) (*http.Response, error) {
	begun := time.Now()
	answer, err := http.DefaultTransport.RoundTrip(request)
	took := time.Since(begun)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests, s.slowest = s.requests+1, max(s.slowest, took)
	switch {
	case err != nil:
		s.test.Errorf("%s %s: %v after %s", request.Method, request.URL, err, took)
	case answer.StatusCode >= http.StatusInternalServerError:
		s.test.Errorf("%s %s: %s after %s", request.Method, request.URL, answer.Status, took)
	}
	return answer, err
}

// read keeps asking for pages and fragments until it is told to stop.
func (s *strict) read(t *testing.T, n *testparts.Node) (stop func()) {
	t.Helper()
	reader := s.browser(t)
	want := func(header ...string) {
		if a, err := reader.do(n, http.MethodGet, saw, nil, header...); err != nil || a.status != http.StatusOK {
			t.Errorf("GET %s %q: %d %v", saw, header, a.status, err)
		}
	}
	return again(func() { want() }, func() { want("HX-Request", "true", "HX-Request-Type", "partial") })
}

// write keeps sending messages by POST until it is told to stop; then it looks for each of them.
func (s *strict) write(t *testing.T, n *testparts.Node) (stop func()) {
	t.Helper()
	writer, said := s.browser(t), 0
	end := again(func() {
		if a, err := writer.send(n, visitorPost, newMessage("line")); err != nil || a.status != http.StatusOK {
			t.Errorf("POST: %d %v", a.status, err)
		}
		said++
	})
	return func() {
		end()
		if kept := strings.Count(writer.get(t, n, "/conversation/messages?after=0").body, "data-seq="); kept != said {
			t.Errorf("%d messages were sent one by one, %d are kept", said, kept)
		}
	}
}

// again does each of these things over and over until it is told to stop.
func again(things ...func()) (stop func()) {
	over := make(chan struct{})
	var going sync.WaitGroup
	for _, do := range things {
		going.Go(func() {
			for {
				select {
				case <-over:
					return
				case <-time.After(steadyPause):
					do()
				}
			}
		})
	}
	return func() { close(over); going.Wait() }
}
