package web_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/audit"
	"porchlight/app/live"

	"github.com/google/uuid"
)

const (
	thePage  = "/data-realtime"
	theRedis = "/data-realtime/technologies/redis"
	theMongo = "/data-realtime/technologies/mongodb"
)

// telling is a form that tells a place, or with visitor=… somebody, something for an hour.
func telling(to, text string) url.Values {
	return url.Values{"id": {uuid.NewString()}, "to": {to}, "text": {text}, "length": {"1h"}}
}

// tellsPeople sends a broadcast as the owner and returns its id.
func (b *browser) tellsPeople(form url.Values) string {
	b.t.Helper()
	if a := b.post("/admin/broadcasts", form, fragment); a.status != http.StatusOK || !strings.Contains(a.body, "data-sent") {
		b.t.Fatalf("sending: %d %s", a.status, a.body)
	}
	return form.Get("id")
}

func (b *browser) ends(id string) {
	b.t.Helper()
	if a := b.post("/admin/broadcasts/"+id+"/end", nil); a.status != http.StatusSeeOther || a.Get("Location") != "/admin/broadcasts#running" {
		b.t.Fatalf("ending: %d %s", a.status, a.body)
	}
}

var bannerForm = regexp.MustCompile(`<article class="banner" data-banner="([0-9a-f-]{36})"`)

// banner waits for a broadcast with these words, and returns its frame.
func (p *tab) banner(words string) string {
	p.t.Helper()
	return p.until("the banner: "+words, func(text string) bool { return bannerForm.MatchString(text) && strings.Contains(text, words) })
}

// over waits until a broadcast is over.
func (p *tab) over(id string) {
	p.t.Helper()
	p.until(id+" is over", func(text string) bool { return strings.Contains(text, `data-banner="`+id+`" data-over`) })
}

// banners counts by id how often a tab was shown broadcasts so far.
func (p *tab) banners() map[string]int {
	p.t.Helper()
	p.fence()
	times := map[string]int{}
	for _, text := range p.seen {
		if match := bannerForm.FindStringSubmatch(text); match != nil {
			times[match[1]]++
		}
	}
	return times
}

// wasShown checks that a tab was shown these broadcasts, each once, and no others.
func (p *tab) wasShown(who string, ids ...string) {
	p.t.Helper()
	want := map[string]int{}
	for _, id := range ids {
		want[id] = 1
	}
	if got := p.banners(); !maps.Equal(got, want) {
		p.t.Errorf("%s was shown %v, want %v", who, got, want)
	}
}

func TestABroadcastReachesThoseWhomItIsFor(t *testing.T) {
	s := newSite(t)
	owner, v := s.owner(t), s.visitor(t)
	home, page, redis, topic := s.browser(t).open("/"), s.browser(t).open(thePage), s.browser(t).open(theRedis), s.browser(t).open("/data-realtime/topics/redis")
	one, two, staffTab := v.open(theMongo, "&after=0"), v.open("/", "&after=0"), owner.open("/inbox")
	all := owner.tellsPeople(telling("/", "To everyone"))
	for _, p := range []*tab{home, page, redis, topic, one, two} {
		p.banner("To everyone")
	}
	below := owner.tellsPeople(telling(thePage, "To the page and below"))
	for _, p := range []*tab{page, redis, topic, one} {
		p.banner("To the page and below")
	}
	card := owner.tellsPeople(telling(theRedis, "To the card"))
	redis.banner("To the card")
	form := telling("visitor", "To you alone")
	form.Set("visitor", v.conversation())
	alone := owner.tellsPeople(form)
	one.banner("To you alone")
	two.banner("To you alone")

	home.wasShown("who is at home", all)
	page.wasShown("who is at the page", all, below)
	redis.wasShown("who is at the card", all, below, card)
	topic.wasShown("who reads a topic", all, below)
	one.wasShown("the visitor", all, below, alone)
	two.wasShown("the visitor's other tab", all, alone)
	staffTab.wasShown("staff")

	late := s.browser(t).open(theRedis)
	late.banner("To the card")
	late.wasShown("who comes late", all, below, card)
	owner.ends(card)
	for _, p := range []*tab{redis, late} {
		p.over(card)
	}
	home.fence()
	if slices.ContainsFunc(home.seen, func(text string) bool { return strings.Contains(text, card) }) {
		t.Error("a page that was not shown it is told of its end")
	}
	later := s.browser(t).open(theRedis)
	later.banner("To the page and below")
	later.wasShown("who comes after the end", all, below)
}

