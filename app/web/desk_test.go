package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/store"
)

// acts does something about the visitor's conversation, by HTMX, and returns the desk that answers.
func (b *browser) acts(v *browser, what string, form url.Values) string {
	b.t.Helper()
	a := b.post("/inbox/"+v.conversation()+"/"+what, form, fragment)
	if a.status != http.StatusOK || !strings.HasPrefix(a.body, `<aside class="facts" id="desk"`) {
		b.t.Fatalf("%s: %d %s", what, a.status, a.body)
	}
	return a.body
}

// lists reports whether the owner's list of a state holds the visitor's conversation.
func (b *browser) lists(state string, v *browser) bool {
	b.t.Helper()
	return strings.Contains(b.get("/inbox?state="+state, fragment).body, `id="conversation-`+v.conversation()+`"`)
}

// isOnlyIn checks in which of the lists a conversation is.
func (b *browser) isOnlyIn(when string, v *browser, states ...string) {
	b.t.Helper()
	for _, state := range []string{"open", "waiting", "snoozed", "closed", "blocked"} {
		if want := slices.Contains(states, state); b.lists(state, v) != want {
			b.t.Errorf("%s: in the list of %s: %t", when, state, !want)
		}
	}
}

func until(t time.Time) url.Values { return url.Values{"until": {t.Format(time.RFC3339)}} }

func TestAConversationIsClosedReopenedAndSnoozed(t *testing.T) {
	s := newSite(t)
	v, owner := s.visitor(t), s.owner(t)
	owner.isOnlyIn("asked", v, "open", "waiting")
	owner.post("/inbox/"+v.conversation()+"/messages", saying("Answered"), fragment)
	owner.isOnlyIn("answered", v, "open")
	if desk := owner.acts(v, "close", nil); !strings.Contains(desk, "/reopen") || strings.Contains(desk, "/close") {
		t.Errorf("closed: %s", desk)
	}
	owner.isOnlyIn("closed", v, "closed")
	if desk := owner.acts(v, "reopen", nil); !strings.Contains(desk, "/close") || strings.Contains(desk, "/reopen") {
		t.Errorf("reopened: %s", desk)
	}
	owner.isOnlyIn("reopened", v, "open")
	if desk := owner.acts(v, "snooze", until(s.Now().Add(time.Hour))); !strings.Contains(desk, "snoozed</b> until") {
		t.Errorf("snoozed: %s", desk)
	}
	owner.isOnlyIn("snoozed", v, "snoozed")
	s.forward(time.Hour)
	owner.isOnlyIn("an hour later", v, "open")
	for _, away := range []func(){
		func() { owner.acts(v, "close", nil) }, func() { owner.acts(v, "snooze", until(s.Now().Add(time.Hour))) },
	} {
		away()
		v.post("/conversation/messages", saying("And one more thing"), fragment).theMessage(t)
		owner.isOnlyIn("the visitor wrote", v, "open", "waiting")
	}
	for _, what := range []string{"close", "reopen"} {
		if a := owner.post("/inbox/"+v.conversation()+"/"+what, nil); a.status != http.StatusSeeOther || a.Get("Location") != "/inbox/"+v.conversation() {
			t.Errorf("%s by plain form: %d to %s", what, a.status, a.Get("Location"))
		}
	}
}

func TestTheOffersOfASnoozeAreTaken(t *testing.T) {
	s := newSite(t)
	v, owner := s.visitor(t), s.owner(t)
	offers := regexp.MustCompile(`name="until" value="([^"]+)"`).FindAllStringSubmatch(owner.get("/inbox/"+v.conversation()).body, -1)
	var untils []string
	for _, offer := range offers { // it is Tuesday, 10 o'clock in the owner's zone
		untils = append(untils, offer[1])
		owner.acts(v, "snooze", url.Values{"until": {offer[1]}})
		owner.isOnlyIn("until "+offer[1], v, "snoozed")
	}
	if want := []string{"2026-11-24T10:00:00Z", "2026-11-25T08:00:00Z", "2026-11-30T08:00:00Z"}; !slices.Equal(untils, want) {
		t.Errorf("offered are %q, want %q", untils, want)
	}
	for _, when := range []string{"", "tomorrow", "2026-13-01T00:00:00Z", s.Now().Format(time.RFC3339), "2020-01-01T00:00:00Z"} {
		if a := owner.post("/inbox/"+v.conversation()+"/snooze", url.Values{"until": {when}}, fragment); a.status != http.StatusUnprocessableEntity {
			t.Errorf("until %q: %d", when, a.status)
		}
	}
}

