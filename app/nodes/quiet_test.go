package nodes

import (
	"testing"

	"porchlight/app/testparts"
)

// onlookers are visitors of one node who have a page open and say nothing.
const onlookers = 80

func TestWithoutRedisANodeReadsTheConversationsThatChangedAndNoOthers(t *testing.T) {
	t.Parallel()
	p, watch := newMeasuredPair(t)
	for range onlookers {
		newBrowser(t).open(t, p.a, saw)
	}
	reader := newBrowser(t)
	reader.write(t, p.a, "begin")
	tab := reader.follow(t, p.a, saw, 0)
	p.redis.Stop(t)
	testparts.Eventually(t, "the node knows that Redis is away, and has looked", func() bool { return tab.see().counts["/"].scope == "node" && len(tab.see().log) == 1 })
	reads := func() float64 { return said(scrape(t, watch), "porchlight_store_read_seconds")[""] }
	before := reads()
	m := reader.write(t, p.b, "on the other node")
	testparts.Eventually(t, "the message is on the screen", func() bool { return tab.shows(m.id) })
	if read := reads() - before; read > onlookers { // a look at the store is some 20, and on a busy machine there are two or three
		t.Errorf("%v queries for one message, beside %d conversations that did not change", read, onlookers)
	} else {
		t.Logf("%v queries", read)
	}
}
