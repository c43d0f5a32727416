package history_test

import (
	"context"
	"testing"
	"time"
)

func TestWhatIsOldEnoughIsForgotten(t *testing.T) {
	h := newHouse(t)
	n := h.node(t)
	n.Take(at(3, 3), 3)
	for range 200 {
		h.skip(time.Minute)
		n.Take(nil, 0)
		<-n.passed
	}
	removed, err := n.Expire(context.Background(), begin.Add(150*time.Minute))
	must(t, err)
	if want := int64(2*150 + 2*10 + 150); removed != want { // minutes and quarters of both places, and which seconds were seen
		t.Errorf("%d rows were removed, want %d", removed, want)
	}
	for i, s := range h.minutes(t, "/a", 200) {
		if kept := s.Peak > 0; kept != (i >= 150) {
			t.Fatalf("of minute %d there is %+v", i, s)
		}
	}
}

func TestMessagesGoBetweenThePartsOfASweep(t *testing.T) {
	const outside = 6 // writes, at most: those before the sweep, one that waits for all of it, and one before its end is noticed
	h := newHouse(t)
	h.execute(t, `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 19999)
		INSERT INTO history_seen SELECT i * 60, 1 FROM n`)
	n := h.node(t)
	swept := make(chan error)
	go func() {
		_, err := n.Expire(context.Background(), begin)
		swept <- err
	}()
	writes := 0
	for {
		select {
		case err := <-swept:
			must(t, err)
			if writes <= outside {
				t.Errorf("%d writes got between", writes)
			}
			return
		default:
			must(t, h.write())
			writes++
		}
	}
}
