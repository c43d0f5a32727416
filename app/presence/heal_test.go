package presence_test

import (
	"testing"

	"porchlight/app/presence"
)

func TestASnapshotAsOldAsWhatIsKnownHealsWhatDiffers(t *testing.T) {
	r, _ := newRoster()
	merged(t, r, told(t, "b", 4, map[string]string{"ann": "/shop", "bob": "/shop"}))
	r.Tick()
	truth := tabs(t, "b", map[string]string{"ann": "/forge", "eve": "/shop"})
	r.Replace("b", 4, presence.Lease, truth)
	changed(t, r, []string{"/forge", "/shop"}, []string{"ann", "bob", "eve"})
	counted(t, r, "/ 2, /forge 1, /shop 1")
	r.Replace("b", 4, presence.Lease, truth)
	changed(t, r, []string{}, []string{})
	r.Replace("b", 3, presence.Lease, tabs(t, "b", map[string]string{"bob": "/shop"}))
	counted(t, r, "/ 2, /forge 1, /shop 1")
}

func TestANodeKnowsWhetherTheBusHoldsWhatItSaid(t *testing.T) {
	r, _ := newRoster()
	r.Join("ann", tab("a", "/shop"))
	r.Join("bob", tab("b", "/forge"))
	r.Tick()
	whole := r.Whole()
	stands := func(what string, fields map[string][]byte, want bool) {
		t.Helper()
		if r.Stands(whole.Seq, fields) != want {
			t.Errorf("%s stands: %t", what, !want)
		}
	}
	stands("what was said", whole.Set, true)
	stands("one visitor less", map[string][]byte{"ann": whole.Set["ann"]}, false)
	stands("one visitor more", map[string][]byte{"ann": whole.Set["ann"], "bob": whole.Set["bob"], "eve": whole.Set["bob"]}, false)
	stands("a visitor elsewhere", map[string][]byte{"ann": whole.Set["ann"], "bob": whole.Set["ann"]}, false)
	stands("nothing", nil, false)
	r.Move("bob", "b", "/shop", true)
	stands("what was said before a move that the next change will tell", whole.Set, true)
	r.Tick()
	if !r.Stands(whole.Seq, nil) {
		t.Error("a share is judged while a change of it is on its way")
	}
}
