package nodes

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"porchlight/app/testparts"
)

func TestVisitorAndOwnerOnTwoNodesSeeEachOther(t *testing.T) {
	t.Parallel()
	p := newPair(t, nil)
	visitor, neighbour := newBrowser(t), newBrowser(t)
	page := visitor.open(t, p.a, saw)
	visitor.write(t, p.a, "Is anyone in?")
	id := visitor.conversation(t, p.a)
	elsewhere := neighbour.open(t, p.b, shop)

	owner := signIn(t, p.b)
	thread := owner.follow(t, p.b, "/inbox/"+id, 0)
	presence := owner.open(t, p.b, "/admin/presence")

	testparts.Eventually(t, "the neighbour on B sees the visitor of A counted at the saw, and both of them at the shop", func() bool {
		seen := elsewhere.see()
		return seen.counts[saw] == count{number: 1} && seen.counts[shop] == count{number: 2}
	})
	for node, tab := range map[string]*tab{"A": page, "B": elsewhere} {
		testparts.Eventually(t, "the lamp is lit on "+node, func() bool { return tab.see().lamp == "in" })
	}
	testparts.Eventually(t, "the owner's thread tells where the visitor is", func() bool { return thread.see().here == saw })
	testparts.Eventually(t, "the presence page on B lists the visitor of A, live", func() bool {
		return presence.see().lists(id)
	})
	if list := owner.get(t, p.b, "/admin/presence").body; !strings.Contains(list, `id="`+row(id)+`"`) {
		t.Error("the presence page on B, fetched, lacks the visitor of A")
	}

	page.move(hammer)
	testparts.Eventually(t, "the owner's thread follows the visitor", func() bool { return thread.see().here == hammer })
	testparts.Eventually(t, "the counts follow the visitor", func() bool {
		seen := elsewhere.see()
		return seen.counts[saw] == count{} && seen.counts[hammer] == count{number: 1}
	})

	owner.fill(t, p.b, "/inbox/lamp", url.Values{"to": {"away"}})
	for node, tab := range map[string]*tab{"A": page, "B": elsewhere} {
		testparts.Eventually(t, "the lamp goes out on "+node+" when the owner says on B that they are away", func() bool { return tab.see().lamp == "away" })
	}
}

func TestVisitorAndOwnerOnTwoNodesTalkBothWaysInOrderAndOnce(t *testing.T) {
	t.Parallel()
	p := newPair(t, unlimited)
	visitor := newBrowser(t)
	said := []string{visitor.write(t, p.a, "line 1").body}
	page := visitor.follow(t, p.a, saw, 0)
	thread := signIn(t, p.b).follow(t, p.b, "/inbox/"+visitor.conversation(t, p.a), 0)

	for i, speaker := range []*tab{page, thread, page, page, thread, thread, page, thread} {
		m := newMessage(fmt.Sprint("line ", i+2))
		if !speaker.say(m) {
			t.Fatalf("%q could not be sent", m.body)
		}
		said = append(said, m.body)
		testparts.Eventually(t, m.body+" is stored", func() bool { return speaker.shows(m.id) })
	}
	for name, tab := range map[string]*tab{"the visitor's tab on A": page, "the owner's tab on B": thread} {
		testparts.Eventually(t, name+" shows all", func() bool { return len(tab.see().log) >= len(said) })
		checkScreen(t, name, tab.see(), said)
	}
}

func TestATabOnTheOtherNodeCatchesUpWithWhatItLacks(t *testing.T) {
	t.Parallel()
	p := newPair(t, unlimited)
	visitor := newBrowser(t)
	var said []string
	for i := range 6 {
		said = append(said, visitor.write(t, p.a, fmt.Sprint("line ", i+1)).body)
	}
	for _, from := range []int{0, 4} { // nothing has an effect on the rev yet but these messages
		tab := visitor.follow(t, p.b, saw, int64(from))
		testparts.Eventually(t, "a tab on B shows the last line", func() bool { return tab.see().rev == int64(len(said)) })
		checkScreen(t, fmt.Sprintf("a tab that has rev %d", from), tab.see(), said[from:])
	}
}

func TestAVisitorWithTabsOnBothNodesCountsOnce(t *testing.T) {
	t.Parallel()
	p := newPair(t, nil)
	visitor, other := newBrowser(t), newBrowser(t)
	onA := visitor.open(t, p.a, saw)
	onB := visitor.open(t, p.b, hammer)
	watching := other.open(t, p.b, shop)
	want := map[string]count{"/": {number: 2}, shop: {number: 2}, saw: {number: 1}, hammer: {number: 1}}
	for name, tab := range map[string]*tab{"A": onA, "B": onB, "B, another visitor": watching} {
		testparts.Eventually(t, "the counts on "+name+" agree", func() bool {
			seen := tab.see().counts
			for place, n := range want {
				if seen[place] != n {
					return false
				}
			}
			return true
		})
	}
	roster := signIn(t, p.a).get(t, p.a, "/admin/presence").body
	if id := visitor.conversation(t, p.a); strings.Count(roster, `id="`+row(id)+`"`) != 1 || !strings.Contains(roster, "<td>visible<td>2<td>") {
		t.Errorf("the presence page does not list the visitor once, with two tabs: %s", roster)
	}
}

// checkScreen checks that a tab shows these texts and no others, once and in order, and that nothing came twice.
func checkScreen(t *testing.T, name string, seen page, want []string) {
	t.Helper()
	if got := seen.bodies(); !slices.Equal(got, want) {
		t.Errorf("%s shows %q, want %q", name, got, want)
	}
	if len(seen.faults) > 0 {
		t.Errorf("%s: %q", name, seen.faults)
	}
}
