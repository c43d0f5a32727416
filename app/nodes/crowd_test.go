package nodes

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/presence"
	"porchlight/app/testparts"
)

// crowd are visitors who come, move and go on all nodes, with what is true of them, and somebody on every node who looks.
type crowd struct {
	*site
	random   *rand.Rand
	steady   int // others, who stay at the saw
	members  []*member
	lastLeft time.Time
	stays    bool // nobody leaves: what is measured is not how long a grace takes
	posts    []*post
}

// member is one visitor with all their tabs.
type member struct {
	browser *browser
	tabs    []*tab
}

// post is where a node is watched: a visitor's page, and the admin's list.
type post struct {
	node           *testparts.Node
	page, presence *tab
}

const (
	fewest    = 4                      // members, below which nobody leaves
	stirPause = 100 * time.Millisecond // between two changes, at most
)

// newCrowd watches every node of a site. So far there is nobody but those who watch, and the steady ones.
func newCrowd(t *testing.T, on *site, steady int) *crowd {
	t.Helper()
	seed := rand.Uint64()
	t.Logf("seed of the crowd %d", seed)
	c := &crowd{site: on, steady: steady, random: rand.New(rand.NewPCG(seed, 0))}
	for _, n := range c.nodes() {
		c.watch(t, n)
	}
	return c
}

func (c *crowd) watch(t *testing.T, n *testparts.Node) {
	t.Helper()
	c.posts = append(c.posts, &post{n, newBrowser(t).open(t, n, shop), signIn(t, n).open(t, n, "/admin/presence")})
}

// arrive brings a new visitor, with a tab on each of these nodes.
func (c *crowd) arrive(t *testing.T, at string, nodes ...*testparts.Node) *member {
	t.Helper()
	m := &member{browser: newBrowser(t)}
	for _, n := range nodes {
		m.tabs = append(m.tabs, m.browser.open(t, n, at))
	}
	c.members = append(c.members, m)
	return m
}

func (c *crowd) leave(m *member) {
	c.members = slices.DeleteFunc(c.members, func(other *member) bool { return other == m })
	for _, tab := range m.tabs {
		tab.close()
	}
	c.lastLeft = time.Now()
}

// stir lets visitors come, move and go for a while.
func (c *crowd) stir(t *testing.T, while time.Duration) {
	t.Helper()
	for end := time.Now().Add(while); time.Now().Before(end); time.Sleep(some(c.random, stirPause)) {
		what := c.random.IntN(6)
		switch {
		case what == 0 || len(c.members) < fewest:
			first := c.random.IntN(len(c.nodes()))
			second := c.random.IntN(len(c.nodes())) // often another node, and sometimes two tabs on one
			c.arrive(t, c.somewhere(), c.nodes()[first], c.nodes()[second])
		case what == 1 && !c.stays:
			c.leave(pick(c.random, c.members))
		default:
			pick(c.random, pick(c.random, c.members).tabs).move(c.somewhere())
		}
	}
}

func (c *crowd) somewhere() string { return pick(c.random, []string{shop, saw, hammer, joint}) }

func pick[T any](random *rand.Rand, from []T) T { return from[random.IntN(len(from))] }

// strand takes away all tabs on a node that is about to die, as if their people did not know where else to go.
func (c *crowd) strand(n *testparts.Node) {
	for _, m := range c.members {
		m.tabs = slices.DeleteFunc(m.tabs, func(tab *tab) bool {
			if tab.node == n {
				tab.abandon()
			}
			return tab.node == n
		})
	}
	c.members = slices.DeleteFunc(c.members, func(m *member) bool { return len(m.tabs) == 0 })
	c.posts = slices.DeleteFunc(c.posts, func(p *post) bool {
		if p.node == n {
			p.page.abandon()
			p.presence.abandon()
		}
		return p.node == n
	})
}

// truth is how many visitors are at each place, or below it.
func (c *crowd) truth() map[string]count {
	numbers := map[string]int{"/": c.steady + len(c.posts), shop: c.steady + len(c.posts), saw: c.steady, hammer: 0, joint: 0}
	for _, m := range c.members {
		at := map[string]bool{}
		for _, tab := range m.tabs {
			at["/"], at[shop], at[tab.place()] = true, true, true
		}
		for place := range at {
			numbers[place]++
		}
	}
	truth := map[string]count{}
	for place, n := range numbers {
		truth[place] = count{number: n}
	}
	return truth
}

// agree waits until every node shows the truth as that of all nodes: within the promised time after the harm was over, or
// after somebody left.
func (c *crowd) agree(t *testing.T, what string, over time.Time) {
	t.Helper()
	by := over.Add(agreeAgain)
	if left := c.lastLeft.Add(leaveShows); left.After(by) {
		by = left
	}
	c.settle(t, what, by)
	t.Logf("%s: all nodes agreed with the truth %s after it was over", what, time.Since(over).Round(time.Millisecond))
	if !c.lastLeft.IsZero() {
		t.Logf("and %s after the last visitor had left", time.Since(c.lastLeft).Round(time.Millisecond))
	}
}

// settle waits until then for every node to show the truth.
func (c *crowd) settle(t *testing.T, what string, by time.Time) {
	t.Helper()
	want := c.truth()
	if !holds(time.Until(by), func() bool { return !c.differs(want) }) {
		var seen strings.Builder
		for _, p := range c.posts {
			fmt.Fprintf(&seen, "\n%s: %v, %d in the list", p.node.URL, p.page.see().counts, len(p.presence.see().roster))
		}
		t.Fatalf("%s: the nodes do not agree with the truth in time, which is %v; they show %s", what, want, &seen)
	}
}

// differs tells whether any node shows anything else.
func (c *crowd) differs(want map[string]count) bool {
	return slices.ContainsFunc(c.posts, func(p *post) bool { return p.differs(want) })
}

// differs tells whether the page or the list, of which the admin has the first page open, shows anything else.
func (p *post) differs(want map[string]count) bool {
	shown := p.page.see().counts
	maps.DeleteFunc(shown, func(place string, _ count) bool { _, asked := want[place]; return !asked })
	return !maps.Equal(shown, want) || len(p.presence.see().roster) != min(want["/"].number, presence.PageSize)
}

// scoped tells whether the counts on every node say that they cover that node alone.
func (c *crowd) scoped() bool {
	return !slices.ContainsFunc(c.posts, func(p *post) bool { return p.page.see().counts["/"].scope != "node" })
}
