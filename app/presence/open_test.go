package presence_test

import (
	"testing"
	"time"

	"porchlight/app/presence"
)

func TestANodeThatFellSilentTakesNoRoomUnderALimitAndStillCounts(t *testing.T) {
	r, c := newRoster()
	there := share(t, tabFrom("a", "home"), tabFrom("b", "home"))
	merged(t, r, presence.Delta{Node: "two", Seq: 1, Reset: true, Set: map[string][]byte{"ann": there}})
	r.Join("ann", tabFrom("c", "home"))
	room := func(what string, want int) {
		t.Helper()
		if of, from := r.SocketsOf("ann"), r.SocketsFrom("home"); of != want || from != want {
			t.Errorf("%s: %d sockets of the visitor and %d from the address take room, want %d", what, of, from, want)
		}
	}
	room("both nodes are well", 3)
	c.pass(presence.Silence)
	room("a sign of life is late", 3)
	c.pass(time.Millisecond)
	room("the other node is silent", 1)
	if got := r.Excess([]string{"ann"}, 1, 1); got != nil {
		t.Errorf("%q are too many beside a silent node's", got)
	}
	if r.Tick(); r.Count("/") != 1 {
		t.Errorf("%d visitors are counted, want Ann", r.Count("/"))
	}
	r.Alive("two", 1)
	room("it speaks again", 3)
	merged(t, r, presence.Delta{Node: "two", Gone: true})
	room("it has left", 1)
}
