package contact_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"porchlight/app/contact"
	"porchlight/app/fault"
	"porchlight/app/store"
	"porchlight/app/testparts"
)

const ada = "ada@gmail.com"

func TestAnAddressWaitsForItsConfirmationAndAMailIsPut(t *testing.T) {
	h := newHouse(t)
	id := h.talk(t, "one")
	h.leave(t, id, ada)
	if c := h.of(t, id); c.Confirmed() || c.Email != ada || len(h.put) != 1 || h.put[0] != "confirm "+id {
		t.Errorf("the contact is %+v, put %q", c, h.put)
	}
	h.confirmed(t, h.talk(t, "two"), "eve@example.com")
	if last := h.put[len(h.put)-1]; !strings.HasPrefix(last, "reply ") {
		t.Errorf("what came before the confirmation is not mailed: %q", h.put)
	}
}

func TestTheSameAddressAgainWithinADayIsRefusedAndKeepsTheFirst(t *testing.T) {
	h := newHouse(t)
	id := h.talk(t, "one")
	h.leave(t, id, ada)
	h.now = begin.Add(time.Hour)
	_, err := h.Leave(ctx, id, "A.D.A+x@googlemail.com", 0)
	refused(t, err, fault.Limited)
	if f := fault.Of(err); f.RetryAfter != 23*time.Hour || !strings.Contains(f.Sentence, "23 hours") {
		t.Errorf("refused for %s: %s", f.RetryAfter, f.Sentence)
	}
	h.now = begin.Add(contact.Day)
	h.leave(t, id, ada)
	if len(h.put) != 2 {
		t.Errorf("put %q", h.put)
	}
}

func TestAConfirmedAddressIsNotAskedAgain(t *testing.T) {
	h := newHouse(t)
	id := h.talk(t, "one")
	h.confirmed(t, id, ada)
	h.put = nil
	h.leave(t, id, "Ada@gmail.com")
	if c := h.of(t, id); !c.Confirmed() || len(h.put) != 0 {
		t.Errorf("the contact is %+v, put %q", c, h.put)
	}
}

// The reviewer's question: who can make this site mail a stranger? Nobody, more than one confirmation a day.
func TestNobodyIsMailedTwoConfirmationsADayWhoeverAsksAndHoweverTheAddressIsSpelled(t *testing.T) {
	h := newHouse(t)
	mails := 0
	spellings := []string{ada, "ADA@gmail.com", "a.d.a@gmail.com", "ada+1@gmail.com", "A.Da+x.y@GoogleMail.com", "ada@googlemail.com", "ada++@gmail.com"}
	for round := range 40 {
		id := h.talk(t, fmt.Sprint("visitor ", round))
		h.leave(t, id, spellings[round%len(spellings)])
		if h.mailed(t, id) != "" {
			mails++
		}
		switch round % 4 {
		case 0: // away with the traces
			must(t, h.Remove(ctx, id))
		case 1:
			must(t, h.conversations.Erase(ctx, id))
		case 2: // a restart
			h.open(t)
		case 3: // another node
			h.Contacts = h.node()
		}
		_, err := h.Sweep(ctx, time.Time{})
		must(t, err)
		h.now = h.now.Add(contact.Day/40 - time.Second)
	}
	if mails != 1 {
		t.Errorf("%d confirmations went to one mailbox within a day", mails)
	}
	h.now = begin.Add(contact.Day)
	id := h.talk(t, "the day after")
	h.leave(t, id, ada)
	if h.mailed(t, id) == "" {
		t.Error("the day after, nobody can confirm any more")
	}
}

func TestAMailboxIsMailedOnceByWhateverNameItsProviderKnowsIt(t *testing.T) {
	for _, names := range [][]string{
		{"a.da@proton.me", "ada@protonmail.com", "a_d-a@pm.me", "ada+x@protonmail.ch"}, {"ada@icloud.com", "ada@me.com", "Ada@mac.com"},
		{"a.da@yandex.ru", "a-da@ya.ru", "a.da@yandex.com", "a.da@yandex.kz", "a.da@yandex.by"},
	} {
		h := newHouse(t)
		for n, name := range names {
			id := h.talk(t, name)
			h.leave(t, id, name)
			if link := h.mailed(t, id); (link != "") != (n == 0) {
				t.Errorf("%s is mailed: %v", name, link != "")
			}
		}
	}
	h := newHouse(t)
	for _, name := range []string{"a.da@example.com", "ada@example.com", "a-da@icloud.com", "ada@icloud.com"} { // these are four people
		id := h.talk(t, name)
		h.leave(t, id, name)
		if h.mailed(t, id) == "" {
			t.Errorf("%s is not mailed", name)
		}
	}
}