func TestABannerComesOnMovingThereAndStaysOnMovingOn(t *testing.T) {
	s := newSite(t)
	owner, p := s.owner(t), s.browser(t).open(thePage)
	card := owner.tellsPeople(telling(theRedis, "To the card"))
	p.wasShown("who is above it")
	for range 2 {
		p.say(frame{"type": "at", "place": theRedis, "visible": true})
		p.say(frame{"type": "at", "place": thePage, "visible": true})
	}
	p.wasShown("who came there twice", card)
	p.say(frame{"type": "at", "place": "/", "visible": true})
	p.fence()
	owner.ends(card)
	p.over(card) // it stood there still
	p.say(frame{"type": "at", "place": theRedis, "visible": true})
	p.wasShown("who comes back after the end", card)
}

func TestABroadcastIsOverAtItsEnd(t *testing.T) {
	s := newSite(t)
	owner, p := s.owner(t), s.browser(t).open("/")
	form := telling("/", "For a quarter of an hour")
	form.Set("length", "15m")
	id := owner.tellsPeople(form)
	p.banner("For a quarter of an hour")
	s.forward(15*time.Minute - time.Second)
	s.browser(t).open("/").banner("For a quarter of an hour")
	s.forward(time.Second)
	p.over(id)
	s.browser(t).open("/").wasShown("who comes after it")
	said := "To everyone For a quarter of an hour shown to 2"
	eventually(t, "it is past, with how many it was shown to", func() bool { return strings.Contains(owner.get("/admin/broadcasts").words(), said) })
	s.forward(time.Hour)
	owner.get("/admin/broadcasts").tells(t, "an hour later", "Nothing is running.", said)
}

func TestAPageThatComesBackLearnsWhatEndedMeanwhile(t *testing.T) {
	s := newSite(t)
	owner, v := s.owner(t), s.visitor(t)
	runs, ended := owner.tellsPeople(telling(theRedis, "It runs")), owner.tellsPeople(telling(theRedis, "It ends"))
	form := telling("visitor", "To you alone")
	form.Set("visitor", v.conversation())
	alone := owner.tellsPeople(form)
	owner.ends(ended)
	back := s.browser(t).open(thePage)
	for _, id := range []string{runs, ended, alone, "nonsense"} {
		back.say(frame{"type": "banner", "id": id})
	}
	told := strings.Join(back.fence(), "")
	for id, over := range map[string]bool{runs: false, ended: true, alone: true, "nonsense": true} {
		if is := strings.Contains(told, `data-banner="`+id+`" data-over`); is != over {
			t.Errorf("%s is over: %v; %s", id, is, told)
		}
	}
	owner.ends(runs)
	back.over(runs)
	back.wasShown("a page that has it")
	inbox := owner.open("/inbox")
	inbox.say(frame{"type": "banner", "id": runs})
	if r := inbox.refused(); r.code != "forbidden" {
		t.Errorf("a page of staff is told %+v", r)
	}
}

func TestAfterARestartWhatRunsRunsOn(t *testing.T) {
	s := newSite(t)
	id := s.owner(t).tellsPeople(telling("/", "Still true"))
	s.leave(0)
	again := newSite(t, func(o *setup) { o.beside = s })
	p := again.browser(t).open(thePage)
	p.banner("Still true")
	p.wasShown("who comes after the restart", id)
}

