package nodes

import (
	"net/http"
	"net/url"
	"slices"
	"testing"

	"porchlight/app/testparts"

	"github.com/google/uuid"
)

// tells sends a broadcast and returns its id.
func (b *browser) tells(t *testing.T, n *testparts.Node, to, text string) string {
	t.Helper()
	id := uuid.NewString()
	a := b.fill(t, n, "/admin/broadcasts", url.Values{"id": {id}, "to": {to}, "text": {text}, "length": {"15m"}})
	if a.status != http.StatusSeeOther {
		t.Fatalf("telling %s: %d %s", to, a.status, a.body)
	}
	return id
}

// bannersAre waits until a tab shows these broadcasts and no others, whatever the order.
func (t *tab) bannersAre(test *testing.T, when string, want ...string) {
	test.Helper()
	slices.Sort(want)
	testparts.Eventually(test, when, func() bool {
		return slices.Equal(slices.Sorted(slices.Values(t.see().banners)), want)
	})
}

func TestABroadcastIsShownOnEveryNodeWithAndWithoutRedisAndAfterARestart(t *testing.T) {
	t.Parallel()
	p := newPair(t, nil)
	owner := signIn(t, p.a)
	onA, onB := newBrowser(t).open(t, p.a, saw), newBrowser(t).open(t, p.b, shop)
	first := owner.tells(t, p.a, shop, "to the shop and below")
	card := owner.tells(t, p.b, saw, "to the saw")
	onA.bannersAre(t, "both are shown at the saw on A", first, card)
	onB.bannersAre(t, "one is shown at the shop on B", first)

	p.redis.Stop(t)
	testparts.Eventually(t, "the nodes know that Redis is away", func() bool { return onA.see().counts[shop].scope == "node" && onB.see().counts[shop].scope == "node" })
	second := owner.tells(t, p.b, "/", "to everyone, while Redis is away")
	owner.fill(t, p.a, "/admin/broadcasts/"+first+"/end", nil)
	onA.bannersAre(t, "A learns from the store of what was sent on B", card, second)
	onB.bannersAre(t, "B learns from the store of what was ended on A", second)

	p.redis.Restart(t)
	p.a.Kill(t)
	p.a.Restart(t)
	late := newBrowser(t).open(t, p.a, saw)
	late.bannersAre(t, "who comes after a restart is shown what runs", card, second)
	owner.fill(t, p.b, "/admin/broadcasts/"+second+"/end", nil)
	late.bannersAre(t, "its end on B reaches the node that restarted", card)
	onA.bannersAre(t, "and a page that came back to it", card)
}