func TestAMailThatTheServerDidNotTakeIsTriedAgainByTheSameConversationOnly(t *testing.T) {
	h := newHouse(t)
	one, two := h.talk(t, "one"), h.talk(t, "two")
	h.leave(t, one, ada)
	h.leave(t, two, ada)
	for range 3 {
		if _, link, err := h.Claim(ctx, one, one, 0); err != nil || link == "" {
			t.Fatalf("it is not tried again: %v", err)
		}
		h.now = h.now.Add(time.Hour)
	}
	if link := h.mailed(t, two); link != "" {
		t.Error("another conversation mails the same mailbox")
	}
	h.now = begin.Add(contact.Day + time.Hour) // a day after the first try, not after the last
	if link := h.mailed(t, two); link != "" {
		t.Error("a try that is not a day old is forgotten")
	}
	if h.mailed(t, one) == "" || h.mailed(t, one) != "" {
		t.Error("it goes once, and once only")
	}
}

func TestAConversationThatBeginsAnewWhileItsMailIsUnderWayMailsNobodyTwice(t *testing.T) {
	h := newHouse(t)
	id := h.talk(t, "one")
	h.leave(t, id, ada)
	if _, link, err := h.Claim(ctx, id, "the first mail", 0); err != nil || link == "" {
		t.Fatalf("it must not go: %v", err)
	}
	must(t, h.conversations.Erase(ctx, id))
	h.talk(t, "one")
	must(t, h.Remove(ctx, id))
	h.leave(t, id, ada)
	if _, link, err := h.node().Claim(ctx, id, "the second mail", 0); err != nil || link != "" {
		t.Errorf("a second one goes while nobody knows whether the first was taken: %v", err)
	}
}

func TestAConfirmedMailboxGetsOneConfirmationADayForOtherConversationsToo(t *testing.T) {
	h := newHouse(t)
	h.confirmed(t, h.talk(t, "one"), ada)
	two := h.talk(t, "two")
	h.leave(t, two, ada)
	if h.mailed(t, two) != "" {
		t.Error("a second one went on the same day")
	}
}

func TestLeavingAnAddressTellsNothingOfWhoIsKnown(t *testing.T) {
	h := newHouse(t)
	h.confirmed(t, h.talk(t, "one"), ada)
	known, unknown := h.talk(t, "two"), h.talk(t, "three")
	one, err := h.Leave(ctx, known, ada, 0)
	must(t, err)
	other, err := h.Leave(ctx, unknown, "eve@gmail.com", 0)
	must(t, err)
	if one.Confirmed() || other.Confirmed() || !one.AskedAt.Equal(other.AskedAt) {
		t.Errorf("%+v and %+v", one, other)
	}
	h.mailed(t, known)
	h.mailed(t, unknown)
	h.now = h.now.Add(time.Minute)
	_, err = h.Leave(ctx, known, ada, 0)
	_, otherErr := h.Leave(ctx, unknown, "eve@gmail.com", 0)
	if err == nil || otherErr == nil || err.Error() != otherErr.Error() || fault.Of(err).RetryAfter != fault.Of(otherErr).RetryAfter {
		t.Errorf("asked again: %v and %v", err, otherErr)
	}
}

