package presence_test

import (
	"fmt"
	"sync"
	"testing"

	"porchlight/app/presence"
)

func TestTheRosterKeepsCountWhateverGoroutinesDoAtOnce(t *testing.T) {
	r, c := newRoster()
	merged(t, r, told(t, "b", 1, map[string]string{"visitor-0": "/forge"}))
	var work sync.WaitGroup
	for n := range 16 {
		work.Go(func() {
			visitor := fmt.Sprint("visitor-", n%4)
			for i := range 50 {
				socket := fmt.Sprint(n, "-", i)
				r.Join(visitor, presence.Socket{ID: socket, Place: "/shop", Address: "home"})
				r.Move(visitor, socket, "/shop/topics/redis", true)
				r.Alive("b", 1)
				r.Whole()
				r.Tick()
				r.Entries()
				r.Leave(visitor, socket)
			}
		})
	}
	work.Wait()
	c.pass(presence.Grace)
	r.Tick()
	counted(t, r, "/ 1, /forge 1")
	if n := r.SocketsFrom("home"); n != 0 {
		t.Errorf("%d sockets are left", n)
	}
}
