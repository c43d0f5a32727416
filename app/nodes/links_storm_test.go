package nodes

import (
	"math/rand/v2"
	"testing"
	"time"

	"porchlight/app/testparts"
)

// onBadLinks are 20 who write at least 1,000 messages: visitors, and the owner in as many tabs as are answered.
var onBadLinks = party{visitors: 16, answered: 4}

func TestOverLinksThatDropDelayAndCutEveryStoredMessageIsShownOnceInOrderOnBothSides(t *testing.T) {
	t.Parallel()
	on := newPair(t, unlimited)
	ways := newLinks(on.nodes())
	who := onBadLinks
	who.connect = ways.browser
	s := newStormOf(t, on, hurried, who)
	began := time.Now()
	calm := ways.storm(t, s.seed)
	s.rage(t, func(random *rand.Rand) {
		for _, n := range []*testparts.Node{s.a, s.b} {
			time.Sleep(2*time.Second + some(random, 2*time.Second))
			n.Kill(t)
			time.Sleep(some(random, time.Second))
			n.Restart(t)
		}
	})
	raged := time.Since(began)
	calm()
	s.check(t)
	s.wasRough(t, raged)
}

// wasRough checks that the test saw what it is for.
func (s *storm) wasRough(t *testing.T, raged time.Duration) {
	t.Helper()
	sent, posts, opened := len(s.threads), 0, 0
	for _, one := range s.senders {
		sent, posts = sent+len(one.stored), posts+one.posts
	}
	for _, tab := range s.tabs() {
		_, _, times := tab.state()
		opened += times
	}
	t.Logf("%s of bad links and two kills; %d tabs opened %d sockets", raged.Round(time.Second), len(s.tabs()), opened)
	if sent < 1000 || posts < 50 || opened < 2*len(s.tabs()) {
		t.Errorf("%d messages, %d tries by POST, %d sockets of %d tabs: that is no bad weather", sent, posts, opened, len(s.tabs()))
	}
}
