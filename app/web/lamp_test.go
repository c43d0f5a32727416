package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"porchlight/app/lamp"
	"porchlight/app/live"
	"porchlight/app/presence"
)

// A site of these tests opens on a Tuesday at 10:00 in Paris: its hours are 9:00 to 18:00 there, and on 25 December and over the
// turn of the year it has holidays.
const (
	untilEvening = 8 * time.Hour  // 18:00
	untilMorning = 15 * time.Hour // 9:00
)

// lampIs tells a frame in which the lamp is in or away, with what else it says of it, such as its data-back.
func lampIs(state string, more ...string) func(string) bool {
	return func(frame string) bool {
		for _, what := range append(more, `data-lamp="`+state+`"`) {
			if !strings.Contains(frame, what) {
				return false
			}
		}
		return !strings.Contains(frame, "data-back") || strings.Contains(strings.Join(more, ""), "data-back")
	}
}

// says sets the switch, as the form of a page without a script does.
func (b *browser) says(to string, more ...string) answer {
	b.t.Helper()
	form := url.Values{"to": {to}}
	if len(more) > 0 {
		form.Set("until", more[0])
	}
	a := b.post("/inbox/lamp", form)
	if a.status != http.StatusSeeOther {
		b.t.Fatalf("saying %s: %d %s", to, a.status, a.body)
	}
	return a
}

// ownerLeft waits until so many sockets are open still, and no owner counts any more: while one does, whatever the time is then passes
// for a sign of life.
func (s *site) ownerLeft(t *testing.T, sockets int) {
	t.Helper()
	eventually(t, "the socket is closed", func() bool { return s.Sockets() == sockets })
	s.forward(presence.Grace)
	eventually(t, "no owner is in", func() bool { return !s.Roster.OwnerIn() })
}

func TestInsideTheHoursTheLampIsLitWhileAnOwnerGivesSignsOfLife(t *testing.T) {
	s := newSite(t)
	page := s.browser(t).open("/")
	page.until("nobody was here yet", lampIs("away"))
	s.admin(t).open("/admin/presence").next()
	s.owner(t).open("/").next()
	page.fence()
	if joined := strings.Join(page.seen, ""); strings.Contains(joined, `data-lamp="in"`) {
		t.Error("an admin, or an owner on a public page, lights the lamp")
	}
	inbox := s.owner(t).open("/inbox")
	page.until("the owner is in", lampIs("in"))
	must(t, inbox.Close())
	s.ownerLeft(t, 3)
	s.forward(lamp.Silence - presence.Grace - time.Second)
	page.fence()
	if last := page.seen[len(page.seen)-1]; strings.Contains(last, `data-lamp="away"`) {
		t.Error("the lamp goes out before the owner was silent for long")
	}
	s.forward(time.Second)
	page.until("the owner left", lampIs("away"))
}

func TestAnOwnerWithoutAScriptLightsTheLampByReading(t *testing.T) {
	s := newSite(t)
	page := s.browser(t).open("/")
	page.until("nobody was here yet", lampIs("away"))
	s.owner(t).get("/inbox")
	page.until("the owner reads", lampIs("in"))
}

func TestAfterTheHoursTheLampGoesOutByItselfWhoeversInboxIsOpen(t *testing.T) {
	s := newSite(t)
	page := s.browser(t).open("/")
	inbox := s.owner(t).open("/inbox")
	page.until("the owner is in", lampIs("in"))
	s.forward(untilEvening)
	page.until("it is evening", lampIs("away", `data-back="2026-11-25T08:00:00Z"`))
	inbox.until("the owner is told, and can say otherwise", func(frame string) bool {
		return strings.Contains(frame, `hx-target="#switch"`) && strings.Contains(frame, "it is outside of the hours") && strings.Contains(frame, ">I am in<")
	})
	s.forward(untilMorning)
	page.until("it is morning, and the inbox is still open", lampIs("in"))
}

