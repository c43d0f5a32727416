package nodes

import (
	"math/rand/v2"
	"testing"
	"time"
)

const kills = 6 // of one node, before both nodes and Redis go at once

func TestNothingStoredIsLostOrDoubledWhenNodesAreKilled(t *testing.T) {
	t.Parallel()
	s := newStorm(t, newPair(t, unlimited), hurried)
	s.rage(t, func(random *rand.Rand) {
		for range kills {
			time.Sleep(100*time.Millisecond + some(random, 500*time.Millisecond))
			n := s.nodes()[random.IntN(2)]
			n.Kill(t)
			n.Restart(t)
		}
		time.Sleep(some(random, 500*time.Millisecond))
		s.redis.Stop(t)
		s.a.Kill(t)
		s.b.Kill(t)
		s.redis.Restart(t)
		s.a.Restart(t)
		s.b.Restart(t)
	})
	s.check(t)
	t.Logf("%d kills of a node alone, and one of everything", kills)
}
