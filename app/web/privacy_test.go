package web_test

import (
	"encoding/json"
	"html"
	"io/fs"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/notify"
	"porchlight/app/web"
	"porchlight/static"
)

var tagForm = regexp.MustCompile(`<[^>]*>`)

// words are what a reader sees of a page, in one line.
func (a answer) words() string {
	text := strings.Join(strings.Fields(html.UnescapeString(tagForm.ReplaceAllString(a.body, " "))), " ")
	return strings.NewReplacer(" .", ".", " ,", ",", " :", ":").Replace(text)
}

// tells checks that a page says all of these, in words.
func (a answer) tells(t *testing.T, when string, parts ...string) {
	t.Helper()
	words := a.words()
	for _, part := range parts {
		if !strings.Contains(words, part) {
			t.Errorf("%s: the page does not tell %q: %s", when, part, words)
		}
	}
}

func (a answer) tellsNot(t *testing.T, when string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if strings.Contains(a.words(), part) {
			t.Errorf("%s: the page tells %q", when, part)
		}
	}
}

// acquainted is a visitor of whom everything is known that can be.
func (s *site) acquainted(t *testing.T) (v, owner *browser) {
	t.Helper()
	v, owner = s.browser(t), s.owner(t)
	form := saying("Is it durable?")
	form.Set("zone", "Asia/Tokyo")
	phone := headers{"Accept-Language": "ja-JP", "User-Agent": "Mobile"}
	v.post("/conversation/messages", form, fragment, phone).theMessage(t)
	second := saying("A slip of the tongue")
	v.post("/conversation/messages", second, fragment, phone).theMessage(t)
	v.post("/conversation/messages/"+second.Get("id")+"/delete", nil, fragment)
	answered := saying("It is, mostly")
	owner.post("/inbox/"+v.conversation()+"/messages", answered, fragment).theMessage(t)
	owner.post("/inbox/"+v.conversation()+"/messages/"+answered.Get("id")+"/edit", url.Values{"body": {"It is, <b>once</b> flushed"}}, fragment)
	owner.acts(v, "notes", url.Values{"body": {"Asks good questions"}})
	return v, owner
}

func TestWhoIsUnknownIsToldSoAndGetsNoCookie(t *testing.T) {
	s := newSite(t)
	b := s.browser(t)
	a := b.get("/privacy")
	if a.status != http.StatusOK || !a.isPage() || a.Get("Cache-Control") != "no-store" || a.Get("X-Robots-Tag") != "noindex" {
		t.Errorf("%d %v", a.status, a.Header)
	}
	a.tells(t, "unknown", "Nothing. Your browser sent no cookie", "There is nothing to erase", "Go invisible", "Export")
	if erased := b.post("/privacy/erase", nil); erased.status != http.StatusOK || erased.newCookie(t) != nil {
		t.Errorf("erasing nothing: %d %v", erased.status, erased.newCookie(t))
	}
	if page := b.get("/data-realtime"); !strings.Contains(page.body, `<a href="/privacy">`) {
		t.Error("no page leads there")
	}
	if thread := b.get("/conversation"); !strings.Contains(thread.body, `href="/privacy"`) {
		t.Error("the conversation does not lead there")
	}
}

