package presence_test

import (
	"testing"
	"time"

	"porchlight/app/presence"
)

func TestAnEntryShowsWhereAVisitorLooks(t *testing.T) {
	r, c := newRoster()
	came := c.now
	r.Join("ann", tab("a", "/shop"))
	c.pass(time.Second)
	r.Join("ann", hiddenTab("b", "/forge"))
	is := func(step, place string, visible bool, moved time.Time, sockets int) {
		t.Helper()
		want := presence.Entry{Visitor: "ann", Place: place, Since: came, Moved: moved, Visible: visible, Sockets: sockets}
		want.Seen, want.Node = c.now, map[int]string{3: "b"}[sockets]
		if e, here := r.Entry("ann"); !here || e != want {
			t.Fatalf("%s: the entry is %+v, want %+v", step, e, want)
		}
	}
	is("a visible tab goes before a newer hidden one", "/shop", true, came, 2)
	r.Move("ann", "b", "/forge", true)
	is("of two visible tabs the one that came last", "/forge", true, came.Add(time.Second), 2)
	c.pass(time.Second)
	r.Move("ann", "a", "/shop/topics/redis", true)
	is("a move makes a tab the last", "/shop/topics/redis", true, c.now, 2)
	moved := c.now
	c.pass(time.Second)
	r.Move("ann", "a", "/shop/topics/redis", false)
	r.Move("ann", "b", "/forge", false)
	is("hiding is no move; all are hidden", "/shop/topics/redis", false, moved, 2)
	merged(t, r, presence.Delta{Node: "b", Seq: 1, Reset: true, Set: map[string][]byte{
		"ann": share(t, presence.Socket{ID: "c", Place: "/", Visible: true, Since: c.now, Moved: c.now})}})
	is("tabs of other nodes are tabs like these", "/", true, c.now, 3)
}

func TestSocketsAreCountedByVisitorAndByAddressOnAllNodes(t *testing.T) {
	r, c := newRoster()
	sockets := func(step string, ofAnn, fromHome, fromWork int) {
		t.Helper()
		if a, h, w := r.SocketsOf("ann"), r.SocketsFrom("home"), r.SocketsFrom("work"); a != ofAnn || h != fromHome || w != fromWork {
			t.Fatalf("%s: %d of ann, %d from home, %d from work; want %d, %d, %d", step, a, h, w, ofAnn, fromHome, fromWork)
		}
	}
	sockets("nobody", 0, 0, 0)
	r.Join("ann", tabFrom("a", "home"))
	r.Join("ann", tabFrom("b", "work"))
	r.Join("bob", tabFrom("c", "home"))
	r.Join("owner", presence.Socket{ID: "d", Place: "/inbox", Staff: "owner", Address: "home"})
	r.Join("eve", tab("e", "/")) // whose address is not known
	sockets("all here", 2, 3, 1)
	merged(t, r, presence.Delta{Node: "b", Seq: 1, Reset: true, Set: map[string][]byte{"ann": share(t, tabFrom("f", "home"), tabFrom("g", "home"))}})
	sockets("two on another node", 4, 5, 1)
	r.Leave("ann", "a")
	r.Leave("bob", "c")
	sockets("two in their grace, which are closed", 3, 3, 1)
	c.pass(presence.Grace)
	r.Alive("b", 1)
	r.Tick()
	sockets("after the grace", 3, 3, 1)
	merged(t, r, presence.Delta{Node: "b", Seq: 2, Removed: []string{"ann"}})
	sockets("without those of the other node", 1, 1, 1)
}
