package nodes

import (
	"testing"
	"time"

	"porchlight/app/testparts"
)

// Without Redis a node looks at its store by the second. PostgreSQL tells it at once that there is something to look at.
func TestWithoutRedisNodesOnPostgreSQLAreToldOfAMessageAtOnce(t *testing.T) {
	t.Parallel()
	p := newPair(t, unlimited.With(testparts.Settings{"DATABASE": testparts.Postgres(t).Database(t)}))
	reader := newBrowser(t)
	reader.write(t, p.a, "begin")
	tab := reader.follow(t, p.a, saw, 0)
	p.redis.Stop(t)
	testparts.Eventually(t, "the node knows that Redis is away, and has looked", func() bool { return tab.see().counts["/"].scope == "node" && len(tab.see().log) == 1 })
	first := reader.write(t, p.b, "by now the other node may not know yet that somebody does not hear it")
	testparts.Eventually(t, "the first message is on the screen", func() bool { return tab.shows(first.id) })
	const messages = 10
	began := time.Now()
	for range messages { // each is sent when the one before was seen, which would be by the second
		m := reader.write(t, p.b, "on the other node")
		testparts.Eventually(t, "the message is on the screen", func() bool { return tab.shows(m.id) })
	}
	if took := time.Since(began); took > messages*time.Second/2 {
		t.Errorf("%d messages took %s", messages, took)
	}
}
