package nodes

import (
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"
	"time"

	"porchlight/app/testparts"
)

// How long Redis is frozen, and what comes before it for comparison.
const (
	frozenFor = 20 * time.Second
	calmFor   = 4 * time.Second
	// noticed is how long after the freeze the nodes know of it, and look at the store for what the others were sent.
	noticed = 3 * time.Second
)

// What a frozen Redis must not lengthen, at the 95th percentile. Whoever asks for a limit may wait for it for 200 ms, once a
// second and node.
const (
	pageWithin   = 250 * time.Millisecond
	postWithin   = 450 * time.Millisecond
	moveWithin   = time.Second     // on the screens of the same node, at most once a tick
	joinWithin   = time.Second     // the same
	acrossWithin = 2 * time.Second // to the screens on the other nodes, which look at the store once a second
	slowMachine  = 4               // times what it was before, where the machine itself is slow
)

// asking are limits that nobody reaches, but that are asked for: of Redis, where there is one.
var asking = testparts.Settings{"MESSAGES_PER_SECOND": "10000", "MESSAGE_BURST": "10000", "CONVERSATIONS_PER_HOUR": "10000", "SOCKETS_PER_ADDRESS": "0"}

func TestAFrozenRedisHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	s := newStorm(t, newWatchedTrio(t, asking), leisurely)
	p := newProbes(t, newCrowd(t, s.site, visitors))
	p.agree(t, "in the beginning", time.Now())
	var calm, frozen latencies
	var began, froze, thawed time.Time
	s.rage(t, func(*rand.Rand) {
		began = time.Now()
		calm = p.run(t, calmFor)
		testparts.Eventually(t, "all nodes have seen the last move", func() bool { return !p.differs(p.truth()) })

		s.redis.Freeze(t)
		froze = time.Now()
		leavers := p.leavers(t)
		frozen = p.run(t, frozenFor)
		leavers.gone(t)
		if !p.scoped() {
			t.Error("the counts do not say that they cover one node")
		}
		s.redis.Thaw(t)
		thawed = time.Now()
		p.agree(t, "Redis frozen", thawed)
	})
	if slowest := s.check(t).slowest; slowest > deliveryLate {
		t.Errorf("a message took %s to all screens, want %s at most", slowest, deliveryLate)
	}
	calm["message by socket"], calm["message to the other nodes"] = s.echoes(began, froze), s.lateness(began, froze)
	frozen["message by socket"], frozen["message to the other nodes"] = s.echoes(froze, thawed), s.lateness(froze.Add(noticed), thawed)
	for what, bound := range map[string]time.Duration{
		"page": pageWithin, "fragment": pageWithin, "message by POST": postWithin, "first message of a visitor": postWithin,
		"message by socket": postWithin, "message to the other nodes": acrossWithin, "move": moveWithin, "join": joinWithin,
	} {
		was, is := calm.p95(what), frozen.p95(what)
		t.Logf("%s: median %s, p95 %s of %d; before %s, %s of %d", what, frozen.median(what), is, len(frozen[what]), calm.median(what), was, len(calm[what]))
		if bound = max(bound, slowMachine*was); is > bound || len(frozen[what]) == 0 {
			t.Errorf("%s: p95 %s while Redis was frozen, want %s at most", what, is, bound)
		}
	}
}

// probes are what a site is asked again and again to see how long it takes.
type probes struct {
	*crowd
	writers []*browser // one for each node
	movers  []*member
}

func newProbes(t *testing.T, c *crowd) *probes {
	t.Helper()
	p := &probes{crowd: c}
	for _, n := range c.nodes() {
		p.writers = append(p.writers, newBrowser(t))
		p.movers = append(p.movers, c.arrive(t, hammer, n))
	}
	return p
}

// run probes one node after the other, for a while. Only the movers go to the joint, one at a time.
func (p *probes) run(t *testing.T, while time.Duration) latencies {
	t.Helper()
	l := latencies{}
	for start, i := time.Now(), 0; time.Since(start) < while; i = (i + 1) % len(p.posts) {
		n, post := p.posts[i].node, p.posts[i]
		l.time("page", func() { p.fetch(t, n) })
		l.time("fragment", func() { p.fetch(t, n, "HX-Request", "true", "HX-Request-Type", "partial") })
		l.time("message by POST", func() { p.writers[i].write(t, n, "again") })
		l.time("first message of a visitor", func() { newBrowser(t).write(t, n, "hello") })
		testparts.Eventually(t, "nobody is at the joint", func() bool { return post.page.see().counts[joint].number == 0 })
		for _, at := range []string{joint, hammer} {
			l.time("move", func() {
				p.movers[i].tabs[0].move(at)
				testparts.Eventually(t, "the move shows", func() bool { return (post.page.see().counts[joint].number == 1) == (at == joint) })
			})
		}
		l.time("join", func() {
			m := p.arrive(t, hammer, n)
			testparts.Eventually(t, "the newcomer shows", func() bool { return post.lists(t, m) })
		})
	}
	return l
}

func (p *probes) fetch(t *testing.T, n *testparts.Node, header ...string) {
	t.Helper()
	if a, err := p.writers[0].do(n, http.MethodGet, saw, nil, header...); err != nil || a.status != http.StatusOK {
		t.Fatalf("GET: %d, %v", a.status, err)
	}
}

// lists tells whether the admin's list shows a visitor.
func (p *post) lists(t *testing.T, m *member) bool {
	return p.presence.see().lists(m.browser.conversation(t, p.node))
}

// leavers are visitors, one on each node, who have just left it.
type leavers struct {
	took []chan time.Duration
}

func (p *probes) leavers(t *testing.T) *leavers {
	t.Helper()
	l := &leavers{}
	for _, post := range p.posts {
		m := p.arrive(t, hammer, post.node)
		testparts.Eventually(t, "the newcomer shows", func() bool { return post.lists(t, m) })
		p.leave(m)
		left, took := time.Now(), make(chan time.Duration, 1)
		go func() {
			holds(2*leaveShows, func() bool { return !post.lists(t, m) })
			took <- time.Since(left)
		}()
		l.took = append(l.took, took)
	}
	return l
}

func (l *leavers) gone(t *testing.T) {
	t.Helper()
	for _, took := range l.took {
		took := <-took
		t.Logf("who left while Redis was frozen was gone from the node after %s", took.Round(time.Millisecond))
		if took > leaveShows {
			t.Errorf("who left was gone after %s, want %s at most", took, leaveShows)
		}
	}
}

// latencies are how long things took.
type latencies map[string][]time.Duration

func (l latencies) time(what string, do func()) {
	start := time.Now()
	do()
	l[what] = append(l[what], time.Since(start))
}

func (l latencies) p95(what string) time.Duration    { return l.part(what, 95) }
func (l latencies) median(what string) time.Duration { return l.part(what, 50) }

func (l latencies) part(what string, percent int) time.Duration {
	sorted := slices.Sorted(slices.Values(l[what]))
	if len(sorted) == 0 {
		return 0
	}
	return sorted[(len(sorted)-1)*percent/100].Round(100 * time.Microsecond)
}
