package live_test

import (
	"fmt"
	"testing"

	"porchlight/app/live"
)

func TestWrittenIsSaidWhenNothingThatWasSentBeforeWaitsAnyMore(t *testing.T) {
	s := newSite(t, live.Options{}, live.Handler[string]{}, nil)
	var crowd []*client
	for i := range 50 {
		c := s.dial(t, fmt.Sprint("visitor", i))
		s.Join(c.socket, "room")
		crowd = append(crowd, c)
	}
	for range 20 {
		left := make(chan int, 1)
		s.Broadcast("room", text("hello"))
		s.Written(func() {
			waiting := 0
			for _, c := range crowd {
				waiting += live.Waits(c.socket)
			}
			left <- waiting
		})
		if waiting := <-left; waiting > 0 {
			t.Fatalf("%d frames wait", waiting)
		}
	}
}
