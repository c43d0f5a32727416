package nodes

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/testparts"

	"github.com/fasthttp/websocket"
)

// Promises about sockets that are dead or slow.
const (
	deadSocketGone = 35 * time.Second // from every node
	neighbourWaits = time.Second      // for an echo, at the 95th percentile, whatever else goes on
	wordiest       = 4000             // code points in a message
	overflow       = 400              // messages of that length in signs of four bytes: more than the kernel and an outbox take
)

func TestASocketThatIsSilentlyDeadIsGoneFromAllNodesAndHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	c := newCrowd(t, newTrio(t, unlimited), 0)
	wire, owner := testparts.NewWire(t, c.a.Addr), signIn(t, c.b)
	quiet, flooded := c.throughWire(t, wire), c.throughWire(t, wire)
	near := newNeighbour(t, c)
	c.agree(t, "in the beginning", time.Now())

	wire.Cut()
	cut := time.Now()
	c.forget(quiet, flooded)
	flood(t, c, owner, flooded)
	near.talk(t, func() bool { return !c.differs(c.truth()) || time.Since(cut) > deadSocketGone })
	c.settle(t, "after a wire went dead", cut.Add(deadSocketGone))
	t.Logf("gone from all nodes after %s; %d echoes meanwhile", time.Since(cut).Round(time.Millisecond), len(near.echoes["echo"]))
	near.check(t)
}

func TestASlowReaderIsCutAndHasEverythingOnceWhenItIsBack(t *testing.T) {
	t.Parallel()
	c := newCrowd(t, newPair(t, unlimited), 0)
	wire, owner := testparts.NewWire(t, c.a.Addr), signIn(t, c.b)
	slow := c.throughWire(t, wire)
	near := newNeighbour(t, c)
	_, _, before := slow.tabs[0].state()

	wire.Cut()
	flooding := make(chan []string)
	go func() { flooding <- flood(t, c, owner, slow) }()
	var said []string
	near.talk(t, func() bool {
		select {
		case said = <-flooding:
			return true
		default:
			return false
		}
	})
	wire.Mend()
	tab := slow.tabs[0]
	mended := time.Now()
	testparts.Within(t, backWithin, "the slow reader is back, and has everything", func() bool { return tab.see().rev == int64(len(said)) })
	t.Logf("everything was there %s after it read again", time.Since(mended).Round(time.Millisecond))
	_, code, opened := tab.state()
	if opened == before || code != websocket.CloseTryAgainLater && code != websocket.CloseAbnormalClosure {
		t.Errorf("the slow reader had %d connections, the last closed with %d; want another one after 1013, or none at all", opened, code)
	}
	t.Logf("it was closed with %d", code)
	checkScreen(t, "the slow reader", tab.see(), said)
	near.check(t)
}

// throughWire brings a visitor who has begun a conversation, and whose only tab shows it through the wire to node a.
func (c *crowd) throughWire(t *testing.T, wire *testparts.Wire) *member {
	t.Helper()
	m := &member{browser: newBrowser(t)}
	m.browser.write(t, c.a, "begin")
	m.tabs = []*tab{m.browser.follow(t, &testparts.Node{Addr: wire.Addr, URL: c.a.URL}, saw, 0)}
	testparts.Eventually(t, "the first message shows", func() bool { return m.tabs[0].see().rev == 1 })
	c.members = append(c.members, m)
	return m
}

// forget takes members out of the truth, who do not know it yet, and do not come back.
func (c *crowd) forget(members ...*member) {
	for _, m := range members {
		m.tabs[0].abandon()
	}
	c.members = slices.DeleteFunc(c.members, func(m *member) bool { return slices.Contains(members, m) })
}

// flood lets the owner write more to a visitor than their connection takes, and returns all that was said. It may run in
// a goroutine of its own.
func flood(t *testing.T, c *crowd, owner *browser, to *member) []string {
	said := []string{"begin"}
	for i := range overflow {
		m := newMessage(fmt.Sprint(i, strings.Repeat("🔨", wordiest-len(fmt.Sprint(i)))))
		if a, err := owner.send(c.b, "/inbox/"+to.browser.conversation(t, c.b)+"/messages", m); err != nil || a.status != 200 {
			t.Errorf("message %d of the owner: %d, %v", i, a.status, err)
		}
		said = append(said, m.body)
	}
	return said
}

// neighbour is another visitor of node a, who talks with the owner on b all the time.
type neighbour struct {
	sides  []*tab
	said   []string
	echoes latencies
}

func newNeighbour(t *testing.T, c *crowd) *neighbour {
	t.Helper()
	m := c.arrive(t, hammer)
	n := &neighbour{said: []string{m.browser.write(t, c.a, "begin").body}, echoes: latencies{}}
	m.tabs = []*tab{m.browser.follow(t, c.a, hammer, 0)}
	n.sides = []*tab{m.tabs[0], signIn(t, c.b).follow(t, c.b, "/inbox/"+m.browser.conversation(t, c.a), 0)}
	return n
}

// talk goes on until over says so. What one says must show at both.
func (n *neighbour) talk(t *testing.T, over func() bool) {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	for i := 0; !over(); i++ {
		m := newMessage(fmt.Sprint("line ", i))
		n.said = append(n.said, m.body)
		n.echoes.time("echo", func() {
			n.sides[i%2].say(m)
			testparts.Eventually(t, "the message shows at both", func() bool { return n.sides[0].shows(m.id) && n.sides[1].shows(m.id) })
		})
		time.Sleep(some(random, 100*time.Millisecond))
	}
}

func (n *neighbour) check(t *testing.T) {
	t.Helper()
	for i, side := range n.sides {
		checkScreen(t, fmt.Sprintf("neighbour and owner, side %d", i), side.see(), n.said)
	}
	p95 := n.echoes.p95("echo")
	t.Logf("the neighbour's messages showed at both after %s, p95 %s", n.echoes.median("echo"), p95)
	if p95 > neighbourWaits {
		t.Errorf("the neighbour waited for %s, want %s at most", p95, neighbourWaits)
	}
}
