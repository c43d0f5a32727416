//go:build torture

package nodes

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"porchlight/app/testparts"

	"github.com/fasthttp/websocket"
)

const (
	silences     = 2   // of all connections to Redis
	halfOpen     = 500 // sockets that die at once
	callsAtOnce  = 40  // messages at the same time on each node, each of which asks Redis for its limit
	lookAtRedis  = 15 * time.Second
	redisHealing = 10 * time.Second // from when its connections are dead, of which nobody is told, until all nodes agree again and hear each other
)

func TestTortureFiveHundredHalfOpenSocketsAreGoneInTimeAndHoldNobodyUp(t *testing.T) {
	c := newCrowd(t, newTrio(t, unlimited), 0)
	wire := testparts.NewWire(t, c.a.Addr)
	near := newNeighbour(t, c)
	comeOver(t, c, wire)
	c.steady += halfOpen
	c.settle(t, "in the beginning", time.Now().Add(agreeAgain))
	wire.Cut()
	cut := time.Now()
	c.steady -= halfOpen
	near.talk(t, func() bool { return !c.differs(c.truth()) || time.Since(cut) > deadSocketGone })
	c.settle(t, "after 500 sockets went dead", cut.Add(deadSocketGone))
	gone := time.Since(cut)
	near.check(t)
	testparts.Figures(t, "half-open sockets", "sockets", halfOpen, "gone from three nodes after", gone.Round(time.Millisecond), "messages of a neighbour meanwhile", len(near.echoes["echo"]),
		"p95 until both sides showed one", near.echoes.p95("echo"))
}

// comeOver opens sockets at the saw, each of another visitor.
func comeOver(t *testing.T, c *crowd, wire *testparts.Wire) {
	t.Helper()
	var coming sync.WaitGroup
	next := make(chan int, halfOpen)
	for i := range halfOpen {
		next <- i
	}
	close(next)
	dial := func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, wire.Addr)
	}
	for range callsAtOnce {
		coming.Go(func() {
			for i := range next {
				dialer := websocket.Dialer{Jar: newBrowser(t).Jar, HandshakeTimeout: stormAnswers, NetDialContext: dial}
				socket, _, err := dialer.Dial("ws://"+c.a.Addr+"/live?at="+saw, http.Header{"Origin": {c.a.URL}})
				if err != nil {
					t.Errorf("socket %d: %v", i, err)
					return
				}
				t.Cleanup(func() { _ = socket.Close() })
				go drain(socket)
			}
		})
	}
	coming.Wait()
}

func TestTortureConnectionsToRedisThatDieSilentlyHoldNobodyUpAndAreReplaced(t *testing.T) {
	var proxy *testparts.Proxy
	start := func(t testing.TB, settings testparts.Settings) *testparts.Node {
		if proxy == nil {
			var addr string
			proxy, addr = testparts.NewProxyOf(t, settings["REDIS_URL"][len("redis://"):len(settings["REDIS_URL"])-len("/0")])
			settings["REDIS_URL"] = "redis://" + addr + "/0"
		}
		return testparts.StartNode(t, settings)
	}
	c := newCrowd(t, startPair(t, start, asking), visitors)
	s := newStorm(t, c.site, leisurely)
	s.rage(t, func(random *rand.Rand) {
		for round := range silences {
			callMuch(t, c)
			c.stir(t, time.Second)
			c.agree(t, "before", time.Now())
			proxy.Silence()
			proxy.Heal()
			died := time.Now()
			testparts.Within(t, lookAtRedis, "the nodes know", c.scoped)
			known := time.Since(died)
			c.settle(t, "after the connections died", died.Add(redisHealing))
			t.Logf("round %d: known after %s, healed after %s", round, known.Round(time.Millisecond), time.Since(died).Round(time.Millisecond))
		}
	})
	f := s.check(t)
	if f.slowest > deliveryLate {
		t.Errorf("a message took %s to all screens, want %s at most", f.slowest, deliveryLate)
	}
	testparts.Figures(t, "half-open connections to Redis", "times", silences, "sends", f.sent, "lost", f.lost, "doubled", f.doubled, "slowest to all screens", f.slowest)
}

// callMuch makes each node have many connections to Redis.
func callMuch(t *testing.T, c *crowd) {
	t.Helper()
	var calling sync.WaitGroup
	for i := range callsAtOnce {
		for _, n := range c.nodes() {
			calling.Go(func() {
				if a, err := newBrowser(t).send(n, visitorPost, newMessage(fmt.Sprint("call ", i))); err != nil || a.status != http.StatusOK {
					t.Errorf("a message: %d %v", a.status, err)
				}
			})
		}
	}
	calling.Wait()
}
