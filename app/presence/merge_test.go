package presence_test

import (
	"testing"

	"porchlight/app/presence"
)

func TestAVisitorOnTwoNodesCountsOnce(t *testing.T) {
	r, _ := newRoster()
	r.Join("ann", tab("a", "/shop"))
	merged(t, r, told(t, "b", 1, map[string]string{"ann": "/shop", "bob": "/shop"}))
	merged(t, r, told(t, "c", 1, map[string]string{"ann": "/forge"}))
	counted(t, r, "/ 2, /forge 1, /shop 2")
	if e, _ := r.Entry("ann"); e.Sockets != 3 {
		t.Errorf("ann has %d sockets, want 3", e.Sockets)
	}
	r.Merge(presence.Delta{Node: "b", Gone: true})
	counted(t, r, "/ 1, /forge 1, /shop 1")
}

func TestDeltasInTheirOrderAreTakenIn(t *testing.T) {
	r, _ := newRoster()
	merged(t, r, told(t, "b", 1, map[string]string{"ann": "/shop", "bob": "/shop"}))
	r.Tick()
	merged(t, r, presence.Delta{Node: "b", Seq: 2, Set: tabs(t, "b", map[string]string{"ann": "/forge", "eve": "/"}), Removed: []string{"bob"}})
	if c := changed(t, r, []string{"/forge", "/shop"}, []string{"ann", "bob", "eve"}); c.Local != nil {
		t.Errorf("what another node told is told on: %+v", c.Local)
	}
	counted(t, r, "/ 2, /forge 1")
}

func TestAGapIsReportedAndChangesNothing(t *testing.T) {
	r, _ := newRoster()
	third := presence.Delta{Node: "b", Seq: 3, Set: tabs(t, "b", map[string]string{"bob": "/forge"}), Removed: []string{"ann"}}
	if !r.Merge(third) {
		t.Error("a change of an unknown node is no gap")
	}
	merged(t, r, told(t, "b", 1, map[string]string{"ann": "/shop"}))
	if !r.Merge(third) {
		t.Error("the third after the first is no gap")
	}
	counted(t, r, "/ 1, /shop 1")

	merged(t, r, presence.Delta{Node: "b", Seq: 2, Set: tabs(t, "b", map[string]string{"eve": "/shop"})})
	merged(t, r, third)
	counted(t, r, "/ 2, /forge 1, /shop 1")
}

func TestWhatWasHeardAlreadyChangesNothing(t *testing.T) {
	r, _ := newRoster()
	first := told(t, "b", 1, map[string]string{"ann": "/shop"})
	second := presence.Delta{Node: "b", Seq: 2, Set: tabs(t, "b", map[string]string{"ann": "/forge"})}
	third := presence.Delta{Node: "b", Seq: 3, Removed: []string{"ann"}, Set: tabs(t, "b", map[string]string{"bob": "/"})}
	for _, d := range []presence.Delta{first, second, third} {
		merged(t, r, d)
	}
	for _, d := range []presence.Delta{third, second, first} { // first is whole, and old all the same
		merged(t, r, d)
		counted(t, r, "/ 1")
	}
	r.Replace("b", 2, presence.Lease, tabs(t, "b", map[string]string{"ann": "/forge"}))
	counted(t, r, "/ 1")
	merged(t, r, presence.Delta{Node: "b", Seq: 4, Set: tabs(t, "b", map[string]string{"bob": "/shop"})})
	counted(t, r, "/ 1, /shop 1")
}

func TestAResetAndASnapshotReplaceAllThatANodeHadSaid(t *testing.T) {
	for name, replace := range map[string]func(*presence.Roster, map[string][]byte){
		"reset": func(r *presence.Roster, set map[string][]byte) {
			r.Merge(presence.Delta{Node: "b", Seq: 7, Reset: true, Set: set})
		},
		"snapshot": func(r *presence.Roster, set map[string][]byte) { r.Replace("b", 7, presence.Lease, set) },
	} {
		t.Run(name, func(t *testing.T) {
			r, _ := newRoster()
			r.Join("ann", tab("a", "/"))
			merged(t, r, told(t, "b", 1, map[string]string{"ann": "/shop", "bob": "/shop", "eve": "/forge"}))
			merged(t, r, told(t, "c", 1, map[string]string{"joe": "/shop"}))
			r.Tick()
			replace(r, tabs(t, "b", map[string]string{"bob": "/shop", "eve": "/shop"}))
			changed(t, r, []string{"/forge"}, []string{"ann", "eve"})
			counted(t, r, "/ 4, /shop 3")
			merged(t, r, presence.Delta{Node: "b", Seq: 8, Removed: []string{"bob"}})
			counted(t, r, "/ 3, /shop 2")
		})
	}
}

func TestWhatCannotBeReadCountsNothing(t *testing.T) {
	r, _ := newRoster()
	for seq, data := range []string{"[", "{}", "null", "[]", ""} {
		merged(t, r, told(t, "b", uint64(2*seq+1), map[string]string{"ann": "/shop", "bob": "/forge"}))
		merged(t, r, presence.Delta{Node: "b", Seq: uint64(2*seq + 2), Set: map[string][]byte{"ann": []byte(data)}})
		counted(t, r, "/ 1, /forge 1")
	}
}

func TestAWholeShareIsWhatANodesOwnSocketsAre(t *testing.T) {
	one, _ := newRoster()
	one.Join("ann", tab("a", "/shop"))
	one.Join("ann", tab("b", "/forge"))
	one.Join("bob", hiddenTab("c", "/shop"))
	merged(t, one, told(t, "c", 1, map[string]string{"eve": "/"}))
	whole := one.Whole()
	whole.Node = "a"
	if !whole.Reset || len(whole.Set) != 2 || whole.Seq != one.Seq() {
		t.Fatalf("the share is %+v, and the last number %d", whole, one.Seq())
	}

	two, _ := newRoster()
	merged(t, two, whole)
	counted(t, two, "/ 2, /forge 1, /shop 2")
	next := one.Tick().Local
	next.Node = "a"
	merged(t, two, *next)
	one.Move("bob", "c", "/", true)
	next = one.Tick().Local
	next.Node = "a"
	merged(t, two, *next)
	counted(t, two, "/ 2, /forge 1, /shop 1")
	entry, _ := two.Entry("bob")
	if own, _ := one.Entry("bob"); entry.Place != own.Place || entry.Visible != own.Visible || !entry.Since.Equal(own.Since) || !entry.Moved.Equal(own.Moved) {
		t.Errorf("here bob is %+v, there %+v", own, entry)
	}
}
