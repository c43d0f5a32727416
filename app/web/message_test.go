package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// shown is a message as a page shows it.
type shown struct{ id, seq, rev, from, own, about, text string }

var (
	messageForm = regexp.MustCompile(`(?s)<li class="message( own)?" id="message-([^"]+)" data-seq="(\d+)" data-rev="(\d+)" data-from="(\w+)">\s*(?:<p class="about"><a href="([^"]+)">.*?</p>\s*)?<div class="text" data-hx-ignore[^>]*>(.*?)</div>`)
	changesForm = regexp.MustCompile(`<ol class="changes" id="changes" data-changes data-after="\d+" data-rev="(\d+)" data-received="(\d+)" data-read="(\d+)"(?: data-unread="(\d+)")?(?: data-anew="1")?>`)
)

// messagesIn lists the messages of a page, a fragment or a frame, in its order.
func messagesIn(html string) (all []shown) {
	for _, m := range messageForm.FindAllStringSubmatch(html, -1) {
		all = append(all, shown{id: m[2], seq: m[3], rev: m[4], from: m[5], own: strings.TrimSpace(m[1]), about: m[6], text: m[7]})
	}
	return all
}

// theMessage is the only one of an answer.
func (a answer) theMessage(t *testing.T) shown {
	t.Helper()
	all := messagesIn(a.body)
	if a.status != http.StatusOK || len(all) != 1 {
		t.Fatalf("%d with %d messages: %s", a.status, len(all), a.body)
	}
	return all[0]
}

func textsIn(html string) (texts []string) {
	for _, m := range messagesIn(html) {
		texts = append(texts, m.text)
	}
	return texts
}

func TestAMessageByHTMXIsAnsweredWithItsFragment(t *testing.T) {
	b := newSite(t).browser(t)
	form := saying("How many writers can SQLite have?")
	a := b.post("/conversation/messages", form, fragment)
	want := shown{id: form.Get("id"), seq: "1", rev: "1", from: "visitor", own: "own", about: "/data-realtime", text: "How many writers can SQLite have?"}
	if got := a.theMessage(t); got != want || a.isPage() {
		t.Errorf("%+v, want %+v in %s", got, want, a.body)
	}
}

func TestARepeatedMessageIsAnsweredWithTheSameElement(t *testing.T) {
	b := newSite(t).visitor(t)
	form := saying("Only once, please\r\nin two lines")
	first := b.post("/conversation/messages", form, fragment)
	b.post("/conversation/messages", saying("Something else"), fragment)
	form.Set("body", "Only once, please\nin two lines") // as a socket would have sent it
	again := b.post("/conversation/messages", form, fragment)
	if first.theMessage(t).seq != "2" || first.body != again.body {
		t.Errorf("first %s\nthen %s", first.body, again.body)
	}
	if texts := textsIn(b.get("/conversation").body); len(texts) != 3 {
		t.Errorf("the thread holds %q", texts)
	}
}

func TestAMessageByPlainFormLeadsToItselfInTheThread(t *testing.T) {
	b := newSite(t).browser(t)
	form := saying("Without any script")
	for _, which := range []string{"first", "repeated"} {
		a := b.post("/conversation/messages", form)
		if a.status != http.StatusSeeOther || a.Get("Location") != "/conversation#message-"+form.Get("id") {
			t.Errorf("%s: %d to %s", which, a.status, a.Get("Location"))
		}
	}
	page := b.get("/conversation")
	if got := messagesIn(page.body); !page.isPage() || len(got) != 1 || got[0].id != form.Get("id") {
		t.Errorf("the thread: %v", got)
	}
}

func TestTheSameIDWithAnotherTextIsAConflict(t *testing.T) {
	b := newSite(t).browser(t)
	form := saying("One thing")
	b.post("/conversation/messages", form, fragment)
	form.Set("body", "Another thing")
	b.refusedBothWays(form, http.StatusConflict, "A different message was already sent under this id. Reload the page and send it again.")
}

func TestAPlaceThatIsGoneDoesNotRefuseTheMessage(t *testing.T) {
	b := newSite(t).browser(t)
	form := saying("From a page of last year")
	form.Set("place", "/data-realtime/topics/gone")
	if got := b.post("/conversation/messages", form, fragment).theMessage(t).about; got != "" {
		t.Errorf("it is about %q", got)
	}
}

func TestTwoVisitorsMayUseTheSameID(t *testing.T) {
	s := newSite(t)
	form := saying("What a coincidence")
	for range 2 {
		if got := s.browser(t).post("/conversation/messages", form, fragment).theMessage(t); got.seq != "1" {
			t.Errorf("%+v", got)
		}
	}
}

func TestMessagesThatCannotBeAreReturnedAsDrafts(t *testing.T) {
	fine := saying("").Get("id")
	for name, c := range map[string]struct{ id, body, sentence string }{
		"empty":                       {fine, "", "Write a few words first."},
		"blank":                       {fine, " \r\n\t\u2003 ", "Write a few words first."},
		"4,001 code points":           {fine, strings.Repeat("é", 4001), "That is 4001 characters; a message holds 4000. Please shorten it or send it in parts."},
		"NUL":                         {fine, "a\x00b", "The message holds a character that cannot be stored. Please remove it."},
		"bad UTF-8":                   {fine, "a\xffb", "The message holds bytes that are not text. Please write it again as plain text."},
		"a bad id":                    {"1", "Hello", "The message came without a proper id. Reload the page and send it again."},
		"an id in upper case":         {strings.ToUpper("0a" + fine[2:]), "Hello", "The message came without a proper id. Reload the page and send it again."},
		"no id":                       {"", "Hello", "The message came without a proper id. Reload the page and send it again."},
		"no id, with markup in it":    {"", `</textarea><script>alert("1 & 2")</script>`, "The message came without a proper id. Reload the page and send it again."},
		"an id between curly braces":  {"{" + fine + "}", "Hello", "The message came without a proper id. Reload the page and send it again."},
		"an id with a line behind it": {fine + "\n", "Hello", "The message came without a proper id. Reload the page and send it again."},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			form := url.Values{"id": {c.id}, "body": {c.body}, "place": {"/data-realtime/topics/redis"}}
			b := s.browser(t)
			b.refusedBothWays(form, http.StatusUnprocessableEntity, c.sentence)
			if b.cookie("visitor") != "" {
				t.Error("a refused message names its browser")
			}
			visitor := s.visitor(t)
			visitor.refusedBothWays(form, http.StatusUnprocessableEntity, c.sentence)
			if texts := textsIn(visitor.get("/conversation").body); len(texts) != 1 {
				t.Errorf("the thread holds %q", texts)
			}
		})
	}
}

func TestAMessageOf4000CodePointsIsStored(t *testing.T) {
	b := newSite(t).browser(t)
	long := strings.Repeat("😀", 4000)
	if got := b.post("/conversation/messages", saying(long), fragment).theMessage(t); got.text != long {
		t.Errorf("%d bytes came back", len(got.text))
	}
}