func TestTheWholeSiteAsksForSoManyADay(t *testing.T) {
	h := newHouse(t)
	for n := range 3 {
		id := h.talk(t, fmt.Sprint(n))
		_, err := h.Leave(ctx, id, fmt.Sprintf("someone%d@example.com", n), 3)
		must(t, err)
		h.mailed(t, id)
		h.now = h.now.Add(time.Hour)
	}
	last := h.talk(t, "one too many")
	_, err := h.Leave(ctx, last, "late@example.com", 3)
	refused(t, err, fault.Limited)
	if wait := fault.Of(err).RetryAfter; wait != 21*time.Hour {
		t.Errorf("to come again in %s", wait)
	}
	h.leave(t, last, "late@example.com") // those that were asked for at the same moment
	_, link, err := h.Claim(ctx, last, last, 3)
	if refused(t, err, fault.Limited); link != "" || fault.Of(err).RetryAfter != 21*time.Hour {
		t.Errorf("a fourth one goes, or is told to come again in %s", fault.Of(err).RetryAfter)
	}
	h.now = h.now.Add(21 * time.Hour)
	if _, link, err := h.Claim(ctx, last, last, 3); err != nil || link == "" {
		t.Errorf("it does not go the next day: %v", err)
	}
}

func TestWhatTheWholeSiteMayAskForHoldsForNodesThatAskAtOnce(t *testing.T) {
	const asking, most = 8, 3
	h := newHouse(t)
	var ids []string
	for n := range asking {
		id := h.talk(t, fmt.Sprint(n))
		h.leave(t, id, fmt.Sprintf("someone%d@example.com", n))
		ids = append(ids, id)
	}
	var nodes []*contact.Contacts
	for range 2 {
		kept := testparts.OpenStore(t, h.path, store.Beside)
		t.Cleanup(func() { must(t, kept.Close()) })
		nodes = append(nodes, h.nodeOn(kept))
	}
	var mailed atomic.Int64
	var all sync.WaitGroup
	for n, id := range ids {
		all.Go(func() {
			_, link, err := nodes[n%len(nodes)].Claim(ctx, id, id, most)
			if err != nil && !fault.Is(err, fault.Limited) {
				t.Error(err)
			}
			if link != "" {
				mailed.Add(1)
			}
		})
	}
	all.Wait()
	if n := mailed.Load(); n != most {
		t.Errorf("%d were mailed, and %d may be", n, most)
	}
}

func TestWhoAskedNeverToBeMailedIsNot(t *testing.T) {
	h := newHouse(t)
	one, two := h.talk(t, "one"), h.talk(t, "two")
	stop, err := h.StopLink(ctx, h.confirmed(t, one, ada))
	must(t, err)
	must(t, h.Stop(ctx, stop, true))
	if _, has, _ := h.Of(ctx, one); has {
		t.Error("the address is still there")
	}
	h.leave(t, two, "eve@example.com")
	confirm := h.mailed(t, two)
	stop, err = h.StopLink(ctx, h.of(t, two))
	must(t, err)
	must(t, h.Stop(ctx, stop, true))
	h.leave(t, two, "eve@example.com")
	if found, err := h.Confirm(ctx, confirm); err != nil || found.State != contact.Void {
		t.Errorf("a link that came before confirms it: %s, %v", found.State, err)
	}
	h.now = h.now.Add(400 * contact.Day)
	h.leave(t, two, "a.da@gmail.com")
	if h.mailed(t, two) != "" {
		t.Error("another conversation mails them")
	}
}

func TestStoppingEndsTheMailsOfOneConversationAndOfThatAddressOnly(t *testing.T) {
	h := newHouse(t)
	one, two := h.talk(t, "one"), h.talk(t, "two")
	stop, err := h.StopLink(ctx, h.confirmed(t, one, ada))
	must(t, err)
	h.now = h.now.Add(contact.Day)
	h.confirmed(t, two, ada)
	h.leave(t, one, "eve@example.com")
	must(t, h.Stop(ctx, stop, false))
	if h.of(t, one).Email != "eve@example.com" || !h.of(t, two).Confirmed() {
		t.Error("it ended the mails to another address, or of another conversation")
	}
	h.now = h.now.Add(contact.Day)
	h.leave(t, one, ada)
	must(t, h.Stop(ctx, stop, false))
	if _, has, _ := h.Of(ctx, one); has {
		t.Error("it does not work twice")
	}
	for _, link := range []string{"", "x", stop[:20], stop + "A", strings.ToUpper(stop)} {
		refused(t, h.Stop(ctx, link, true), fault.NotFound)
	}
}