func TestTheSwitchHoldsUntilItsEnd(t *testing.T) {
	s := newSite(t)
	owner, page := s.owner(t), s.browser(t).open("/")
	owner.open("/inbox")
	page.until("the owner is in", lampIs("in"))

	owner.says("away-hour")
	page.until("the owner left for an hour, the inbox open", lampIs("away", `data-back="2026-11-24T10:00:00Z"`))
	s.forward(time.Hour)
	page.until("the hour is over", lampIs("in"))

	owner.says("away-until", "2026-11-24T22:30")
	page.until("away until the night is away until the morning", lampIs("away", `data-back="2026-11-25T08:00:00Z"`))
	owner.says("hours")
	page.until("the hours are followed", lampIs("in"))

	owner.says("away")
	page.until("away until told otherwise", lampIs("away"))
	s.forward(untilEvening)
	owner.says("in-hour")
	page.until("in, though it is evening", lampIs("in"))
	s.forward(time.Hour)
	page.until("that is over", lampIs("away", `data-back="2026-11-25T08:00:00Z"`))
}

func TestTheSwitchLeadsBackToThePageItWasPressedOn(t *testing.T) {
	s := newSite(t)
	owner := s.owner(t)
	for from, want := range map[string]string{
		s.origin + "/admin/presence":     "/admin/presence",
		s.origin + "/inbox?state=closed": "/inbox?state=closed",
		"":                               "/inbox",
		s.origin + "/data-realtime":      "/inbox",
		"https://example.com/elsewhere":  "/inbox",
	} {
		if a := owner.post("/inbox/lamp", url.Values{"to": {"away"}}, headers{"Referer": from}); a.status != http.StatusSeeOther || a.Get("Location") != want {
			t.Errorf("from %q: %d %s, want %s", from, a.status, a.Get("Location"), want)
		}
	}
	if a := owner.get("/admin/presence"); !strings.Contains(a.body, "Visitors are told that you are away: owner said so (<time") {
		t.Errorf("the page of staff does not say how the lamp stands: %s", a.body)
	}
}

func TestTheSwitchIsPressedInPlaceAndSaysWhatIsWrong(t *testing.T) {
	s := newSite(t)
	owner := s.owner(t)
	a := owner.post("/inbox/lamp", url.Values{"to": {"away"}}, fragment)
	if a.status != http.StatusOK || !strings.HasPrefix(strings.TrimSpace(a.body), `<div class="switch" id="switch">`) || !strings.Contains(a.body, "<summary><span>Away") {
		t.Errorf("%d %s", a.status, a.body)
	}
	const over = "That time is over. Choose one that is yet to come."
	a = owner.post("/inbox/lamp", url.Values{"to": {"away-until"}, "until": {"2026-11-23T09:00"}}, fragment)
	if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, over) || !strings.Contains(a.body, `value="2026-11-23T09:00"`) {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a = owner.post("/inbox/lamp", url.Values{"to": {"away-until"}, "until": {"2026-11-23T09:00"}}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, over) {
		t.Errorf("without a script: %d %s", a.status, a.body)
	}
}

func TestANodeThatStartsAnewFindsTheLampAsItWas(t *testing.T) {
	s := newSite(t)
	page := s.browser(t).open("/")
	s.owner(t).open("/inbox")
	page.until("the owner is in", lampIs("in"))
	kept := lamp.New(s.store, s.Now)
	eventually(t, "the store knows, and not this node alone", func() bool {
		must(t, kept.Look(t.Context()))
		return kept.Shown(s.Press.Current().Catalog.Site.Hours, false).In
	})
	again := newSite(t, func(o *setup) { o.beside = s })
	if first := again.browser(t).open("/").next(); !lampIs("in")(first) {
		t.Errorf("the first frame says %s", first)
	}
}