func TestWhatOneOwnerDoesIsShownToTheOthersAtOnce(t *testing.T) {
	s := newSite(t)
	v, owner := s.visitor(t), s.owner(t)
	thread := s.colleague(t).open("/inbox/" + v.conversation())
	says := func(what, words string) {
		t.Helper()
		thread.until(what, func(text string) bool {
			return strings.Contains(text, `hx-target="#desk"`) && strings.Contains(text, words)
		})
	}
	says("the desk comes", "/close")
	owner.acts(v, "close", nil)
	says("it is closed", "/reopen")
	owner.acts(v, "notes", url.Values{"body": {"I take this one"}})
	says("there is a note", "I take this one")
	owner.acts(v, "block", nil)
	says("it is blocked", "blocked</b> until")
	owner.acts(v, "unblock", nil)
	says("it is not", "/block")
}

func TestNotesAreForOwnersAndNeverReachTheVisitor(t *testing.T) {
	s := newSite(t)
	v, owner := s.visitor(t), s.owner(t)
	page := v.open("/", "&after=0")
	const secret = "Asked for a refund twice"
	if a := owner.post("/inbox/"+v.conversation()+"/notes", url.Values{"body": {secret}}); a.status != http.StatusSeeOther {
		t.Fatalf("by plain form: %d", a.status)
	}
	desk := owner.acts(v, "notes", url.Values{"body": {secret + ", again"}})
	for _, part := range []string{">" + secret + "<", ">" + secret + ", again<", ">" + ownerEmail + "<"} {
		if !strings.Contains(desk, part) || !strings.Contains(s.colleague(t).get("/inbox/"+v.conversation()).body, part) {
			t.Errorf("the desk lacks %s: %s", part, desk)
		}
	}
	last := page.write("Any news?")
	page.shows(last)
	page.fence()
	away := v.open(ecosystem, "&after=0")
	away.shows(last)
	away.fence()
	for where, text := range map[string]string{
		"the page": v.get("/conversation").body, "the widget": v.get("/conversation", fragment).body, "the polling path": v.get("/conversation/messages").body,
		"the open socket": strings.Join(page.seen, "\n"), "the socket that was away": strings.Join(away.seen, "\n"), "the owner's poll": owner.get("/inbox/" + v.conversation() + "/messages").body,
	} {
		if strings.Contains(text, "refund") || strings.Contains(text, "note") {
			t.Errorf("%s holds it: %s", where, text)
		}
	}
	if a := s.admin(t).post("/inbox/"+v.conversation()+"/notes", url.Values{"body": {"From an admin"}}, fragment); a.status != http.StatusForbidden {
		t.Errorf("an admin's note: %d", a.status)
	}
	for _, body := range []string{"", " \n", "a\x00b", strings.Repeat("é", 4001)} {
		if a := owner.post("/inbox/"+v.conversation()+"/notes", url.Values{"body": {body}}, fragment); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%.10q: %d", body, a.status)
		}
	}
	note := regexp.MustCompile(`id="note-(\d+)"`).FindStringSubmatch(desk)[1]
	other := s.visitor(t)
	if a := owner.post("/inbox/"+other.conversation()+"/notes/"+note+"/delete", nil, fragment); a.status != http.StatusNotFound {
		t.Errorf("deleting it in another conversation: %d", a.status)
	}
	if desk = owner.acts(v, "notes/"+note+"/delete", nil); strings.Contains(desk, ">"+secret+"<") || !strings.Contains(desk, secret+", again") {
		t.Errorf("after deleting it: %s", desk)
	}
}

