package presence_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"porchlight/app/presence"
)

// plainWords call visitors and places by themselves.
var plainWords = presence.Words{Name: func(v string) string { return v }, Title: func(place string) string { return "the page " + place }}

// crowd is a listing of four visitors who came one after the other.
func crowd() *presence.Listing {
	came := newClock().now
	entry := func(visitor, place string, after time.Duration, change func(*presence.Entry)) presence.Entry {
		e := presence.Entry{Visitor: visitor, Place: place, Since: came.Add(after), Moved: came.Add(after), Seen: came.Add(after), Visible: true, Sockets: 1, Node: "n1"}
		change(&e)
		return e
	}
	return presence.NewListing([]presence.Entry{
		entry("ann", "/shop", 0, func(e *presence.Entry) { e.Talking, e.Language = true, "pt-BR" }),
		entry("bob", "/shop/topics/redis", time.Second, func(e *presence.Entry) { e.Visible, e.Sockets, e.Referrer = false, 3, "news.example" }),
		entry("eve", "/shopping", 2*time.Second, func(e *presence.Entry) { e.Device, e.Node = "phone", "n2" }),
		entry("joe", "/", 3*time.Second, func(e *presence.Entry) { e.Seen = came.Add(time.Hour) }),
	}, plainWords)
}

func who(p presence.ListPage) string {
	var names []string
	for _, e := range p.Entries {
		names = append(names, e.Visitor)
	}
	return strings.Join(names, " ")
}

