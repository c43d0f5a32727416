package nodes

import (
	"net/url"
	"strings"
	"testing"

	"porchlight/app/testparts"
)

func TestWhoGoesInvisibleOnOneNodeIsListedOnNone(t *testing.T) {
	t.Parallel()
	p := newPair(t, nil)
	visitor, neighbour := newBrowser(t), newBrowser(t)
	visitor.write(t, p.a, "Is anyone in?")
	id := visitor.conversation(t, p.a)
	onA, onB := visitor.open(t, p.a, saw), visitor.open(t, p.b, hammer)
	watching := neighbour.open(t, p.b, shop)
	owner := signIn(t, p.a)
	presence := map[string]*tab{"A": owner.open(t, p.a, "/admin/presence"), "B": owner.open(t, p.b, "/admin/presence")}
	for name, page := range presence {
		testparts.Eventually(t, "they are listed on "+name, func() bool { return page.see().lists(id) })
	}

	visitor.fill(t, p.a, "/privacy/unlisted", nil)
	for name, page := range presence {
		testparts.Eventually(t, "they are listed no more on "+name, func() bool {
			return !page.see().lists(id) && len(page.see().roster) == 1
		})
	}
	onA.move(hammer)
	testparts.Eventually(t, "they count still, as one", func() bool {
		seen := watching.see().counts
		return seen[shop] == count{number: 2} && seen[hammer] == count{number: 1} && seen[saw] == count{}
	})
	for name, node := range map[string]*testparts.Node{"A": p.a, "B": p.b} {
		for _, path := range []string{"/admin/presence", "/inbox", "/inbox/" + id} {
			body := owner.get(t, node, path).body
			if strings.Contains(body, `id="`+row(id)+`"`) || strings.Contains(body, "here now: ") || strings.Contains(body, `class="trail"`) || strings.Contains(body, `id="whereabouts"><a`) {
				t.Errorf("%s on %s tells where they are", path, name)
			}
		}
	}

	visitor.fill(t, p.b, "/privacy/unlisted", url.Values{"listed": {"1"}})
	for name, page := range presence {
		testparts.Eventually(t, "they are listed again on "+name, func() bool { return page.see().lists(id) })
	}
	onB.close()
}

func TestWhatIsErasedOnOneNodeEmptiesTheTabsOfTheOther(t *testing.T) {
	t.Parallel()
	p := newPair(t, unlimited)
	visitor := newBrowser(t)
	visitor.write(t, p.a, "Forget me")
	id := visitor.conversation(t, p.a)
	owner := signIn(t, p.b)
	thread := owner.follow(t, p.b, "/inbox/"+id, 0)
	testparts.Eventually(t, "the owner on B shows it", func() bool { return len(thread.see().log) == 1 })
	if a := visitor.fill(t, p.a, "/privacy/erase", nil); !strings.Contains(a.body, "1 message of yours") {
		t.Fatalf("erasing: %d %s", a.status, a.body)
	}
	testparts.Eventually(t, "it is gone on B", func() bool {
		return strings.Contains(owner.get(t, p.b, "/inbox").body, "0 conversations<")
	})
}