func TestAVisitorIsToldInWordsAllThatIsKnown(t *testing.T) {
	s := newSite(t)
	b := s.browser(t)
	b.open(redisCard).fence()
	b.get("/privacy").tells(t, "who only reads", "It ends when you close the browser", "Conversation None.", "You are here with 1 open tab, and counted. You are listed", "Owners wrote nothing about you")
	v, owner := s.acquainted(t)
	page := v.open(redisCard)
	steps := func(n int) {
		eventually(t, "the trail is there", func() bool { return len(s.Roster.Trail(v.conversation())) == n })
	}
	steps(1)
	page.at(mysqlCard, true)
	steps(2)
	v.get("/privacy").tells(t, "known", "Owners see you as Visitor "+v.conversation()[:4], "It lasts for 180 days after",
		"2 messages of yours and 1 answer, since", "You have read up to message 0 of 3, and owners up to 0", "Language ja-JP. Time zone Asia/Tokyo. A phone.",
		"Owners wrote 1 note", "Asks good questions", "the last 50 places of this visit, with the times: Redis 24 Nov 10:00 CET MySQL", "This goes for good: 2 messages of yours and 1 answer, 1 note,")
	owner.acts(v, "block", nil)
	v.get("/privacy").tells(t, "blocked", "Until 24 Dec 10:00 CET nothing that you write is taken", "The block stays until it ends")
	v.get("/privacy").tellsNot(t, "a visitor", "Last sweep")
	owner.get("/privacy").tells(t, "staff", "Last sweep")
}

func TestWhatANoteHoldsIsShownAsText(t *testing.T) {
	s := newSite(t)
	v, owner := s.visitor(t), s.owner(t)
	owner.acts(v, "notes", url.Values{"body": {`<script>alert(1)</script>`}})
	if page := v.get("/privacy").body; strings.Contains(page, "<script>alert") || !strings.Contains(page, `<p class="text" data-hx-ignore>&lt;script&gt;alert(1)`) {
		t.Errorf("it is shown as %s", page)
	}
}

func TestThePolicyIsThatOfTheSettingsInForce(t *testing.T) {
	month, never := 30*day, time.Duration(0)
	for name, c := range map[string]struct {
		as              func(*setup)
		tells, tellsNot []string
	}{
		"chosen": {
			func(o *setup) {
				o.baseURL, o.hook, o.mail = "https://porchlight.example", "https://hooks.example.net/secret", "smtp://smtp.example.org:587"
				o.keep = web.Keep{Conversations: 90 * day, Contacts: 60 * day, Notices: 7 * day, Backups: &month}
			},
			[]string{
				"90 days after the last change", "those that failed 7 days", "keeps backups for 30 days", "handed to smtp.example.org", "hooks.example.net", "__Host-visitor", "__Host-unlisted",
				"Your e-mail address To mail you answers that you have not read. You leave it, and confirm it. 60 days after the last change of the conversation", "7 days unconfirmed", "a link is good for 7 days",
				"every hour", "the last 50 places", "24 hours at most; its key goes after a day", "erasing does not call it back", "a session 7 days unused, 30 days at most; the link of a first start 1 hour",
			},
			[]string{"for ever; 7 days", "/secret"},
		},
		"for ever": {
			func(o *setup) { o.keep.Backups = &never },
			[]string{"the text that it had is not kept. for ever The place", "those that failed for ever", "24 hours at most; its key goes after a day", "keeps backups for ever", "Who else gets something No one but those named here. Fonts", "push service"},
			[]string{"__Host-", "Mails are", "a program of the owner's", "Your e-mail address To"},
		},
		"not said": {func(*setup) {}, []string{"has not said how long they keep backups"}, []string{"keeps backups"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := newSite(t, c.as).browser(t).get("/privacy")
			a.tells(t, name, c.tells...)
			a.tellsNot(t, name, c.tellsNot...)
		})
	}
}

func TestThePolicyNamesEverythingThatPagesStoreInTheBrowser(t *testing.T) {
	page := newSite(t).browser(t).get("/privacy").body
	named := regexp.MustCompile("[\"`](porchlight\\.[a-z]+)")
	found := map[string]bool{}
	must(t, fs.WalkDir(static.Files, "js", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(path, "js/dev/") || strings.HasPrefix(path, "js/privacy/") {
			return err
		}
		text, err := fs.ReadFile(static.Files, path)
		for _, key := range named.FindAllSubmatch(text, -1) {
			found[string(key[1])] = true
		}
		return err
	}))
	for key := range found {
		if !strings.Contains(page, "<code>"+key+"</code>") {
			t.Errorf("%s is not named", key)
		}
	}
	for _, key := range regexp.MustCompile(`<code>(porchlight\.[a-z]+)</code>`).FindAllStringSubmatch(page, -1) {
		if !found[key[1]] {
			t.Errorf("%s is named, and stored by nothing", key[1])
		}
	}
}