func TestAListingSortsFiltersAndSearches(t *testing.T) {
	for _, c := range []struct {
		name  string
		query presence.Query
		want  string
	}{
		{"all, who came last first", presence.Query{}, "joe eve bob ann"},
		{"who came first", presence.Query{Up: true}, "ann bob eve joe"},
		{"a place and below it, and none that only begins like it", presence.Query{Place: "/shop"}, "bob ann"},
		{"the whole site", presence.Query{Place: "/"}, "joe eve bob ann"},
		{"visible tabs", presence.Query{Tab: "visible"}, "joe eve ann"},
		{"hidden tabs", presence.Query{Tab: "hidden"}, "bob"},
		{"in conversation", presence.Query{Talking: true}, "ann"},
		{"a name", presence.Query{Text: "EVE"}, "eve"},
		{"a place's title", presence.Query{Text: "the page /shop"}, "eve bob ann"},
		{"a referrer", presence.Query{Text: "news"}, "bob"},
		{"a language", presence.Query{Text: "pt-br"}, "ann"},
		{"a device", presence.Query{Text: "phone"}, "eve"},
		{"nobody", presence.Query{Text: "zoe"}, ""},
		{"by name", presence.Query{Sort: "name", Up: true}, "ann bob eve joe"},
		{"by name, backwards", presence.Query{Sort: "name"}, "joe eve bob ann"},
		{"by place", presence.Query{Sort: "place", Up: true}, "joe ann bob eve"},
		{"by sockets, then who came last", presence.Query{Sort: "sockets"}, "bob joe eve ann"},
		{"by when they were seen", presence.Query{Sort: "seen"}, "joe eve bob ann"},
		{"by tab", presence.Query{Sort: "tab", Up: true}, "bob joe eve ann"},
		{"by node", presence.Query{Sort: "node"}, "eve joe bob ann"},
		{"by what nobody knows", presence.Query{Sort: "shoes"}, "joe eve bob ann"},
	} {
		if got := who(crowd().Page(c.query)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestAListingHasPages(t *testing.T) {
	var entries []presence.Entry
	for n := range 2*presence.PageSize + 1 {
		entries = append(entries, presence.Entry{Visitor: fmt.Sprintf("%03d", n), Place: "/"})
	}
	l := presence.NewListing(entries, plainWords)
	for page, want := range map[int]string{0: "000 of page 1", 1: "000 of page 1", 2: "050 of page 2", 3: "100 of page 3", 9: "100 of page 3"} {
		p := l.Page(presence.Query{Page: page})
		if got := fmt.Sprintf("%s of page %d", p.Entries[0].Visitor, p.Page); got != want || p.Matched != len(entries) || p.Pages != 3 {
			t.Errorf("page %d: %s of %d, %d in all; want %s", page, got, p.Pages, p.Matched, want)
		}
	}
	if p := presence.NewListing(nil, plainWords).Page(presence.Query{}); p.Page != 1 || p.Pages != 1 || p.Matched != 0 {
		t.Errorf("of nobody there is %+v", p)
	}
}

func TestAListingFollowsTheTicks(t *testing.T) {
	r, c := newRoster()
	r.Node = "here"
	l := presence.NewListing(r.Entries(), plainWords)
	tick := func(step, want string, total, arrived int) {
		t.Helper()
		changes := r.Tick()
		l.Take(changes)
		var got []string
		for _, e := range l.Page(presence.Query{Up: true}).Entries {
			got = append(got, e.Visitor+"@"+e.Place+" on "+e.Node)
		}
		if all := strings.Join(got, ", "); all != want || changes.Total != total || changes.Arrived != arrived {
			t.Fatalf("%s: %q of %d, %d arrived; want %q of %d, %d", step, all, changes.Total, changes.Arrived, want, total, arrived)
		}
	}
	r.Join("ann", tab("a", "/shop"))
	c.pass(time.Second)
	r.Join("bob", tab("b", "/"))
	r.Join("ann", tab("a2", "/shop"))
	r.Join("the owner", staffTab("o", "owner"))
	tick("two come", "ann@/shop on here, bob@/ on here", 2, 2)
	r.Move("ann", "a2", "/forge", true)
	merged(t, r, presence.Delta{Node: "b", Seq: 1, Reset: true, Set: map[string][]byte{"eve": share(t, presence.Socket{ID: "e", Place: "/", Since: c.now.Add(1), Opened: c.now})}})
	tick("one moves, one comes elsewhere", "ann@/forge on here, bob@/ on here, eve@/ on b", 3, 0)
	r.Unlist("bob", true)
	tick("one asks not to be listed", "ann@/forge on here, eve@/ on b", 3, 0)
	r.Leave("ann", "a")
	r.Leave("ann", "a2")
	c.pass(presence.Grace)
	r.Alive("b", 1)
	tick("one leaves", "eve@/ on b", 2, 0)
}

func TestAnEntryTellsWhatABrowserSaysOfItselfAndWhereItsVisitorCameFrom(t *testing.T) {
	r, c := newRoster()
	first := tab("a", "/shop")
	first.Referrer, first.Language, first.Device = "news.example", "de", "phone"
	r.Join("ann", first)
	c.pass(time.Minute)
	r.Leave("ann", "a")
	second := tab("b", "/forge") // the page that they walked on to has no referrer but this site
	second.Language, second.Device = "de", "phone"
	r.Join("ann", second)
	e, _ := r.Entry("ann")
	if e.Referrer != "news.example" || e.Language != "de" || e.Device != "phone" || e.Talking || !e.Seen.Equal(c.now) {
		t.Errorf("%+v", e)
	}
	r.Talk("ann", true)
	c.pass(time.Minute)
	r.See("ann", "b")
	if e, _ := r.Entry("ann"); !e.Talking || !e.Seen.Equal(c.now) {
		t.Errorf("in conversation: %+v", e)
	}
	if d := r.Tick().Local; d == nil || !strings.Contains(string(d.Set["ann"]), `"talking":true`) {
		t.Errorf("the other nodes are not told: %v", d)
	}
}

func TestHowManyStandExactlyAtAPlace(t *testing.T) {
	r, c := newRoster()
	r.Join("ann", tab("a", "/shop"))
	r.Join("ann", tab("b", "/shop"))
	r.Join("bob", tab("c", "/shop/topics/redis"))
	stand := func(shop, redis int) {
		t.Helper()
		if s, d := r.At("/shop"), r.At("/shop/topics/redis"); s != shop || d != redis {
			t.Fatalf("%d and %d, want %d and %d", s, d, shop, redis)
		}
	}
	stand(1, 1)
	r.Move("ann", "a", "/shop/topics/redis", true)
	stand(1, 2)
	r.Leave("ann", "b")
	c.pass(presence.Grace)
	r.Tick()
	stand(0, 2)
}

// A presence page is renewed up to once a tick: a page of ten thousand must cost a small part of it.
func BenchmarkAPageOfTenThousand(b *testing.B) {
	came := newClock().now
	var entries []presence.Entry
	for n := range 10_000 {
		at := came.Add(time.Duration(n*7919%10_000) * time.Millisecond)
		entries = append(entries, presence.Entry{Visitor: fmt.Sprintf("%032x", n*2654435761), Place: fmt.Sprintf("/shop/topics/%d", n%40), Since: at, Moved: at, Seen: at,
			Visible: n%3 > 0, Sockets: 1 + n%2, Node: fmt.Sprint("node", n%3), Language: "en", Device: "desktop"})
	}
	l := presence.NewListing(entries, plainWords)
	for name, q := range map[string]presence.Query{
		"who came last": {}, "the middle of it": {Page: 100}, "by name": {Sort: "name", Up: true}, "by place": {Sort: "place", Up: true}, "by language": {Sort: "language"},
		"at a place": {Place: "/shop/topics/7"}, "searched": {Text: "TOPICS/33"}, "searched in vain": {Text: "zoe"},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				l.Page(q)
			}
		})
	}
}
