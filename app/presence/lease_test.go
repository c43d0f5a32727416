package presence_test

import (
	"testing"
	"time"

	"porchlight/app/presence"
)

func TestANodeThatIsSilentForNineSecondsIsForgotten(t *testing.T) {
	alive := map[string]func(*testing.T, *presence.Roster){
		"said everything": func(t *testing.T, r *presence.Roster) {
			merged(t, r, told(t, "b", 2, map[string]string{"ann": "/shop"}))
		},
		"said a change": func(t *testing.T, r *presence.Roster) {
			merged(t, r, presence.Delta{Node: "b", Seq: 2, Set: tabs(t, "b", map[string]string{"ann": "/shop"})})
		},
		"said that it is there": func(t *testing.T, r *presence.Roster) {
			if r.Alive("b", 1) {
				t.Error("that is taken for a gap")
			}
		},
	}
	for said, sign := range alive {
		t.Run("after it "+said, func(t *testing.T) {
			r, c := newRoster()
			merged(t, r, told(t, "b", 1, map[string]string{"ann": "/shop"}))
			merged(t, r, told(t, "c", 1, map[string]string{"bob": "/shop"}))
			c.pass(8 * time.Second)
			sign(t, r)
			r.Alive("c", 1)
			c.pass(9 * time.Second)
			r.Tick()
			counted(t, r, "/ 2, /shop 2")
			r.Alive("c", 1)
			c.pass(moment)
			changed(t, r, []string{"/", "/shop"}, []string{"ann"})
			counted(t, r, "/ 1, /shop 1")
			if !r.Alive("b", 2) {
				t.Error("a word of a node that was forgotten is no gap")
			}
		})
	}
}

func TestANodeThatIsFurtherThanWhatIsKnownOfItIsAGap(t *testing.T) {
	r, _ := newRoster()
	if !r.Alive("b", 1) {
		t.Error("an unknown node is no gap")
	}
	merged(t, r, told(t, "b", 3, nil))
	for seq, gap := range map[uint64]bool{2: false, 3: false, 4: true} {
		if r.Alive("b", seq) != gap {
			t.Errorf("number %d is a gap after 3: %t", seq, !gap)
		}
	}
}

func TestANodeThatLeavesIsForgottenAtOnce(t *testing.T) {
	r, _ := newRoster()
	merged(t, r, told(t, "b", 1, map[string]string{"ann": "/shop"}))
	r.Join("bob", tab("b", "/forge"))
	merged(t, r, presence.Delta{Node: "b", Gone: true})
	counted(t, r, "/ 1, /forge 1")
	merged(t, r, presence.Delta{Node: "nobody", Gone: true})
	if !r.Merge(presence.Delta{Node: "b", Seq: 2, Set: tabs(t, "b", map[string]string{"ann": "/shop"})}) {
		t.Error("a late change of a node that left is no gap")
	}
	counted(t, r, "/ 1, /forge 1")
}

// The bus holds a killed node's share until its lease ends there. Whoever fetches it late keeps it no longer than that.
func TestAShareThatWasFetchedIsKeptForWhatIsLeftOfItsLease(t *testing.T) {
	for _, known := range []bool{true, false} {
		r, c := newRoster()
		if known {
			merged(t, r, told(t, "b", 1, map[string]string{"ann": "/shop"}))
		}
		c.pass(8 * time.Second)
		r.Replace("b", 1, time.Second, tabs(t, "b", map[string]string{"ann": "/shop"}))
		c.pass(time.Second)
		r.Tick()
		counted(t, r, "/ 1, /shop 1")
		c.pass(moment)
		r.Tick()
		counted(t, r, "")
	}
}

func TestASnapshotShortensNoLease(t *testing.T) {
	r, c := newRoster()
	merged(t, r, told(t, "b", 1, map[string]string{"ann": "/shop"}))
	r.Replace("b", 1, time.Second, tabs(t, "b", map[string]string{"ann": "/shop"}))
	c.pass(presence.Lease)
	r.Tick()
	counted(t, r, "/ 1, /shop 1")
}
