package presence_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"porchlight/app/presence"
)

// listed is what a roster lists: visitors, how many there are in all, and how many of them are not listed.
func listed(r *presence.Roster) string {
	entries := r.Entries()
	words := ""
	for _, e := range presence.NewListing(entries, plainWords).Page(presence.Query{}).Entries {
		words += e.Visitor + " "
	}
	return fmt.Sprint(words, "of ", r.Count("/"), ", ", r.Count("/")-len(entries), " unlisted")
}

func isListed(t *testing.T, when string, r *presence.Roster, want string) {
	t.Helper()
	if got := listed(r); got != want {
		t.Errorf("%s: listed are %q, want %q", when, got, want)
	}
}

func unlistedTab(id, place string) presence.Socket {
	return presence.Socket{ID: id, Place: place, Visible: true, Unlisted: true}
}

func TestWhoAskedNotToBeFollowedIsCountedAndListedNowhere(t *testing.T) {
	r, c := newRoster()
	r.Join("ann", unlistedTab("a", "/shop"))
	r.Join("bob", tab("b", "/shop"))
	r.Tick()
	c.pass(1)
	r.Move("ann", "a", "/forge", true)
	r.Tick()
	counted(t, r, "/ 2, /forge 1, /shop 1")
	isListed(t, "at first", r, "bob of 2, 1 unlisted")
	if e, here := r.Entry("ann"); here || trail(r, "ann") != "" {
		t.Errorf("the entry is %+v, the trail %q", e, trail(r, "ann"))
	}
	if r.SocketsOf("ann") != 1 {
		t.Error("the limits do not count them")
	}
}

func TestOneTabThatAsksNotToBeFollowedAsksForAll(t *testing.T) {
	r, _ := newRoster()
	r.Join("ann", tab("a", "/shop"))
	r.Tick()
	isListed(t, "at first", r, "ann of 1, 0 unlisted")
	merged(t, r, presence.Delta{Node: "b", Seq: 1, Reset: true, Set: map[string][]byte{"ann": share(t, unlistedTab("b", "/forge"))}})
	changed(t, r, []string{"/forge"}, []string{"ann"})
	isListed(t, "with a tab on another node", r, "of 1, 1 unlisted")
	if trail(r, "ann") != "" {
		t.Errorf("the trail is kept: %q", trail(r, "ann"))
	}
}

func TestUnlistingTakesOpenTabsOutAndTellsTheOthers(t *testing.T) {
	r, _ := newRoster()
	other, _ := newRoster()
	r.Join("ann", tab("a", "/shop"))
	r.Tick()
	pass := func() { t.Helper(); d := r.Whole(); d.Node = "r"; merged(t, other, d); other.Tick() }
	pass()
	isListed(t, "elsewhere", other, "ann of 1, 0 unlisted")
	r.Unlist("ann", true)
	r.Unlist("nobody", true)
	changed(t, r, []string{}, []string{"ann"})
	pass()
	for where, roster := range map[string]*presence.Roster{"here": r, "elsewhere": other} {
		isListed(t, where, roster, "of 1, 1 unlisted")
		counted(t, roster, "/ 1, /shop 1")
		if trail(roster, "ann") != "" {
			t.Errorf("%s the trail is kept: %q", where, trail(roster, "ann"))
		}
	}
	r.Unlist("ann", false)
	r.Tick()
	pass()
	isListed(t, "again", r, "ann of 1, 0 unlisted")
	isListed(t, "again, elsewhere", other, "ann of 1, 0 unlisted")
}

func TestATickTellsOfNobodyWhoIsUnlistedButOnceThatTheyAreNow(t *testing.T) {
	r, c := newRoster()
	r.Join("ann", tab("a", "/shop"))
	r.Join("bob", unlistedTab("b", "/shop"))
	told := func(when string, want ...string) {
		t.Helper()
		if got := r.Tick().Told; !slices.Equal(got, want) {
			t.Errorf("%s the tick tells of %q, want %q", when, got, want)
		}
	}
	told("when both have come", "ann")
	r.Move("bob", "b", "/forge", true)
	told("when the unlisted one moves")
	r.Unlist("ann", true)
	told("when the listed one is not any more", "ann")
	r.Move("ann", "a", "/forge", true)
	told("when that one moves")
	r.Unlist("ann", false)
	if _, listed := r.Entry("ann"); !listed {
		t.Fatal("ann is not listed again")
	}
	r.Unlist("ann", true)
	told("when somebody was told of it meanwhile", "ann")
	r.Unlist("ann", false)
	told("when listed again", "ann")
	r.Leave("ann", "a")
	r.Leave("bob", "b")
	told("when both leave", "ann")
	c.pass(presence.Grace)
	told("when both have left", "ann")
}

func TestUnlistingTakesBackWhatTheBrowserSaidOfItself(t *testing.T) {
	r, _ := newRoster()
	about := tab("a", "/shop")
	about.Language, about.Device, about.Referrer = "pt-BR", "phone", "forum.example"
	r.Join("ann", about)
	r.Unlist("ann", true)
	r.Join("ann", unlistedTab("b", "/shop"))
	for _, word := range []string{"pt-BR", "phone", "forum.example"} {
		if said := string(r.Whole().Set["ann"]); strings.Contains(said, word) {
			t.Errorf("the other nodes are told %q: %s", word, said)
		}
	}
}