func TestAllNodesShowABroadcastAndCountAVisitorOnce(t *testing.T) {
	bus := live.NewLocal()
	a := newSite(t, func(o *setup) { o.bus = bus.Join("node") })
	b := newSite(t, func(o *setup) { o.bus, o.beside = bus.Join("other"), a })
	v := a.visitor(t)
	there, here, stranger := v.beside(b).open("/", "&after=0"), v.open("/", "&after=0"), b.browser(t).open("/")
	owner := a.owner(t)
	id := owner.tellsPeople(telling("/", "On all nodes"))
	for _, p := range []*tab{there, here, stranger} {
		p.banner("On all nodes")
	}
	eventually(t, "it was shown to two", func() bool { return strings.Contains(owner.get("/admin/broadcasts").words(), "2 shown to") })
	owner.beside(b).ends(id)
	for _, p := range []*tab{there, here, stranger} {
		p.over(id)
	}
}

func TestWhatAnOwnerTypesIsEscapedAndNothingForHTMX(t *testing.T) {
	s := newSite(t)
	owner, p := s.owner(t), s.browser(t).open("/")
	form := telling("/", `<script>alert(1)</script> "quoted" <b data-hx-get="/x">`)
	form.Set("card", theRedis)
	preview := owner.post("/admin/broadcasts/preview", form, fragment)
	owner.tellsPeople(form)
	shown := p.banner("alert")
	for what, body := range map[string]string{"the banner": shown, "the preview": preview.body, "the page": owner.get("/admin/broadcasts").body} {
		if !strings.Contains(body, "data-hx-ignore") || strings.Contains(body, "<script>alert") || strings.Contains(body, `<b data-hx-get="/x">`) {
			t.Errorf("%s: %s", what, body)
		}
	}
	if !strings.Contains(shown, `<a class="banner-card" href="`+theRedis+`">`) {
		t.Errorf("the card is not there: %s", shown)
	}
	if banner := shown[:strings.Index(shown, "</article>")]; !strings.Contains(withoutTimes(preview.body), withoutTimes(banner)) {
		t.Errorf("the preview is another banner than\n%s\nit is\n%s", banner, preview.body)
	}
}

var untilForm = regexp.MustCompile(` data-until="[^"]*"`)

func withoutTimes(body string) string { return untilForm.ReplaceAllString(body, "") }

func TestAPreviewSendsNothingAndKeepsAllThatWasTyped(t *testing.T) {
	s := newSite(t)
	owner, p := s.owner(t), s.browser(t).open("/")
	form := telling(theRedis, "Almost")
	form.Set("length", "time")
	form.Set("until", "2026-11-25T10:00")
	form.Set("card", theMongo)
	for _, with := range []headers{{}, fragment} { // without a script, too
		a := owner.post("/admin/broadcasts/preview", form, with)
		for _, part := range []string{
			`>Almost</textarea>`, `value="` + theMongo + `" selected`, `value="` + theRedis + `" selected`, `value="time" selected`, `value="2026-11-25T10:00"`, `name="id" value="` + form.Get("id"),
			`id="send-now"`, `<p data-to="` + theRedis + `">There`, "For whoever is at Redis",
		} {
			if a.status != http.StatusOK || !strings.Contains(a.body, part) && !strings.Contains(a.words(), part) {
				t.Errorf("%v: %d without %q: %s", with, a.status, part, a.body)
			}
		}
	}
	p.wasShown("nobody")
	if running := owner.get("/admin/broadcasts").words(); !strings.Contains(running, "Nothing is running.") {
		t.Errorf("the preview runs: %s", running)
	}
}