// exported is what a test reads of an export, by the names that people read.
type exported struct {
	Version      int    `json:"version"`
	At           string `json:"made_at"`
	Browser      map[string]any
	Conversation *struct {
		Began    string `json:"began_at"`
		Messages []struct {
			Number          int    `json:"number"`
			From            string `json:"from"`
			At              string `json:"sent_at"`
			Text            string `json:"text"`
			About           string `json:"about"`
			Edited, Deleted bool
		}
	}
	Notes    []struct{ Text string } `json:"notes_of_owners_about_you"`
	Presence struct {
		Tabs  int                      `json:"open_tabs"`
		Trail []struct{ Place string } `json:"places_of_this_visit"`
		Seen  string                   `json:"last_did_something_at"`

		Language, Device string
		Referrer         string `json:"led_here_by"`
	}
}

func (b *browser) export(t *testing.T) (e exported, text string) {
	t.Helper()
	a := b.get("/privacy/export")
	if a.status != http.StatusOK || a.Get("Content-Disposition") != `attachment; filename="porchlight-2026-11-24.json"` || a.Get("Content-Type") != "application/json; charset=utf-8" || a.Get("Cache-Control") != "no-store" {
		t.Fatalf("the export: %d %v", a.status, a.Header)
	}
	must(t, json.Unmarshal([]byte(a.body), &e))
	return e, a.body
}

func TestWhatStaffSeeOfWhoIsHereIsToldAndTakenAlongAndIsNothingOfWhoIsInvisible(t *testing.T) {
	s := newSite(t)
	b := s.browser(t)
	page, _ := b.knock(redisCard, "&from=news.example", phone)
	page.fence()
	b.get("/privacy").tells(t, "listed", "where you are, in how many tabs, since when, and when you last did something", "the site that led you here (pt-BR, a phone, news.example)")
	e, _ := b.export(t)
	if p := e.Presence; p.Language != "pt-BR" || p.Device != "phone" || p.Referrer != "news.example" || p.Seen != "2026-11-24T09:00:00Z" {
		t.Errorf("the export has %+v", p)
	}
	b.post("/privacy/unlisted", nil)
	again, _ := b.knock(mysqlCard, "&from=news.example", phone)
	again.fence()
	eventually(t, "they are listed nowhere", func() bool { _, listed := s.Roster.Entry(b.conversation()); return !listed })
	_, text := b.export(t)
	for _, told := range []string{"news.example", "pt-BR", `"phone"`} {
		if strings.Contains(text, told) || strings.Contains(b.get("/privacy").body, told) {
			t.Errorf("%q of who is invisible is known", told)
		}
	}
}

