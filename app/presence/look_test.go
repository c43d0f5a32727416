package presence_test

import (
	"testing"
	"time"

	"porchlight/app/presence"
)

// looks checks whether an owner is known to look.
func looks(t *testing.T, r *presence.Roster, want bool) {
	t.Helper()
	if r.OwnerLooks() != want {
		t.Fatalf("an owner looks: %t, want %t", !want, want)
	}
}

// desk is a page of staff that has said nothing yet.
func desk(id, role string) presence.Socket {
	return presence.Socket{ID: id, Place: "/inbox", Staff: role}
}

func TestAnOwnerLooksWhileAStaffPageOfTheirsSaysThatItIsVisible(t *testing.T) {
	r, _ := newRoster()
	r.Join("robin", desk("a", "owner"))
	looks(t, r, false)
	r.Look("robin", "a", true)
	r.Look("robin", "a", true)
	looks(t, r, true)
	r.Join("sam", desk("b", "owner"))
	r.Look("sam", "b", true)
	r.Look("robin", "a", false)
	looks(t, r, true)
	r.Look("sam", "b", false)
	looks(t, r, false)
}

func TestNobodyElseLooksForTheOwner(t *testing.T) {
	r, _ := newRoster()
	r.Join("an admin", desk("a", "admin"))
	r.Look("an admin", "a", true)
	r.Join("ann", hiddenTab("b", "/shop"))
	r.Look("ann", "b", true) // visitors move
	r.Look("nobody", "c", true)
	looks(t, r, false)
	if e, _ := r.Entry("ann"); e.Visible {
		t.Error("a visitor's tab was made visible by a word that staff pages say")
	}
}

func TestAPageThatFallsSilentDoesNotLook(t *testing.T) {
	r, clock := newRoster()
	r.Join("robin", desk("a", "owner"))
	r.Look("robin", "a", true)
	for range 5 {
		clock.pass(presence.LookAgain)
		r.Look("robin", "a", true)
		r.Tick()
		looks(t, r, true)
	}
	clock.pass(presence.Look)
	r.Tick()
	looks(t, r, true)
	clock.pass(1)
	r.Tick()
	looks(t, r, false)
	r.Look("robin", "a", true) // it woke
	looks(t, r, true)
}

func TestAWalkToTheNextPageIsNoLookAway(t *testing.T) {
	r, clock := newRoster()
	r.Join("one name", desk("a", "owner"))
	r.Look("one name", "a", true)
	r.Leave("one name", "a")
	r.Tick()
	looks(t, r, true)
	r.Join("another name", desk("b", "owner"))
	r.Look("another name", "b", true)
	clock.pass(presence.Grace)
	r.Tick()
	looks(t, r, true)
	r.Leave("another name", "b")
	clock.pass(presence.Grace)
	r.Tick()
	looks(t, r, false)
}

func TestAnOwnerWhoLooksAtAnotherNodeLooks(t *testing.T) {
	there, clock := newRoster()
	here := presence.New(func() time.Time { return clock.now })
	tell := func() {
		if d := there.Tick().Local; d != nil {
			d.Node = "there"
			merged(t, here, *d)
		}
	}
	whole := there.Whole()
	whole.Node = "there"
	merged(t, here, whole)
	there.Join("robin", desk("a", "owner"))
	tell()
	looks(t, here, false)
	there.Look("robin", "a", true)
	tell()
	looks(t, here, true)
	there.Look("robin", "a", false)
	tell()
	looks(t, here, false)

	there.Look("robin", "a", true)
	tell()
	clock.pass(presence.Lease + 1) // the node was killed
	here.Tick()
	looks(t, here, false)
}
