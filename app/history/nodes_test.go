package history_test

import (
	"context"
	"testing"
	"time"

	"porchlight/app/store"
)

func TestTwoNodesCountEachVisitorOnceAndAddUpWhoCame(t *testing.T) {
	h := newHouse(t)
	a, b := h.node(t), h.node(t)
	a.Take(at(3, 2), 1)
	b.Take(at(3, 2), 2)
	h.after(time.Minute, a, b)
	wants(t, h.minutes(t, "/", 1)[0], 3, 3, 3)
	wants(t, h.minutes(t, "/a", 1)[0], 2, 2, 0)
}

func TestANodeThatMissedPartOfAMinuteAddsNothingAndTakesNothingAway(t *testing.T) {
	for name, order := range map[string]func(whole, part *node) []*node{
		"it writes last":  func(whole, part *node) []*node { return []*node{whole, part} },
		"it writes first": func(whole, part *node) []*node { return []*node{part, whole} },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			whole, part := h.node(t), h.node(t)
			whole.Take(at(8, 0), 8)
			h.after(20*time.Second, whole)
			whole.Take(at(2, 0), 0)
			part.Take(at(2, 0), 0)
			h.after(39*time.Second, whole, part)
			h.skip(time.Second)
			for _, n := range order(whole, part) {
				n.Take(nil, 0)
				<-n.passed
			}
			wants(t, h.minutes(t, "/", 1)[0], 8, 4, 8)
		})
	}
}

func TestAfterARestartWithinAMinuteItIsWhole(t *testing.T) {
	h := newHouse(t)
	first := h.node(t)
	first.Take(at(6, 6), 6)
	h.after(30*time.Second, first)
	first.stop()
	wants(t, h.minutes(t, "/", 1)[0], 6, 3, 6) // what there was
	h.after(3 * time.Second)
	second := h.node(t)
	second.Take(at(2, 0), 2)
	h.after(27*time.Second, second)
	wants(t, h.minutes(t, "/", 1)[0], 6, (6*30+2*27)/60., 8)
	wants(t, h.minutes(t, "/a", 1)[0], 6, 3, 0)
}

func TestNobodyTakesNoRow(t *testing.T) {
	h := newHouse(t)
	n := h.node(t)
	n.Take(at(1, 0), 1)
	h.after(time.Minute, n)
	n.Take(at(0, 0), 0)
	h.after(10*time.Minute, n)
	rows, err := h.store.Read().HistoryOfAll(context.Background(), 60, 0, begin.Add(time.Hour).Unix())
	must(t, err)
	if len(rows) != 2 { // the second minute begins with the one who leaves
		t.Errorf("there are %+v", rows)
	}
}

func TestAStoreThatCannotBeWrittenHoldsUpNobodyAndLosesNothing(t *testing.T) {
	h := newHouse(t)
	n := h.node(t)
	release, blocked := make(chan struct{}), make(chan struct{})
	go func() {
		_ = h.store.Write(context.Background(), func(store.Queries) error { close(blocked); <-release; return nil })
	}()
	<-blocked
	n.Take(at(7, 0), 7)
	for range 5 {
		h.skip(time.Minute)
		n.Take(nil, 0) // returns at once; the test would else hang here
	}
	close(release)
	n.stop()
	for _, s := range h.minutes(t, "/", 5) {
		if s.Peak != 7 || s.Mean != 7 {
			t.Errorf("of the minute from %v on there is %+v", s.From, s)
		}
	}
}

func TestAFailingStoreIsLoggedOnceAndTriedAgain(t *testing.T) {
	h := newHouse(t)
	n := h.node(t)
	h.execute(t, "ALTER TABLE history_span RENAME TO away")
	n.Take(at(7, 0), 7)
	h.after(3*time.Minute, n)
	if said := n.log.count("could not be stored"); said != 1 {
		t.Errorf("the log says so %d times", said)
	}
	h.execute(t, "ALTER TABLE away RENAME TO history_span")
	h.after(time.Minute, n)
	spans := h.minutes(t, "/", 4)
	wants(t, spans[0], 7, 7, 7)
	for _, s := range spans[1:] {
		wants(t, s, 7, 7, 0)
	}
	if n.log.count("stored again") != 1 || n.log.count("lost_minutes=0") != 1 {
		t.Error("the log does not say that it is over")
	}
}