func TestTheExportHoldsEverythingThatThePageTells(t *testing.T) {
	s := newSite(t)
	v, owner := s.acquainted(t)
	v.open(redisCard)
	eventually(t, "the trail is there", func() bool { return len(s.Roster.Trail(v.conversation())) == 1 })
	e, text := v.export(t)
	if e.Version != 1 || e.At != "2026-11-24T09:00:00Z" || e.Conversation == nil || e.Conversation.Began != "2026-11-24T09:00:00Z" {
		t.Fatalf("it begins as %s", text)
	}
	said := []string{}
	for _, m := range e.Conversation.Messages {
		said = append(said, strings.Join([]string{m.From, m.Text, m.About, m.At, map[bool]string{true: "edited"}[m.Edited], map[bool]string{true: "deleted"}[m.Deleted]}, "|"))
	}
	want := []string{
		"you|Is it durable?|/data-realtime|2026-11-24T09:00:00Z||", "you||/data-realtime|2026-11-24T09:00:00Z|edited|deleted",
		"owner|It is, <b>once</b> flushed|/data-realtime|2026-11-24T09:00:00Z|edited|",
	}
	if !slices.Equal(said, want) {
		t.Errorf("the messages are %q, want %q", said, want)
	}
	for name, value := range map[string]any{"has_a_name": true, "name_that_owners_see": "Visitor " + v.conversation()[:4], "language": "ja-JP", "time_zone": "Asia/Tokyo", "device": "phone", "asked_here_not_to_be_listed": false} {
		if e.Browser[name] != value {
			t.Errorf("%s is %v, want %v", name, e.Browser[name], value)
		}
	}
	if len(e.Notes) != 1 || e.Notes[0].Text != "Asks good questions" || e.Presence.Tabs != 1 || len(e.Presence.Trail) != 1 || e.Presence.Trail[0].Place != redisCard {
		t.Errorf("notes and presence are %+v %+v", e.Notes, e.Presence)
	}
	for _, secret := range []string{v.cookie("visitor"), ownerEmail, "tongue", "mostly", "127.0.0.1"} {
		if strings.Contains(text, secret) {
			t.Errorf("it holds %q", secret)
		}
	}
	if e, text := s.browser(t).export(t); e.Conversation != nil || e.Browser["has_a_name"] != false {
		t.Errorf("of nobody is exported %s", text)
	}
	_ = owner
}

func TestErasingOnesOwnLeavesNothingAndSaysHowMuchItWas(t *testing.T) {
	s := newSite(t)
	v, owner := s.acquainted(t)
	id := v.conversation()
	eventually(t, "search knows it", func() bool { return strings.Contains(owner.get("/inbox?q=durable").body, "1 message found") })
	before := changesForm.FindStringSubmatch(v.get("/conversation/messages").body)[1]
	tab, across := v.open("/", "&after="+before), owner.open("/inbox/"+id)
	a := v.post("/privacy/erase", nil)
	a.tells(t, "erased", "Removed: 2 messages of yours, 1 answer, 1 note, what your browser said of itself, and the cookie.")
	if gone := a.newCookie(t); a.status != http.StatusOK || gone == nil || gone.Name != "visitor" || gone.MaxAge >= 0 || v.cookie("visitor") != "" {
		t.Errorf("%d, the cookie is %v", a.status, gone)
	}
	if code := tab.closed(); code != 1000 {
		t.Errorf("the open tab is closed with %d", code)
	}
	across.until("the owner's page is emptied", func(text string) bool { return strings.Contains(text, `data-first="4"`) })
	again := v.open("/", "&after="+before)
	again.until("the tab that comes back is emptied", func(text string) bool {
		return strings.Contains(text, `data-anew="1"`) && strings.Contains(text, `data-rev="0"`)
	})
	v.get("/privacy").tells(t, "erased", "Conversation None.")
	if conversation := v.conversation(); conversation == id {
		t.Error("the browser has its old name")
	}
	if e, text := v.export(t); e.Conversation != nil || len(e.Notes) > 0 {
		t.Errorf("it exports %s", text)
	}
	for where, text := range map[string]string{"the thread": owner.get("/inbox/" + id).body, "the inbox": owner.get("/inbox").body, "search": owner.get("/inbox?q=durable").body} {
		if len(messagesIn(text)) > 0 || strings.Contains(text, "Tokyo") || strings.Contains(text, "good questions") || strings.Contains(text, "conversation-"+id) {
			t.Errorf("%s holds %s", where, text)
		}
	}
	form := saying("A new beginning")
	v.post("/conversation/messages", form, fragment)
	if m := again.shows(form.Get("id")); m.seq != "1" {
		t.Errorf("what is written then is %+v", m)
	}
}

func TestErasingWithoutHavingWrittenCountsNothing(t *testing.T) {
	b := newSite(t).browser(t)
	b.open("/").fence()
	b.post("/privacy/erase", nil).tells(t, "a visitor who only read", "It is gone Removed: the cookie.")
}

