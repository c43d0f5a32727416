package nodes

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"porchlight/app/testparts"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"
)

// links are the ways that browsers have to the nodes of a site: a proxy for each browser and node, whose weather changes.
type links struct {
	nodes  []*testparts.Node
	server *toxiproxy.ApiServer // what a proxy wants to belong to; it listens nowhere
	ways   []map[string]*toxiproxy.Proxy

	mu    sync.Mutex
	bouts map[string]int // of each kind, until now
}

func newLinks(nodes []*testparts.Node) *links {
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(prometheus.NewRegistry()), zerolog.Nop())
	return &links{nodes: nodes, server: server, bouts: map[string]int{}}
}

// browser returns a browser that reaches every node over links of its own. It does not know of them.
func (l *links) browser(t *testing.T) *browser {
	t.Helper()
	way := map[string]*toxiproxy.Proxy{}
	for _, n := range l.nodes {
		proxy := toxiproxy.NewProxy(l.server, n.Addr, "127.0.0.1:0", n.Addr)
		if err := proxy.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(proxy.Stop)
		way[n.Addr] = proxy
	}
	l.ways = append(l.ways, way)
	b := newBrowser(t)
	b.dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
		var dialer net.Dialer
		return dialer.DialContext(ctx, network, way[addr].Listen)
	}
	b.Transport = &http.Transport{DialContext: b.dial}
	return b
}

// bout is a time of bad weather on one link.
type bout struct {
	name  string
	toxic string // as toxiproxy reads it
}

// bouts are what can happen to a link. What is dropped is gone, as on a phone that leaves its network: the connection breaks
// only later.
var bouts = []bout{
	{"delay", `{"type": "latency", "stream": "upstream", "attributes": {"latency": 150, "jitter": 100}}`},
	{"delay", `{"type": "latency", "stream": "downstream", "attributes": {"latency": 150, "jitter": 100}}`},
	{"drop", `{"type": "timeout", "stream": "upstream", "attributes": {"timeout": 0}}`},
	{"drop", `{"type": "timeout", "stream": "downstream", "attributes": {"timeout": 0}}`},
	{"cut amid a message", `{"type": "limit_data", "stream": "upstream", "attributes": {"bytes": %d}}`},
	{"cut amid a message", `{"type": "limit_data", "stream": "downstream", "attributes": {"bytes": %d}}`},
	{"reset", `{"type": "reset_peer", "stream": "downstream", "attributes": {"timeout": 20}}`},
}

const (
	fairMost = time.Second // between two bouts on a way
	boutMost = time.Second
	cutAfter = 600 // bytes at most: about a handshake, or some frames
)

// storm gives every way its own weather until the returned function is called; then all is fair.
func (l *links) storm(t *testing.T, seed uint64) (calm func()) {
	over := make(chan struct{})
	var running sync.WaitGroup
	for i, way := range l.ways {
		random := rand.New(rand.NewPCG(seed, uint64(1000+i)))
		running.Go(func() {
			for pass(over, some(random, fairMost)) {
				l.rain(t, way, random, over)
			}
		})
	}
	return func() {
		close(over)
		running.Wait()
		t.Logf("bouts: %v", l.bouts)
	}
}

// pass waits, unless it is over before.
func pass(over <-chan struct{}, long time.Duration) bool {
	select {
	case <-over:
		return false
	case <-time.After(long):
		return true
	}
}

// rain has one bout on one of a browser's links, or the same on all.
func (l *links) rain(t *testing.T, way map[string]*toxiproxy.Proxy, random *rand.Rand, over <-chan struct{}) {
	b := bouts[random.IntN(len(bouts))]
	spared := random.IntN(2 * len(l.nodes)) // none of them in half of the cases
	toxic := b.toxic
	if strings.Contains(toxic, "%d") {
		toxic = fmt.Sprintf(toxic, 1+random.IntN(cutAfter))
	}
	for i, n := range l.nodes {
		if i == spared {
			continue
		}
		if _, err := way[n.Addr].Toxics.AddToxicJson(strings.NewReader(toxic)); err != nil {
			t.Errorf("%s: %v", toxic, err)
		}
		l.mu.Lock()
		l.bouts[b.name]++
		l.mu.Unlock()
	}
	pass(over, some(random, boutMost))
	for _, n := range l.nodes {
		way[n.Addr].Toxics.ResetToxics(t.Context())
	}
}
