package broadcast_test

import (
	"fmt"
	"testing"
	"time"

	"porchlight/app/broadcast"
)

func TestAVisitorCountsOnceOverNodesAndTabs(t *testing.T) {
	h := newHouse(t)
	b, other := h.sends(t, h.draft("Hello")), h.sends(t, h.draft("Good day"))
	for _, node := range []*broadcast.Broadcasts{h.Broadcasts, h.node(h.store)} {
		must(t, node.Note(ctx, []broadcast.Sight{{Broadcast: b.ID, Visitor: ann}, {Broadcast: b.ID, Visitor: ben}, {Broadcast: b.ID, Visitor: ann}, {Broadcast: other.ID, Visitor: ann}}))
	}
	if n, of := h.shown(t, b.ID), h.shown(t, other.ID); n != 2 || of != 1 {
		t.Errorf("shown to %d and %d", n, of)
	}
}

func TestOfWhatIsOverOnlyTheNumberIsKept(t *testing.T) {
	h := newHouse(t)
	b, on := h.sends(t, h.draft("Hello")), h.draft("Good day")
	on.Length = "1d"
	h.sends(t, on)
	var crowd []broadcast.Sight
	for i := range 1200 { // more than one write takes
		crowd = append(crowd, broadcast.Sight{Broadcast: b.ID, Visitor: fmt.Sprint("visitor ", i)}, broadcast.Sight{Broadcast: on.ID, Visitor: fmt.Sprint("visitor ", i)})
	}
	must(t, h.Note(ctx, crowd))
	h.now = h.now.Add(time.Hour)
	must(t, h.Settle(ctx))
	must(t, h.Note(ctx, []broadcast.Sight{{Broadcast: b.ID, Visitor: "visitor 0"}, {Broadcast: b.ID, Visitor: "told late"}}))
	if n := h.shown(t, b.ID); n != 1201 {
		t.Errorf("just after its end it was shown to %d", n)
	}
	h.now = h.now.Add(broadcast.Late)
	for range 2 {
		must(t, h.Settle(ctx))
		must(t, h.Note(ctx, []broadcast.Sight{{Broadcast: b.ID, Visitor: "too late"}}))
		if n := h.shown(t, b.ID); n != 1201 {
			t.Errorf("shown to %d", n)
		}
	}
	must(t, h.Note(ctx, crowd))
	if n := h.shown(t, on.ID); n != 1200 {
		t.Errorf("the one that runs was shown to %d", n)
	}
}

func TestWhatIsForAVisitorGoesWithThemAndTheNumberStays(t *testing.T) {
	h := newHouse(t)
	all, alone, other := h.draft("to all"), h.draft("to Ann"), h.draft("to Ben")
	alone.Target, other.Target = broadcast.Target{Visitor: ann}, broadcast.Target{Visitor: ben}
	for _, d := range []broadcast.Draft{all, alone, other} {
		h.sends(t, d)
	}
	must(t, h.Note(ctx, []broadcast.Sight{{Broadcast: all.ID, Visitor: ann}, {Broadcast: all.ID, Visitor: ben}}))
	told, err := h.To(ctx, ann)
	if must(t, err); len(told) != 1 || told[0].Text != "to Ann" {
		t.Errorf("Ann was told %+v", told)
	}
	must(t, h.Erase(ctx, ann))
	if told, err := h.To(ctx, ann); err != nil || told != nil || len(h.running(t)) != 2 {
		t.Errorf("Ann was told %+v, %v; running are %q", told, err, h.running(t))
	}
	if n := h.shown(t, all.ID); n != 2 {
		t.Errorf("it was shown to %d", n)
	}
	must(t, h.Note(ctx, []broadcast.Sight{{Broadcast: all.ID, Visitor: ann}})) // she comes back: who she was is not known any more
	if n := h.shown(t, all.ID); n != 3 {
		t.Errorf("it was shown to %d", n)
	}
	if told, err := h.To(ctx, ""); err != nil || told != nil {
		t.Errorf("nobody was told %+v, %v", told, err)
	}
}

func TestTheSweepRemovesWhatEndedLongAgo(t *testing.T) {
	h := newHouse(t)
	h.sends(t, h.draft("old"))
	h.now = h.now.Add(24 * time.Hour)
	h.sends(t, h.draft("young"))
	h.now = begin.Add(time.Hour + broadcast.KeptFor)
	for _, c := range []struct {
		after time.Duration
		gone  int64
	}{{0, 0}, {time.Millisecond, 1}, {0, 0}} {
		h.now = h.now.Add(c.after)
		if gone, err := h.Sweep(ctx); err != nil || gone != c.gone {
			t.Errorf("swept are %d, %v", gone, err)
		}
	}
	if past, err := h.Past(ctx); err != nil || len(past) != 1 || past[0].Text != "young" {
		t.Errorf("past are %+v, %v", past, err)
	}
}

func TestOnlyTheLastAreListed(t *testing.T) {
	h := newHouse(t)
	for i := range broadcast.PastMost + 5 {
		h.sends(t, h.draft(fmt.Sprint(i)))
		h.now = h.now.Add(time.Hour)
	}
	if past, err := h.Past(ctx); err != nil || len(past) != broadcast.PastMost || past[0].Text != "54" {
		t.Errorf("%d are listed, %v", len(past), err)
	}
}