func TestABlockOutlastsWhatItsVisitorErases(t *testing.T) {
	s := newSite(t)
	v, owner := s.visitor(t), s.owner(t)
	v.open("/").fence()
	owner.acts(v, "block", nil)
	secret := v.cookie("visitor")
	v.post("/privacy/erase", nil).tells(t, "blocked", "The block stays until it ends.")
	if a := v.post("/conversation/messages", saying("And again"), fragment); a.status != http.StatusForbidden {
		t.Errorf("under a new name: %d", a.status)
	}
	v.keep("visitor", secret)
	if a := v.post("/conversation/messages", saying("And again"), fragment); a.status != http.StatusForbidden {
		t.Errorf("under the old name: %d", a.status)
	}
}

func TestNothingIsErasedFromAnotherSite(t *testing.T) {
	s := newSite(t)
	v := s.visitor(t)
	for _, path := range []string{"/privacy/erase", "/privacy/unlisted"} {
		if a := v.post(path, nil, headers{"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}); a.status != http.StatusForbidden || a.newCookie(t) != nil {
			t.Errorf("%s: %d", path, a.status)
		}
		if a := v.get(path); a.status != http.StatusMethodNotAllowed {
			t.Errorf("GET %s: %d", path, a.status)
		}
	}
	if got := textsIn(v.get("/conversation").body); len(got) != 1 {
		t.Errorf("the thread holds %q", got)
	}
}

func TestAnAddressAndTheBrowsersItLetInAreToldExportedAndErased(t *testing.T) {
	s := newSite(t, mailing(t))
	v := s.reachable(t, visitorEmail)
	s.answers(t, v.conversation(), "Away from the desk?", "")
	s.forward(notify.ReplyAfter)
	letters := s.letters(t, 2)
	other := s.browser(t)
	if a := other.post(linkIn(t, s, letters[1], "resume"), nil); a.status != http.StatusSeeOther {
		t.Fatalf("resuming: %d %s", a.status, a.body)
	}
	v.get("/privacy").tells(t, "the first browser", "E-mail address "+visitorEmail+", left on", "Answers that you have not read are mailed there", "1 browser was let in by a mail", "1 notice waits to be sent about your conversation: a mail that tells an owner of your question.", "your e-mail address, what lets other browsers in")
	if _, text := v.export(t); !strings.Contains(text, `"address": "`+visitorEmail+`"`) || !strings.Contains(text, `"other_browsers_let_in_by_a_mail": [
    {`) {
		t.Errorf("it exports %s", text)
	}
	page := other.get("/privacy")
	page.tells(t, "the other browser", "A mail opened your conversation in this one", "a…e@example.com", "Mail me a fresh link")
	page.tellsNot(t, "the other browser", visitorEmail, "Erase everything", "Export")
	for what, a := range map[string]answer{"exporting": other.get("/privacy/export"), "erasing": other.post("/privacy/erase", nil)} {
		if a.status != http.StatusForbidden {
			t.Errorf("%s without a fresh link: %d", what, a.status)
		}
	}
	other.post("/conversation/prove", nil)
	if a := other.post(linkIn(t, s, s.letters(t, 3)[2], "prove"), nil); a.status != http.StatusSeeOther || a.Get("Location") != "/privacy" {
		t.Fatalf("proving: %d to %s", a.status, a.Get("Location"))
	}
	other.get("/privacy").tells(t, "once it has proved itself", visitorEmail, "Erase everything")
	tab := other.open("/")
	other.post("/privacy/erase", nil).tells(t, "erased", "Removed: 1 message of yours, 1 answer, 1 notice that waited, your e-mail address, what let 1 other browser in, ")
	if code := tab.closed(); code != 1000 || other.cookie("visitor") != "" {
		t.Errorf("its tab is closed with %d, its cookie is %q", code, other.cookie("visitor"))
	}
	v.get("/privacy").tells(t, "in the first browser, then", "Nothing of it any more: it was erased")
	v.get("/privacy").tellsNot(t, "in the first browser, then", "@example.com")
}
