package conversation_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/fault"
)

func TestNotesAreKeptInOrderAndCanBeDeleted(t *testing.T) {
	h := newHouse(t)
	refused(t, h.Note(ctx, thread, 0, "for nobody"), fault.NotFound)
	h.send(t, thread, fromVisitor(1, "a question"))
	for _, body := range []string{" first ", "second"} {
		if err := h.Note(ctx, thread, 0, body); err != nil {
			t.Fatal(err)
		}
	}
	for _, body := range []string{"", " \n", "a\x00b", "\xff", strings.Repeat("x", conversation.BodyMost+1)} {
		refused(t, h.Note(ctx, thread, 0, body), fault.Invalid)
	}
	notes, err := h.Notes(ctx, thread)
	if err != nil || len(notes) != 2 || notes[0].Body != "first" || notes[1].Body != "second" || !notes[0].At.Equal(begin) {
		t.Fatalf("%+v, %v", notes, err)
	}
	refused(t, h.DeleteNote(ctx, ann, notes[0].ID), fault.NotFound)
	if err := h.DeleteNote(ctx, thread, notes[0].ID); err != nil {
		t.Fatal(err)
	}
	if notes, _ = h.Notes(ctx, thread); len(notes) != 1 || notes[0].Body != "second" {
		t.Errorf("%+v are left", notes)
	}
	if got := h.since(t, thread, 0); got.Conversation.Rev != 1 {
		t.Errorf("a note took rev %d", got.Conversation.Rev)
	}
}

func TestFactsOfAVisitorTakeNoRev(t *testing.T) {
	h := newHouse(t)
	facts := conversation.Facts{Language: "fr", TimeZone: "Europe/Paris", Device: "phone"}
	refused(t, h.Learn(ctx, thread, facts), fault.NotFound)
	h.send(t, thread, fromVisitor(1, "a question"))
	if err := h.Learn(ctx, thread, facts); err != nil {
		t.Fatal(err)
	}
	before := h.stored(t)
	if err := h.Learn(ctx, thread, facts); err != nil || h.stored(t) != before {
		t.Errorf("the same facts again wrote something, %v", err)
	}
	if err := h.Learn(ctx, thread, conversation.Facts{Device: "desktop"}); err != nil { // a plain form says less
		t.Fatal(err)
	}
	facts.Device = "desktop"
	if c, err := h.Get(ctx, thread); err != nil || c.Facts != facts || c.Rev != 1 {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestGapsCountQuestionsByPlaceUnansweredFirst(t *testing.T) {
	h := newHouse(t)
	ask := func(who string, n int, place string) {
		d := fromVisitor(n, "a question")
		d.Place = place
		h.send(t, who, d)
	}
	ask(ann, 1, "/shop")
	ask(ann, 2, "/shop")
	h.send(t, ann, fromOwner(3, "an answer"))
	ask(bob, 4, "/shop/tools")
	ask(eve, 5, "")
	gaps, err := h.Gaps(ctx)
	if want := "[{/shop/tools 1 1 1} {/shop 2 1 0}]"; err != nil || fmt.Sprint(gaps) != want {
		t.Errorf("%v, %v; want %s", gaps, err, want)
	}
}

func TestTheInboxIsFilteredByStateAndPlace(t *testing.T) {
	h := busyHouse(t)
	h.now = h.now.Add(time.Minute)
	for _, err := range []error{h.Close(ctx, bob), h.Block(ctx, eve, h.now.Add(time.Hour))} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for filter, want := range map[conversation.Filter]string{
		{}: "eve bob ann", {State: conversation.Waiting}: "ann", {State: conversation.Open}: "ann", {State: conversation.Closed}: "bob",
		{State: conversation.Blocked}: "eve", {State: conversation.Snoozed}: "", {Place: "/shop"}: "eve bob ann", {Place: "/elsewhere"}: "",
		{State: conversation.Closed, Place: "/shop"}: "bob",
	} {
		filter.Most = 10
		box, err := h.Inbox(ctx, filter)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, item := range box.Items {
			got = append(got, names[item.Conversation.ID])
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%+v lists %q, want %q", filter, strings.Join(got, " "), want)
		}
	}
	if places, err := h.Places(ctx); err != nil || fmt.Sprint(places) != "[{/shop 3}]" {
		t.Errorf("places: %v, %v", places, err)
	}
}