func TestTwoNodesAgreeOnTheLamp(t *testing.T) {
	local := live.NewLocal()
	a := newSite(t, func(o *setup) { o.bus = local.Join("node") })
	b := newSite(t, func(o *setup) { o.bus, o.beside = local.Join("other"), a })
	pages := map[string]*tab{"the same node": a.browser(t).open("/"), "the other": b.browser(t).open("/")}
	until := func(what string, is func(string) bool) {
		t.Helper()
		for node, page := range pages {
			page.until(what+", on "+node, is)
		}
	}
	until("nobody was here yet", lampIs("away"))
	owner := a.owner(t)
	inbox := owner.open("/inbox")
	until("the owner is in", lampIs("in"))
	owner.says("away-hour")
	until("the owner is away", lampIs("away", `data-back="2026-11-24T10:00:00Z"`))
	owner.says("hours")
	until("the owner is in again", lampIs("in"))
	must(t, inbox.Close())
	a.ownerLeft(t, 1)
	eventually(t, "the other node knows", func() bool { return !b.Roster.OwnerIn() })
	a.forward(lamp.Silence)
	until("nobody was here for a while", lampIs("away"))
	a.forward(untilEvening)
	until("it is evening", lampIs("away", `data-back="2026-11-25T08:00:00Z"`))
}

func TestWhatALostEventSaidOfTheLampIsFoundWithinAMinute(t *testing.T) {
	a := newSite(t)
	b := newSite(t, func(o *setup) { o.beside = a }) // on a bus of its own: it hears nothing
	page := b.browser(t).open("/")
	page.until("nobody was here yet", lampIs("away"))
	a.owner(t).says("in-hour")
	a.forward(time.Minute)
	page.until("the owner is in", lampIs("in"))
}

func TestTheUsualReplyTimeIsSaidOnceThereAreEnoughReplies(t *testing.T) {
	s := newSite(t)
	page := s.browser(t).open("/")
	owner := s.owner(t)
	for i := range 5 {
		if i == 4 {
			page.fence()
			if joined := strings.Join(page.seen, ""); strings.Contains(joined, "data-usual") {
				t.Errorf("something is said of %d replies: %s", i, joined)
			}
		}
		visitor := s.visitor(t)
		visitor.post("/conversation/messages", saying("And another thing"), fragment)
		s.forward(25 * time.Minute)
		if a := owner.post("/inbox/"+visitor.conversation()+"/messages", saying(fmt.Sprint("Answer ", i)), fragment); a.status != http.StatusOK {
			t.Fatalf("the answer: %d %s", a.status, a.body)
		}
	}
	page.until("five replies are enough", lampIs("in", `data-usual="half an hour"`))
}

func TestWithoutAScriptTheConversationSaysHowTheLampStands(t *testing.T) {
	s := newSite(t)
	stranger, visitor := s.browser(t), s.browser(t)
	form := saying("Good morning")
	form.Set("zone", "Asia/Kolkata")
	visitor.post("/conversation/messages", form)
	shows := func(b *browser, want string) {
		t.Helper()
		eventually(t, want, func() bool {
			return strings.Contains(b.get("/conversation").body, `<span class="says" data-says="long">`+want+`</span>`)
		})
	}
	shows(stranger, "away at the moment")
	s.owner(t).says("in-hour")
	shows(stranger, "in and answers here")
	s.owner(t).says("hours")
	s.forward(untilEvening)
	shows(stranger, "away, back tomorrow at 9:00, Paris time")
	shows(visitor, "away, back tomorrow at 13:30")
	s.forward(5 * time.Hour) // 4:30 in Kolkata, on the day of the opening
	shows(visitor, "away, back today at 13:30")
	shows(stranger, "away, back tomorrow at 9:00, Paris time")
	s.forward(time.Hour)
	shows(stranger, "away, back today at 9:00, Paris time")
}

func TestOverHolidaysTheLampSaysTheDayThatEndsThem(t *testing.T) {
	s := newSite(t)
	s.forward(time.Date(2026, 12, 30, 20, 0, 0, 0, time.UTC).Sub(opening))
	s.browser(t).open("/").until("it is the end of the year", lampIs("away", `data-back="2027-01-04T08:00:00Z"`))
	if a := s.browser(t).get("/conversation"); !strings.Contains(a.body, "away, back Monday at 9:00, Paris time") {
		t.Errorf("the conversation says %s", a.body)
	}
}