func TestAFormWithAMistakeComesBackWithTheReason(t *testing.T) {
	s := newSite(t)
	owner, gone := s.owner(t), strings.Repeat("0", 32)
	for _, c := range []struct {
		field, value, want string
	}{
		{"text", "", "Write a few words"},
		{"text", strings.Repeat("x", 501), "That is 501 characters; a banner holds 500."},
		{"text", "a\xff\x00b", "Please write it again as plain text."},
		{"to", "/nowhere", "That place is not on this site any more."},
		{"to", "", "Choose whom it is for"},
		{"to", "visitor", "That place is not on this site any more."},
		{"card", "/nowhere", "That card is not on this site any more."},
		{"length", "", "Choose how long it runs."},
		{"length", "time", "Say on which day"},
		{"visitor", gone, "This visitor has left, or asks not to be listed."},
	} {
		for _, path := range []string{"/admin/broadcasts", "/admin/broadcasts/preview"} {
			form := telling("/", "What was typed")
			if c.field == "visitor" {
				form.Set("to", "visitor")
			}
			form.Set(c.field, c.value)
			a := owner.post(path, form, fragment)
			if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.words(), c.want) || c.field != "text" && !strings.Contains(a.body, ">What was typed</textarea>") {
				t.Errorf("%s with %s=%.20q: %d %s", path, c.field, c.value, a.status, a.body)
			}
			if plain := owner.post(path, form); plain.status != a.status || !strings.Contains(plain.body, "<!doctype html>") {
				t.Errorf("%s with %s=%.20q, by a plain form: %d", path, c.field, c.value, plain.status)
			}
		}
	}
}

func TestTheSameFormSendsOnce(t *testing.T) {
	s := newSite(t)
	owner, p := s.owner(t), s.browser(t).open("/")
	form := telling("/", "Once")
	id := owner.tellsPeople(form)
	if a := owner.post("/admin/broadcasts", form); a.status != http.StatusSeeOther {
		t.Errorf("again: %d", a.status)
	}
	p.banner("Once")
	p.wasShown("everyone", id)
	form.Set("text", "Twice")
	a := owner.post("/admin/broadcasts", form, fragment)
	if a.status != http.StatusConflict || !strings.Contains(a.body, ">Twice</textarea>") || strings.Contains(a.body, `value="`+id+`"`) {
		t.Errorf("other words under the same id: %d %s", a.status, a.body)
	}
}

func TestOnlyOwnersSendAndOnlyFromHere(t *testing.T) {
	s := newSite(t)
	p := s.browser(t).open("/")
	for who, b := range map[string]*browser{"an admin": s.admin(t), "a visitor": s.visitor(t)} {
		if a := b.post("/admin/broadcasts", telling("/", "Hello"), fragment); a.status != http.StatusForbidden && a.status != http.StatusUnauthorized {
			t.Errorf("%s: %d", who, a.status)
		}
		if _, a := b.knock("/admin/broadcasts", ""); a.status != http.StatusForbidden {
			t.Errorf("the socket of %s: %d", who, a.status)
		}
	}
	if a := s.owner(t).post("/admin/broadcasts", telling("/", "Hello"), headers{"Origin": "https://elsewhere.example"}); a.status != http.StatusForbidden {
		t.Errorf("from another site: %d", a.status)
	}
	p.wasShown("everyone")
}

func TestALinkNamesWhomItIsFor(t *testing.T) {
	s := newSite(t)
	owner, v := s.owner(t), s.visitor(t)
	tab := v.open(theRedis, "&after=0")
	for path, want := range map[string]string{
		"/admin/broadcasts":                                 `<option value="/" selected>`,
		"/admin/broadcasts?to=" + theRedis:                  `<option value="` + theRedis + `" selected>`,
		"/admin/broadcasts?to=/nowhere":                     `<option value="/" selected>`,
		"/admin/broadcasts?visitor=" + v.conversation():     `<option value="visitor" selected>`,
		"/admin/broadcasts?visitor=" + `"><script>alert(1)`: `<option value="/" selected>`,
	} {
		if a := owner.get(strings.ReplaceAll(path, `"><`, "%22%3E%3C")); a.status != http.StatusOK || !strings.Contains(a.body, want) {
			t.Errorf("%s: %d lacks %s", path, a.status, want)
		}
	}
	page := owner.open("/admin/broadcasts?visitor=" + v.conversation())
	page.counts(theRedis, 1)
	if !strings.Contains(owner.get("/admin/broadcasts?visitor="+v.conversation()).body, "is here now") {
		t.Error("the page does not tell that the visitor is here")
	}
	s.browser(t).open(theRedis)
	page.counts(theRedis, 2)
	must(t, tab.Close())
	eventually(t, "the visitor has left", func() bool {
		s.forward(time.Second)
		return strings.Contains(owner.get("/admin/broadcasts?visitor="+v.conversation()).body, "is not here, or asks not to be listed")
	})
	page.until("the visitor has left", func(text string) bool { return strings.Contains(text, "is not here, or asks not to be listed") })
}

