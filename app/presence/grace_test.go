package presence_test

import (
	"testing"
	"time"

	"porchlight/app/presence"
)

const moment = time.Millisecond

func TestWhoLeavesCountsForFiveSecondsMore(t *testing.T) {
	r, c := newRoster()
	r.Join("ann", tab("a", "/shop"))
	r.Tick()
	r.Leave("ann", "a")
	c.pass(5*time.Second - moment)
	if changes := r.Tick(); len(changes.Places) > 0 || changes.Local == nil || len(changes.Local.Removed) > 0 {
		t.Errorf("within the grace the changes are %+v", changes)
	}
	counted(t, r, "/ 1, /shop 1")
	c.pass(moment)
	if changes := changed(t, r, []string{"/", "/shop"}, []string{"ann"}); changes.Local == nil || len(changes.Local.Removed) != 1 {
		t.Errorf("the other nodes are told %+v", changes.Local)
	}
	counted(t, r, "")
	if _, is := r.Entry("ann"); is {
		t.Error("who left still has an entry")
	}
}

func TestAWalkToAnotherPageNeitherFlickersNorCountsTwice(t *testing.T) {
	r, c := newRoster()
	r.Join("ann", tab("a", "/shop"))
	r.Tick()

	r.Leave("ann", "a")
	c.pass(time.Second)
	changed(t, r, []string{}, []string{"ann"})
	r.Join("ann", tab("b", "/forge"))
	counted(t, r, "/ 1, /forge 1")
	changed(t, r, []string{"/forge", "/shop"}, []string{"ann"})

	c.pass(presence.Grace)
	changed(t, r, []string{}, []string{})
	counted(t, r, "/ 1, /forge 1")
}

func TestAReloadChangesNoCount(t *testing.T) {
	r, c := newRoster()
	r.Join("ann", tab("a", "/shop"))
	r.Tick()
	r.Leave("ann", "a")
	c.pass(time.Second)
	r.Join("ann", tab("b", "/shop"))
	changed(t, r, []string{}, []string{"ann"})
	c.pass(presence.Grace)
	changed(t, r, []string{}, []string{})
	counted(t, r, "/ 1, /shop 1")
}

func TestAWalkOfOneTabLeavesTheOthersWhereTheyAre(t *testing.T) {
	r, c := newRoster()
	r.Join("ann", tab("a", "/shop"))
	r.Join("ann", tab("b", "/forge"))
	r.Leave("ann", "b")
	r.Join("ann", tab("c", "/forge/topics/redis"))
	counted(t, r, "/ 1, /forge 1, /forge/topics/redis 1, /shop 1")
	c.pass(presence.Grace)
	r.Tick()
	counted(t, r, "/ 1, /forge 1, /forge/topics/redis 1, /shop 1")
}

// Another node tells of the tab that a visitor walked on to: what is in its grace here has ended with that.
func TestAWalkToAnotherNodeDoesNotCountTwice(t *testing.T) {
	r, _ := newRoster()
	r.Join("ann", tab("a", "/shop"))
	r.Tick()
	r.Leave("ann", "a")
	merged(t, r, told(t, "b", 1, map[string]string{"ann": "/forge"}))
	counted(t, r, "/ 1, /forge 1")
	changes := changed(t, r, []string{"/forge", "/shop"}, []string{"ann"})
	if changes.Local == nil || len(changes.Local.Removed) != 1 {
		t.Errorf("the other nodes are not told that the tab here is gone: %+v", changes.Local)
	}
}

func TestAVisitorsTimeHereGoesOnOverAWalk(t *testing.T) {
	r, c := newRoster()
	came := c.now
	r.Join("ann", tab("a", "/shop"))
	c.pass(time.Minute)
	r.Leave("ann", "a")
	c.pass(time.Second)
	r.Join("ann", tab("b", "/forge"))
	if e, _ := r.Entry("ann"); !e.Since.Equal(came) || !e.Moved.Equal(c.now) || e.Sockets != 1 {
		t.Errorf("the entry is %+v, want it since %s and moved at %s", e, came, c.now)
	}
	r.Leave("ann", "b")
	c.pass(presence.Grace)
	r.Tick()
	r.Join("ann", tab("c", "/"))
	if e, _ := r.Entry("ann"); !e.Since.Equal(c.now) {
		t.Errorf("who came back is here since %s, want %s", e.Since, c.now)
	}
}

func TestTwoTabsThatLeaveEachHaveTheirGrace(t *testing.T) {
	r, c := newRoster()
	r.Join("ann", tab("a", "/shop"))
	r.Join("ann", tab("b", "/forge"))
	r.Leave("ann", "a")
	c.pass(3 * time.Second)
	r.Leave("ann", "b")
	c.pass(2 * time.Second)
	r.Tick()
	counted(t, r, "/ 1, /forge 1")
	c.pass(3 * time.Second)
	r.Tick()
	counted(t, r, "")
}

func TestLeavingWithoutHavingComeIsNothing(t *testing.T) {
	r, c := newRoster()
	r.Leave("ann", "a")
	r.Join("bob", tab("b", "/shop"))
	r.Leave("bob", "a")
	c.pass(presence.Grace)
	r.Tick()
	counted(t, r, "/ 1, /shop 1")
}