func TestErasingLeavesNothingAndTheNextMessageGoesOn(t *testing.T) {
	s := newSite(t)
	v, owner := s.visitor(t), s.owner(t)
	thread := "/inbox/" + v.conversation()
	v.post("/conversation/messages", url.Values{"id": saying("")["id"], "body": {"My password is hunter2"}, "zone": {"Asia/Tokyo"}}, fragment, headers{"Accept-Language": "ja"}).theMessage(t)
	owner.acts(v, "notes", url.Values{"body": {"hunter2, really"}})
	eventually(t, "search knows it", func() bool { return strings.Contains(owner.get("/inbox?q=hunter2").body, "1 message found") })
	before := changesForm.FindStringSubmatch(v.get("/conversation/messages").body)[1]
	page, across := v.open("/"), owner.open(thread)
	owner.acts(v, "erase", nil)
	emptied := func(text string) bool { return strings.Contains(text, `data-first="3"`) }
	page.until("the open page is emptied", emptied)
	across.until("the owner's, too", emptied)
	v.open("/", "&after="+before).until("a page that was away is emptied", emptied)
	if poll := v.get("/conversation/messages?after=" + before); !emptied(poll.body) {
		t.Errorf("polling: %s", poll.body)
	}
	for where, text := range map[string]string{
		"the visitor's page": v.get("/conversation").body, "the polling path": v.get("/conversation/messages").body, "the thread": owner.get(thread).body,
		"the inbox": owner.get("/inbox").body, "search": owner.get("/inbox?q=hunter2").body,
	} {
		if len(messagesIn(text)) > 0 || strings.Contains(text, "hunter2,") || strings.Contains(text, "is hunter2") || strings.Contains(text, "Tokyo") || strings.Contains(text, "conversation-"+v.conversation()) {
			t.Errorf("%s holds %s", where, text)
		}
	}
	eventually(t, "search and the disk have forgotten the text", func() bool {
		hits, err := s.store.Read().Search(t.Context(), []store.SearchWord{{Text: "hunter2"}}, 1)
		return err == nil && len(hits) == 0 && s.conversations.Swept()
	})
	if list := owner.get("/inbox").body; !strings.Contains(list, "0 conversations<") {
		t.Errorf("the inbox counts it: %s", list)
	}
	last := page.write("A new beginning")
	for who, tab := range map[string]*tab{"the visitor": page, "the owner": across} {
		if m := tab.shows(last); m.seq != "3" {
			t.Errorf("%s is shown %+v", who, m)
		}
	}
	if got := textsIn(v.get("/conversation").body); !slices.Equal(got, []string{"A new beginning"}) {
		t.Errorf("the thread holds %q", got)
	}
	owner.isOnlyIn("they wrote again", v, "open", "waiting")
}

func TestAnOwnerSeesWhatTheVisitorsBrowserSaysOfItself(t *testing.T) {
	const phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
	for name, c := range map[string]struct {
		language, zone, agent string
		want                  []string
	}{
		"a phone in Tokyo": {"ja-JP,ja;q=0.9,en;q=0.8", "Asia/Tokyo", phone, []string{`18:00</time> <span class="muted">Asia/Tokyo</span>`, "ja-JP", "phone"}},
		"a tablet":         {"pt-BR", "America/Sao_Paulo", "Mozilla/5.0 (Linux; Android 16; Tab) Safari/537.36", []string{"06:00", "pt-BR", "tablet"}},
		"a desktop":        {"de;q=0.7", "UTC", "Mozilla/5.0 (X11; Linux x86_64) Firefox/150.0", []string{"09:00", "de", "desktop"}},
		"junk":             {`"><script>alert(1)</script>`, "../../etc/passwd", `"><script src="/x">`, []string{"desktop"}},
		"the server's own": {"*", "Local", phone, []string{"phone"}},
		"nothing":          {"", "", "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			b, form := s.browser(t), saying("Hello")
			form.Set("zone", c.zone)
			b.post("/conversation/messages", form, fragment, headers{"Accept-Language": c.language, "User-Agent": c.agent}).theMessage(t)
			page := s.owner(t).get("/inbox/" + b.conversation()).body
			var got []string
			for _, m := range regexp.MustCompile(`<div><dt>(?:Language|Device|Local time)</dt><dd>(?:<time [^>]*>)?(.*?)</dd></div>`).FindAllStringSubmatch(page, -1) {
				got = append(got, m[1])
			}
			if !slices.EqualFunc(got, c.want, strings.HasPrefix) || strings.Contains(page, "<script>alert") || strings.Contains(page, "passwd") {
				t.Errorf("the desk says %q, want %q", got, c.want)
			}
			if theirs := b.get("/conversation").body; strings.Contains(theirs, "Local time") {
				t.Error("the visitor is shown the desk")
			}
		})
	}
}

func TestTheDeskShowsTheTrailOfThisVisit(t *testing.T) {
	s := newSite(t)
	v := s.visitor(t)
	page, thread := v.open(ecosystem), s.owner(t).open("/inbox/"+v.conversation())
	trail := func(places ...string) {
		t.Helper()
		var want []string
		for _, p := range places {
			want = append(want, `<li><a href="`+p+`">`)
		}
		thread.until("the trail is "+strings.Join(places, ", "), func(text string) bool {
			_, after, shown := strings.Cut(text, `<ol class="trail">`)
			steps, _, _ := strings.Cut(after, "</ol>")
			return shown && slices.Equal(regexp.MustCompile(`<li><a href="[^"]*">`).FindAllString(steps, -1), want)
		})
	}
	trail(ecosystem)
	page.at(redisCard, true)
	trail(ecosystem, redisCard)
	page.at(mysqlCard, true)
	trail(ecosystem, redisCard, mysqlCard)
	page.at(redisCard, true)
	trail(ecosystem, redisCard, mysqlCard, redisCard)
}
