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
)

// links are the ways that browsers have to the nodes of a site: one for each browser and node, whose weather changes.
type links struct {
	nodes []*testparts.Node
	ways  []map[string]*testparts.Link

	mu    sync.Mutex
	bouts map[string]int // of each kind, until now
}

func newLinks(nodes []*testparts.Node) *links { return &links{nodes: nodes, bouts: map[string]int{}} }

// browser returns a browser that reaches every node over links of its own. It does not know of them.
func (l *links) browser(t *testing.T) *browser {
	t.Helper()
	way := map[string]*testparts.Link{}
	for _, n := range l.nodes {
		way[n.Addr] = testparts.NewLink(t, n.Addr)
	}
	l.ways = append(l.ways, way)
	return newBrowser(t).over(way)
}

// over has a browser reach nodes, by their addresses, over links.
func (b *browser) over(way map[string]*testparts.Link) *browser {
	b.dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
		var dialer net.Dialer
		return dialer.DialContext(ctx, network, way[addr].Addr)
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
	{"slow", `{"type": "bandwidth", "stream": "upstream", "attributes": {"rate": 1}}`},
	{"slow", `{"type": "bandwidth", "stream": "downstream", "attributes": {"rate": 1}}`},
	{"in shreds", `{"type": "slicer", "stream": "downstream", "attributes": {"average_size": 20, "size_variation": 10, "delay": 2000}}`},
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
func (l *links) rain(t *testing.T, way map[string]*testparts.Link, random *rand.Rand, over <-chan struct{}) {
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
		way[n.Addr].Spoil(t, toxic)
		l.mu.Lock()
		l.bouts[b.name]++
		l.mu.Unlock()
	}
	pass(over, some(random, boutMost))
	for _, n := range l.nodes {
		way[n.Addr].Clear()
	}
}
