package history_test

import (
	"testing"
	"time"
)

func TestAMinuteHasItsPeakAndItsMeanByTime(t *testing.T) {
	h := newHouse(t)
	n := h.node(t)
	n.Take(at(4, 0), 4)
	h.after(15*time.Second, n)
	n.Take(at(10, 6), 6)
	h.after(15*time.Second, n)
	n.Take(at(2, 0), 0)
	h.after(30*time.Second, n)
	wants(t, h.minutes(t, "/", 1)[0], 10, (4*15+10*15+2*30)/60., 10)
	wants(t, h.minutes(t, "/a", 1)[0], 6, 1.5, 0)
}

func TestASecondThatIsSeenInPartWasLikeThatPart(t *testing.T) {
	h := newHouse(t)
	n := h.node(t)
	h.skip(500 * time.Millisecond)
	n.Take(at(6, 0), 6)
	h.after(time.Minute, n)
	wants(t, h.minutes(t, "/", 1)[0], 6, 6, 6)
}

func TestWhoStaysIsInEveryMinuteUntilTheyGo(t *testing.T) {
	h := newHouse(t)
	n := h.node(t)
	n.Take(at(3, 3), 3)
	h.after(2*time.Minute, n)
	n.Take(at(0, 0), 0)
	h.after(2*time.Minute, n)
	spans := h.minutes(t, "/", 4)
	wants(t, spans[0], 3, 3, 3)
	wants(t, spans[1], 3, 3, 0)
	wants(t, spans[2], 3, 0, 0) // as it began
	wants(t, spans[3], 0, 0, 0)
}

func TestALookThatComesLateHoldsForTheWholeTime(t *testing.T) {
	h := newHouse(t)
	n := h.node(t)
	n.Take(at(5, 0), 5)
	h.skip(59 * time.Second)
	n.Take(nil, 0)
	h.after(time.Second, n)
	wants(t, h.minutes(t, "/", 1)[0], 5, 5, 5)
}

func TestANodeThatSleptDidNotSeeWhatWas(t *testing.T) {
	h := newHouse(t)
	n := h.node(t)
	n.Take(at(5, 0), 5)
	h.after(30*time.Second, n)
	h.skip(3 * time.Minute)
	n.Take(at(1, 0), 0)
	<-n.passed
	h.after(30*time.Second, n)
	spans := h.minutes(t, "/", 5)
	wants(t, spans[0], 5, 2.5, 5)
	wants(t, spans[1], 0, 0, 0)
	wants(t, spans[2], 0, 0, 0)
	if spans[3].Mean != .5 {
		t.Errorf("after it woke there were %v", spans[3].Mean)
	}
}

func TestAClockThatIsSetBackCountsNothingTwice(t *testing.T) {
	h := newHouse(t)
	n := h.node(t)
	n.Take(at(5, 0), 5)
	h.after(4*time.Minute, n)
	h.skip(-4 * time.Minute)
	n.Take(nil, 0)
	<-n.passed
	h.after(5*time.Minute, n)
	for _, s := range h.minutes(t, "/", 5) {
		if s.Mean != 5 {
			t.Errorf("from %v on there were %v", s.From, s.Mean)
		}
	}
}
