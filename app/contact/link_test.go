package contact_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"porchlight/app/contact"
	"porchlight/app/store"
	"porchlight/app/testparts"
)

func TestALinkConfirmsForADayAndOnce(t *testing.T) {
	h := newHouse(t)
	id := h.talk(t, "one")
	h.leave(t, id, ada)
	link := h.mailed(t, id)
	h.now = begin.Add(contact.Day - time.Second)
	if h.state(t, contact.ToConfirm, link) != contact.Good || h.of(t, id).Confirmed() {
		t.Error("looking at it changes something")
	}
	h.now = begin.Add(contact.Day)
	if found, err := h.Confirm(ctx, link); err != nil || found.State != contact.Expired || h.of(t, id).Confirmed() {
		t.Errorf("a day later it is %s, %v", found.State, err)
	}
	h.leave(t, id, ada)
	again := h.mailed(t, id)
	for _, want := range []contact.State{contact.Good, contact.Used} {
		if found, err := h.Confirm(ctx, again); err != nil || found.State != want || !h.of(t, id).Confirmed() {
			t.Errorf("it is %s, %v; want %s", found.State, err, want)
		}
	}
}

func TestAConfirmationIsForTheAddressThatItWasMailedTo(t *testing.T) {
	h := newHouse(t)
	id := h.talk(t, "one")
	h.leave(t, id, "mine@example.com")
	link := h.mailed(t, id)
	h.leave(t, id, "stranger@example.com")
	if found, err := h.Confirm(ctx, link); err != nil || found.State != contact.Void || h.of(t, id).Confirmed() {
		t.Errorf("a stranger's address is confirmed by a mail to another: %s, %v", found.State, err)
	}
}

// Where a mail server does not know +tags, another spelling is somebody else's mailbox.
func TestALinkConfirmsTheSpellingThatItWasMailedToAndNoOther(t *testing.T) {
	h := newHouse(t)
	id := h.talk(t, "one")
	h.leave(t, id, "ada+mine@example.com")
	link := h.mailed(t, id)
	must(t, h.Remove(ctx, id))
	h.leave(t, id, "ada@example.com")
	if found, err := h.Confirm(ctx, link); err != nil || found.State != contact.Void || h.of(t, id).Confirmed() {
		t.Errorf("an address that no mail went to is confirmed: %s, %v", found.State, err)
	}
	must(t, h.Remove(ctx, id))
	h.leave(t, id, "Ada+Mine@Example.com")
	if found, err := h.Confirm(ctx, link); err != nil || found.State != contact.Good {
		t.Errorf("the same address, left again: %s, %v", found.State, err)
	}
}

func TestALinkResumesOnceForAWeek(t *testing.T) {
	h := newHouse(t)
	id := h.talk(t, "one")
	h.confirmed(t, id, ada)
	link, late := h.link(t, contact.ToResume, id), h.link(t, contact.ToResume, id)
	h.now = begin.Add(7*contact.Day - time.Second)
	secret, found, err := h.Resume(ctx, link)
	must(t, err)
	browser, known, err := h.Browser(ctx, secret)
	if err != nil || !known || browser.Conversation != id || found.State != contact.Good || !contact.IsResumed(secret) {
		t.Fatalf("the browser is %+v, %v, %v", browser, known, err)
	}
	if secret, found, err := h.Resume(ctx, link); err != nil || secret != "" || found.State != contact.Used {
		t.Errorf("again it is %s, %v", found.State, err)
	}
	h.now = begin.Add(7 * contact.Day)
	if secret, found, err := h.Resume(ctx, late); err != nil || secret != "" || found.State != contact.Expired {
		t.Errorf("after a week it is %s, %v", found.State, err)
	}
}

func TestALinkIsGoodForItsPurposeAndItsAddressOnly(t *testing.T) {
	h := newHouse(t)
	id := h.talk(t, "one")
	to := h.confirmed(t, id, ada)
	resume := h.link(t, contact.ToResume, id)
	stop, err := h.StopLink(ctx, to)
	must(t, err)
	for _, purpose := range []contact.Purpose{contact.ToConfirm, contact.ToProve} {
		if state := h.state(t, purpose, resume); state != contact.Unknown {
			t.Errorf("to %s it is %s", purpose, state)
		}
	}
	for _, link := range []string{"", "AAAA", "%", stop, resume[:len(resume)-1], resume + "A", flipped(resume, 0), flipped(resume, 20), flipped(resume, 39)} {
		if secret, found, err := h.Resume(ctx, link); err != nil || secret != "" || found.State != contact.Unknown {
			t.Errorf("%q is %s, %v", link, found.State, err)
		}
	}
	must(t, h.Remove(ctx, id))
	if state := h.state(t, contact.ToResume, resume); state != contact.Void {
		t.Errorf("with the address gone it is %s", state)
	}
}

// flipped is a link with one bit of it changed.
func flipped(link string, at int) string {
	raw, _ := base64.RawURLEncoding.DecodeString(link)
	raw[at] ^= 1
	return base64.RawURLEncoding.EncodeToString(raw)
}

