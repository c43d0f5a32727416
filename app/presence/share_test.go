package presence_test

import "testing"

func TestANodeThatIsAlonePutsNothingIntoWordsForOthers(t *testing.T) {
	r, _ := newRoster()
	r.Alone = true
	r.Join("ann", tab("a", "/shop"))
	c := r.Tick()
	if c.Local != nil {
		t.Errorf("the other nodes are told %+v", c.Local)
	}
	if len(c.Places) == 0 || r.Count("/shop") != 1 {
		t.Errorf("the node itself knows of %v and counts %d", c.Places, r.Count("/shop"))
	}
}
