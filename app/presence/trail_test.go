package presence_test

import (
	"fmt"
	"testing"
	"time"

	"porchlight/app/presence"
)

// trail is a visitor's trail in words: places, and seconds since the first.
func trail(r *presence.Roster, visitor string) string {
	words := ""
	steps := r.Trail(visitor)
	for _, s := range steps {
		words += fmt.Sprintf("%s %.0f, ", s.Place, s.At.Sub(steps[0].At).Seconds())
	}
	return words
}

func TestATrailHasThePlacesOfAVisitInOrder(t *testing.T) {
	r, c := newRoster()
	r.Join("ann", tab("a", "/"))
	step := func(do func()) {
		r.Tick()
		c.pass(time.Second)
		do()
	}
	step(func() { r.Move("ann", "a", "/shop", true) })
	step(func() { r.Move("ann", "a", "/shop", false) })
	step(func() { r.Leave("ann", "a"); r.Join("ann", tab("b", "/shop/topics/redis")) })
	step(func() {})
	if got, want := trail(r, "ann"), "/ 0, /shop 1, /shop/topics/redis 3, "; got != want {
		t.Errorf("the trail is %q, want %q", got, want)
	}
	r.Leave("ann", "b")
	c.pass(presence.Grace)
	r.Tick()
	if got := trail(r, "ann"); got != "" {
		t.Errorf("after the visit it is %q", got)
	}
}

func TestWhoGoesBackToAnOlderTabIsThereFromThenOn(t *testing.T) {
	r, c := newRoster()
	r.Join("ann", tab("a", "/"))
	r.Tick()
	c.pass(time.Second)
	r.Join("ann", tab("b", "/shop"))
	r.Tick()
	c.pass(time.Second)
	r.Move("ann", "b", "/shop", false)
	r.Tick()
	if got, want := trail(r, "ann"), "/ 0, /shop 1, / 2, "; got != want {
		t.Errorf("the trail is %q, want %q", got, want)
	}
}

func TestATrailKeepsTheLastFiftySteps(t *testing.T) {
	r, c := newRoster()
	r.Join("ann", tab("a", "/"))
	for n := range presence.TrailMost + 10 {
		r.Tick()
		c.pass(time.Second)
		r.Move("ann", "a", fmt.Sprint("/", n), true)
	}
	r.Tick()
	if got := r.Trail("ann"); len(got) != presence.TrailMost || got[0].Place != "/10" || got[presence.TrailMost-1].Place != "/59" {
		t.Errorf("%d steps: %+v", len(got), got)
	}
}

func TestATrailFollowsAVisitorOnAnotherNode(t *testing.T) {
	r, _ := newRoster()
	merged(t, r, told(t, "b", 1, map[string]string{"ann": "/"}))
	r.Tick()
	merged(t, r, presence.Delta{Node: "b", Seq: 2, Set: tabs(t, "b", map[string]string{"ann": "/shop"})})
	r.Tick()
	if got := r.Trail("ann"); len(got) != 2 || got[0].Place != "/" || got[1].Place != "/shop" {
		t.Errorf("%+v", got)
	}
}
