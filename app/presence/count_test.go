package presence_test

import (
	"slices"
	"testing"

	"porchlight/app/presence"
)

func TestAVisitorCountsAtTheirPlaceAndAtAllAboveIt(t *testing.T) {
	r, _ := newRoster()
	r.Join("ann", tab("a", "/shop/topics/redis"))
	r.Join("bob", tab("b", "/shop"))
	r.Join("eve", tab("c", "/forge"))
	r.Join("joe", tab("d", "/"))
	counted(t, r, "/ 4, /forge 1, /shop 2, /shop/topics/redis 1")
}

func TestAVisitorCountsOnceHoweverManyTabsTheyHave(t *testing.T) {
	r, _ := newRoster()
	r.Join("ann", tab("a", "/shop/topics/redis"))
	r.Join("ann", tab("b", "/shop/topics/redis"))
	r.Join("ann", tab("c", "/shop/technologies/redis"))
	r.Join("bob", tab("d", "/shop"))
	counted(t, r, "/ 2, /shop 2, /shop/technologies/redis 1, /shop/topics/redis 1")
}

func TestAHiddenTabCounts(t *testing.T) {
	r, _ := newRoster()
	r.Join("ann", hiddenTab("a", "/shop"))
	r.Join("bob", tab("b", "/shop"))
	r.Move("bob", "b", "/shop", false)
	counted(t, r, "/ 2, /shop 2")
}

func TestAMoveTakesAVisitorFromOnePlaceToTheOther(t *testing.T) {
	r, _ := newRoster()
	r.Join("ann", tab("a", "/shop"))
	r.Join("bob", tab("b", "/shop"))
	r.Tick()
	r.Move("ann", "a", "/shop/topics/redis", true)
	counted(t, r, "/ 2, /shop 2, /shop/topics/redis 1")
	changed(t, r, []string{"/shop/topics", "/shop/topics/redis"}, []string{"ann"})
	r.Move("ann", "a", "/forge", true)
	counted(t, r, "/ 2, /forge 1, /shop 1")
	changed(t, r, []string{"/forge", "/shop", "/shop/topics", "/shop/topics/redis"}, []string{"ann"})
}

func TestAMoveToWhereATabIsChangesNothing(t *testing.T) {
	r, _ := newRoster()
	r.Join("ann", tab("a", "/shop"))
	r.Tick()
	r.Move("ann", "a", "/shop", true)
	r.Move("ann", "another tab", "/forge", true)
	r.Move("bob", "a", "/forge", true)
	if c := changed(t, r, []string{}, []string{}); c.Local != nil {
		t.Errorf("the other nodes are told %+v", c.Local)
	}
}

func TestAPlaceWhoseCountIsTheSameAgainHasNotChanged(t *testing.T) {
	r, _ := newRoster()
	r.Join("ann", tab("a", "/shop"))
	r.Tick()
	r.Move("ann", "a", "/forge", true)
	r.Move("ann", "a", "/shop", true)
	changed(t, r, []string{}, []string{"ann"})
	r.Move("ann", "a", "/forge", true)
	r.Join("bob", tab("b", "/shop"))
	changed(t, r, []string{"/", "/forge"}, []string{"ann", "bob"})
}

func TestStaffCountNowhereAndAreListedNowhere(t *testing.T) {
	r, _ := newRoster()
	r.Join("the owner", staffTab("a", "owner"))
	r.Join("an admin", staffTab("b", "admin"))
	r.Join("ann", tab("c", "/shop"))
	counted(t, r, "/ 1, /shop 1")
	if entries := r.Entries(); len(entries) != 1 || entries[0].Visitor != "ann" {
		t.Errorf("listed are %+v", entries)
	}
	if e, is := r.Entry("the owner"); is {
		t.Errorf("the owner has the entry %+v", e)
	}
}

func TestAnOwnerIsInWhileOneHasAStaffPageOpen(t *testing.T) {
	r, c := newRoster()
	in := func(want bool) {
		t.Helper()
		if r.Tick(); r.OwnerIn() != want {
			t.Fatalf("an owner is in: %t, want %t", r.OwnerIn(), want)
		}
	}
	in(false)
	r.Join("an admin", staffTab("a", "admin"))
	r.Join("ann", tab("b", "/shop"))
	in(false)
	r.Join("owner 1", staffTab("c", "owner"))
	in(true)
	r.Leave("owner 1", "c") // a walk within the inbox: each of its sockets is somebody new
	in(true)
	r.Join("owner 2", staffTab("d", "owner"))
	c.pass(presence.Grace)
	in(true)
	r.Leave("owner 2", "d")
	c.pass(presence.Grace)
	in(false)
}

func TestTheOwnerOfAnotherNodeIsIn(t *testing.T) {
	r, _ := newRoster()
	merged(t, r, presence.Delta{Node: "b", Seq: 1, Reset: true, Set: map[string][]byte{"owner": share(t, staffTab("a", "owner"))}})
	if !r.OwnerIn() {
		t.Error("no owner is in")
	}
	counted(t, r, "")
	r.Merge(presence.Delta{Node: "b", Gone: true})
	if r.OwnerIn() {
		t.Error("an owner is in")
	}
}

func TestThePlacesAboveAPlaceEndWithTheSite(t *testing.T) {
	for place, want := range map[string][]string{
		"/": {"/"}, "/shop": {"/shop", "/"}, "/shop/topics/redis": {"/shop/topics/redis", "/shop/topics", "/shop", "/"}, "": {"/"},
	} {
		if got := presence.Above(place); !slices.Equal(got, want) {
			t.Errorf("above %q are %q, want %q", place, got, want)
		}
	}
}

func TestWhoWasToldACountBetweenTwoTicksIsToldWhenItIsOverAgain(t *testing.T) {
	r, c := newRoster()
	r.Join("ann", tab("a", "/shop"))
	if n := r.Count("/shop"); n != 1 { // as a page does that joins now
		t.Fatalf("%d are counted, want 1", n)
	}
	r.Leave("ann", "a")
	c.pass(presence.Grace)
	changed(t, r, []string{"/shop"}, []string{"ann"})
}
