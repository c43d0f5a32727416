package nodes

import (
	"testing"
	"time"

	"porchlight/app/health"
	"porchlight/app/presence"
	"porchlight/app/testparts"
)

const (
	costTick   = 20 * time.Millisecond // so that each act is told for itself, and a test of many is short
	walks      = 40                    // times that somebody comes, or moves,
	words      = 100                   // and says something
	bystanders = 150                   // visitors who are there besides, in the end
	costSlack  = .25                   // by which two costs may differ: what the nodes say anyway does not come in step
)

// costly are the acts of visitors that the bus carries.
var costly = []string{"join", "move", "message", "mark", "typing"}

func TestAnActCostsTheBusTheSameInACrowdAndAsMuchMoreForEachNode(t *testing.T) {
	t.Parallel()
	p := newPair(t, testparts.Settings{ // all limits count, as they do in life, and none refuses
		"PRESENCE_TICK": costTick.String(), "SOCKETS_PER_ADDRESS": "0", "FRAMES_PER_SECOND": "0",
		"HANDSHAKES_PER_MINUTE": "60000", "MESSAGES_PER_SECOND": "1000", "MESSAGE_BURST": "1000", "CONVERSATIONS_PER_HOUR": "100000",
	})
	bus := newTill(t, p)
	two := bus.costs(t, p.b)
	p.c = testparts.StartNode(t, p.settings)
	three := bus.costs(t, p.c)
	for i := range bystanders {
		newBrowser(t).open(t, p.nodes()[i%len(p.nodes())], joint)
	}
	last := testparts.StartNode(t, p.settings)
	four := bus.costs(t, last)

	for _, act := range costly {
		a, b, c := two[act], three[act], four[act]
		t.Logf("%s: over 2 nodes %v; over 3 %v; over 4, and %d visitors beside, %v", act, a, b, bystanders, c)
		if !a.asks(b) || !b.asks(c) {
			t.Errorf("%s: what a node asks of Redis grows with the nodes or the visitors", act)
		}
		if each := a.out / 2; b.out/3 > each*(1+costSlack) || c.out/4 > each*(1+costSlack) {
			t.Errorf("%s: what Redis says grows faster than the nodes, or with the visitors", act)
		}
	}
}

// costs has visitors of the first node do all that, while another node shows it, and returns what each act costs beyond what the nodes
// say anyway.
func (b *till) costs(t *testing.T, shown *testparts.Node) map[string]cost {
	t.Helper()
	from, page := b.site.a, newBrowser(t).open(t, shown, shop)
	at := func(place string) int { return page.see().counts[place].number }
	visitor := newBrowser(t)
	visitor.write(t, from, "begin")
	tab := visitor.follow(t, from, joint, 0)
	thread := signIn(t, shown).follow(t, shown, "/inbox/"+visitor.conversation(t, from), 0)
	testparts.Eventually(t, "the visitor is on both screens", func() bool { return at(joint) > 0 && len(thread.see().log) > 0 && len(tab.see().log) > 0 })

	idle, over := b.during(t, func() { time.Sleep(2 * health.Pulse) })
	t.Logf("what the nodes say anyway, in %.1f s: %v", over, idle)
	costs := map[string]cost{}
	times := func(n int, what string, act func(i int)) {
		spent, took := b.during(t, func() {
			for i := range n {
				act(i)
			}
		})
		costs[what] = spent.plus(idle, -took/over).each(n)
	}
	times(walks, "join", func(int) {
		before := at(saw)
		newBrowser(t).open(t, from, saw)
		testparts.Eventually(t, "one more is shown", func() bool { return at(saw) == before+1 })
	})
	walker := newBrowser(t).open(t, from, saw)
	times(walks, "move", func(i int) {
		to := []string{hammer, saw}[i%2]
		before := at(to)
		walker.move(to)
		testparts.Eventually(t, "the walker is shown there", func() bool { return at(to) == before+1 })
	})
	say := func(int) {
		m := newMessage("a line")
		tab.say(m)
		testparts.Eventually(t, "the message is shown", func() bool { return thread.shows(m.id) })
	}
	say(0) // a sign of life, which is told once in a while
	times(words, "message", say)
	for what, frame := range map[string]func(i int) map[string]any{
		"mark":   func(i int) map[string]any { return map[string]any{"type": "received", "seq": i + 1} },
		"typing": func(int) map[string]any { return map[string]any{"type": "typing"} },
	} {
		times(words, what, func(i int) {
			tab.send(frame(i))
			if i == words-1 {
				say(i) // which comes behind all of them
			}
		})
		costs[what] = costs[what].plus(costs["message"].each(words), -1)
	}
	return costs
}

// renewals is in how many times of renewing a lease somebody moves all the time.
const renewals = 3

func TestALeaseThatIsRenewedAmidChangesIsNotToldWithTheWholeRoster(t *testing.T) {
	t.Parallel()
	p := newPair(t, unlimited.With(testparts.Settings{"PRESENCE_TICK": "1ms"})) // so that some change is mostly on its way
	bus, walker := newTill(t, p), newBrowser(t).open(t, p.a, saw)
	page := newBrowser(t).open(t, p.b, shop)
	testparts.Eventually(t, "the other node shows the walker", func() bool { return page.see().counts[saw].number == 1 })
	before := bus.read(t)
	for end, i := time.Now().Add(renewals*presence.Renew), 0; time.Now().Before(end); i++ {
		walker.move([]string{hammer, saw}[i%2])
		time.Sleep(time.Millisecond)
	}
	after := bus.read(t)
	if told := after.calls["hset"] - before.calls["hset"]; told < 100 {
		t.Fatalf("only %.0f changes were told", told)
	}
	if whole := after.calls["del"] - before.calls["del"]; whole > 0 {
		t.Errorf("the whole roster of a node was told %.0f times", whole)
	}
}