func TestNothingThatOpensAConversationLiesInTheStore(t *testing.T) {
	h := newHouse(t)
	id := h.talk(t, "one")
	h.confirmed(t, id, ada)
	link := h.link(t, contact.ToResume, id)
	secret, _, err := h.Resume(ctx, h.link(t, contact.ToResume, id))
	must(t, err)
	must(t, h.store.Close())
	stored := testparts.Stored(t, h.path)
	raw, err := base64.RawURLEncoding.DecodeString(link)
	must(t, err)
	for what, opens := range map[string]string{"a link": link, "what a link carries": string(raw[:16]), "a cookie": secret} {
		if strings.Contains(stored, opens) {
			t.Errorf("the store holds %s", what)
		}
	}
}

func TestABrowserProvesItselfForAQuarterOfAnHour(t *testing.T) {
	h := newHouse(t)
	one, two := h.talk(t, "one"), h.talk(t, "two")
	h.confirmed(t, one, ada)
	h.confirmed(t, two, "eve@example.com")
	browser := func(id string) contact.Browser {
		secret, _, err := h.Resume(ctx, h.link(t, contact.ToResume, id))
		must(t, err)
		b, _, err := h.Browser(ctx, secret)
		must(t, err)
		return b
	}
	mine, others := browser(one), browser(two)
	link := h.link(t, contact.ToProve, one)
	if _, here, err := h.Prove(ctx, link, others); err != nil || here {
		t.Errorf("it proves a browser of another conversation: %v, %v", here, err)
	}
	if found, here, err := h.Prove(ctx, link, mine); err != nil || !here || found.State != contact.Good {
		t.Errorf("it is %s here %v, %v", found.State, here, err)
	}
	proved := func() bool {
		all, err := h.Browsers(ctx, one)
		must(t, err)
		return h.Proved(all[0])
	}
	h.now = begin.Add(contact.ProvedFor - time.Second)
	if !proved() {
		t.Error("it is not proved")
	}
	h.now = begin.Add(contact.ProvedFor)
	if proved() {
		t.Error("it is proved for ever")
	}
	if found, _, err := h.Prove(ctx, link, mine); err != nil || found.State != contact.Used {
		t.Errorf("again it is %s, %v", found.State, err)
	}
}

func TestABrowserIsKnownWhileItWritesAndCanBeCutOff(t *testing.T) {
	h := newHouse(t)
	id := h.talk(t, "one")
	h.confirmed(t, id, ada)
	secret, _, err := h.Resume(ctx, h.link(t, contact.ToResume, id))
	must(t, err)
	known := func() (contact.Browser, bool) {
		b, known, err := h.Browser(ctx, secret)
		must(t, err)
		return b, known
	}
	h.now = begin.Add(contact.BrowserLasts - time.Second)
	b, _ := known()
	must(t, h.Renew(ctx, b))
	h.now = begin.Add(contact.BrowserLasts + contact.Day)
	if b, is := known(); !is {
		t.Fatal("it wrote and is forgotten")
	} else {
		must(t, h.CutOff(ctx, h.talk(t, "two"), b.ID()))
	}
	if b, is := known(); !is {
		t.Fatal("another conversation cut it off")
	} else {
		must(t, h.CutOff(ctx, id, b.ID()))
	}
	if _, is := known(); is {
		t.Error("it is not cut off")
	}
}

func TestWhatIsOverIsSwept(t *testing.T) {
	h := newHouse(t)
	one, two := h.talk(t, "one"), h.talk(t, "two")
	h.confirmed(t, one, ada)
	h.leave(t, two, "typo@exmaple.com")
	h.mailed(t, two)
	_, _, err := h.Resume(ctx, h.link(t, contact.ToResume, one))
	must(t, err)
	for _, step := range []struct {
		after time.Duration
		want  contact.Swept
	}{
		{contact.Day - time.Second, contact.Swept{}}, {contact.Day + time.Second, contact.Swept{Hashes: 2}}, {7*contact.Day + time.Second, contact.Swept{Contacts: 1}},
		{31*contact.Day + time.Second, contact.Swept{Links: 2}}, {37*contact.Day + time.Second, contact.Swept{Links: 1}},
		{contact.BrowserLasts + time.Second, contact.Swept{Browsers: 1}}, {1000 * contact.Day, contact.Swept{}},
	} {
		h.now = begin.Add(step.after)
		if swept, err := h.Sweep(ctx, time.Time{}); err != nil || swept != step.want {
			t.Errorf("after %s: %+v, %v; want %+v", step.after, swept, err, step.want)
		}
	}
	if !h.of(t, one).Confirmed() {
		t.Error("a confirmed address is swept away")
	}
}

func TestForgettingLeavesNothingOfAConversation(t *testing.T) {
	h := newHouse(t)
	id := h.talk(t, "one")
	h.confirmed(t, id, ada)
	link := h.link(t, contact.ToResume, id)
	secret, _, err := h.Resume(ctx, h.link(t, contact.ToResume, id))
	must(t, err)
	must(t, h.store.Write(ctx, func(q store.Queries) error { return h.Forget(ctx, q, id) }))
	_, has, _ := h.Of(ctx, id)
	_, known, _ := h.Browser(ctx, secret)
	if state := h.state(t, contact.ToResume, link); has || known || state != contact.Unknown {
		t.Errorf("left are an address %v, a browser %v, a link that is %s", has, known, state)
	}
}
