package nodes

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"porchlight/app/testparts"
)

// backWithin is how soon every tab is back after its node is.
const backWithin = 8 * time.Second

func TestARestartUnderLoadBringsEveryTabBackAndLosesNothing(t *testing.T) {
	t.Parallel()
	s := newStorm(t, newTrio(t, unlimited.With(testparts.Settings{"DRAIN": "1s"})), hurried)
	c := newCrowd(t, s.site, visitors)
	s.rage(t, func(*rand.Rand) {
		c.stir(t, time.Second)
		for _, n := range s.nodes() {
			if code, _ := n.Terminate(t); code != 0 {
				t.Errorf("exit code %d, want 0", code)
			}
			n.Restart(t)
			took := testparts.Within(t, backWithin, "every tab is back", func() bool {
				return !slices.ContainsFunc(slices.Concat(c.tabs(), s.tabs()), func(tab *tab) bool { return !tab.isOpen() })
			})
			t.Logf("every tab was back %s after its node", took.Round(time.Millisecond))
			c.stir(t, time.Second)
		}
		c.agree(t, "every node restarted", time.Now())
	})
	s.check(t)
}

// tabs are all that are open in the crowd.
func (c *crowd) tabs() (all []*tab) {
	for _, p := range c.posts {
		all = append(all, p.page, p.presence)
	}
	for _, m := range c.members {
		all = append(all, m.tabs...)
	}
	return all
}

func (s *storm) tabs() (all []*tab) {
	for _, c := range s.threads {
		all = slices.Concat(all, c.visitors, c.own)
	}
	return all
}