func TestTheOwnersPageFollowsWhatRuns(t *testing.T) {
	s := newSite(t)
	owner := s.owner(t)
	page := s.colleague(t).open("/admin/broadcasts")
	s.browser(t).open("/")
	id := owner.tellsPeople(telling("/", "Look at this"))
	page.until("it runs, and was shown to one", func(text string) bool {
		return strings.Contains(text, `id="broadcast-`+id) && strings.Contains(text, "<b>1</b> shown to")
	})
	owner.ends(id)
	page.until("it is past", func(text string) bool {
		return strings.Contains(text, "Nothing is running.") && strings.Contains(text, "shown to 1") && strings.Contains(text, "by owner")
	})
}

func TestWhatIsForOneVisitorIsToldExportedAndErasedWithThem(t *testing.T) {
	s := newSite(t)
	owner, v := s.owner(t), s.visitor(t)
	walker := s.browser(t)
	walking := walker.open("/") // who has never written
	for _, b := range []*browser{v, walker} {
		form := telling("visitor", "Between us, "+b.conversation())
		form.Set("visitor", b.conversation())
		form.Set("card", theRedis)
		id := owner.tellsPeople(form)
		b.get("/privacy").tells(t, "told", "Told to you alone Owners told you 1 thing in a banner that nobody else was shown.", "Between us, "+b.conversation(), theRedis)
		var export struct {
			Told []map[string]string `json:"broadcasts_to_you_alone"`
		}
		must(t, json.Unmarshal([]byte(b.get("/privacy/export").body), &export))
		if len(export.Told) != 1 || export.Told[0]["text"] != "Between us, "+b.conversation() || export.Told[0]["about"] != theRedis || export.Told[0]["sent_at"] == "" {
			t.Errorf("the export has %v", export.Told)
		}
		who := b.conversation()
		b.post("/privacy/erase", nil).tells(t, "erased", "what owners told you alone")
		page := owner.get("/admin/broadcasts").body
		if strings.Contains(page, id) || strings.Contains(page, "Between us, "+who) {
			t.Errorf("it is still there: %s", page)
		}
	}
	walking.banner("Between us")
	s.visitor(t).get("/privacy").tellsNot(t, "of another visitor", "Told to you alone")
}

func TestAnOwnerWhoDeletesAConversationTakesBackWhatWasToldAlone(t *testing.T) {
	s := newSite(t)
	owner, v := s.owner(t), s.visitor(t)
	form := telling("visitor", "Between us")
	form.Set("visitor", v.conversation())
	id := owner.tellsPeople(form)
	p := v.open("/", "&after=0")
	p.banner("Between us")
	owner.post("/inbox/"+v.conversation()+"/erase", nil)
	p.over(id)
}

func TestBroadcastsAreRecordedWithoutTheirWords(t *testing.T) {
	s := newSite(t)
	owner := s.owner(t)
	form := telling(theRedis, "Secret plans")
	id := owner.tellsPeople(form)
	owner.tellsPeople(form) // the same again
	owner.post("/admin/broadcasts/preview", telling("/", "Nothing yet"))
	owner.ends(id)
	owner.ends(id) // which changes nothing
	last, _, err := s.Audit.List(t.Context(), audit.Filter{Kind: "broadcast"})
	must(t, err)
	var did []string
	for _, r := range last {
		did = append(did, r.Action+" "+r.Subject+" "+r.Detail)
	}
	records := fmt.Sprint(did)
	if want := fmt.Sprintf("[broadcast.end  %[1]s broadcast.send %[2]s %[1]s]", id, theRedis); records != want {
		t.Errorf("the log has %s, want %s", records, want)
	}
}
