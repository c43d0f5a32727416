package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// away is a reachable visitor who was mailed an answer, and the link of that mail.
func (s *site) away(t *testing.T) (b *browser, link string) {
	t.Helper()
	b = s.reachable(t, visitorEmail)
	before := len(s.delivered())
	s.answers(t, b.conversation(), "Use a stream.", "")
	s.forward(2 * time.Minute)
	return b, linkIn(t, s, s.letters(t, before+1)[before], "resume")
}

var resumedForm = regexp.MustCompile(`^r[A-Za-z0-9_-]{43}$`)

// opens presses the button of a link.
func (b *browser) opens(link string) {
	b.t.Helper()
	if a := b.post(link, nil); a.status != http.StatusSeeOther || a.Get("Location") != "/conversation" {
		b.t.Fatalf("the link: %d to %s %s", a.status, a.Get("Location"), a.body)
	}
}

func TestALinkOpensTheConversationInAnotherBrowserOnce(t *testing.T) {
	s := newSite(t, mailing(t))
	first, link := s.away(t)
	phone := s.browser(t)
	for range 3 {
		if a := phone.get(link); a.status != http.StatusOK || !strings.Contains(a.body, "Open the conversation") || a.Get("Cache-Control") != "no-store" || a.Get("Referrer-Policy") != "same-origin" {
			t.Errorf("the page: %d %v", a.status, a.Header)
		}
		if body := phone.get("/conversation").body; strings.Contains(body, "Use a stream.") {
			t.Fatal("following the link opens it")
		}
	}
	a := phone.post(link, nil)
	if a.status != http.StatusSeeOther || !strings.Contains(a.Get("Set-Cookie"), "max-age=15552000") || !resumedForm.MatchString(phone.cookie("visitor")) {
		t.Fatalf("%d %v", a.status, a.Header)
	}
	if body := phone.get("/conversation").body; !strings.Contains(body, "Use a stream.") || !strings.Contains(body, "Good morning") {
		t.Error("the thread is not there")
	}
	if a := phone.post("/conversation/messages", saying("from the phone"), fragment); a.status != http.StatusOK || a.Get("HX-Trigger") != "" {
		t.Errorf("writing there: %d", a.status)
	}
	if texts := textsIn(first.get("/conversation").body); texts[len(texts)-1] != "from the phone" {
		t.Errorf("the first browser has %q", texts)
	}
	first.post("/conversation/messages", saying("from the desk"), fragment)
	if texts := textsIn(phone.get("/conversation").body); texts[len(texts)-1] != "from the desk" {
		t.Errorf("the phone has %q", texts)
	}
	thief := s.browser(t)
	for method, a := range map[string]answer{"GET": thief.get(link), "POST": thief.post(link, nil)} {
		if a.status != http.StatusGone || !strings.Contains(a.body, "This link was used") || !strings.Contains(a.body, link+"/again") || thief.cookie("visitor") != "" {
			t.Errorf("%s again: %d %s", method, a.status, a.body)
		}
	}
	if a := phone.post("/conversation/messages/"+strings.Repeat("0", 8)+"-0000-4000-8000-000000000000/edit", url.Values{"body": {"x"}}); a.status != http.StatusNotFound {
		t.Errorf("changing what is not there: %d", a.status)
	}
}

func TestAConversationOfItsOwnIsNeverLeftUnasked(t *testing.T) {
	s := newSite(t, mailing(t))
	first, link := s.away(t)
	other := s.browser(t)
	other.post("/conversation/messages", saying("my own question"), fragment)
	before := other.cookie("visitor")
	if a := other.get(link); !strings.Contains(a.body, "Which conversation?") || !strings.Contains(a.body, "Keep the one that is here") {
		t.Errorf("nobody asks: %s", a.body)
	}
	if a := other.post(link, nil); a.status != http.StatusConflict || !strings.Contains(a.body, "Which conversation?") || other.cookie("visitor") != before {
		t.Errorf("unasked: %d %s", a.status, a.body)
	}
	if body := other.get("/conversation").body; !strings.Contains(body, "my own question") {
		t.Error("it is gone")
	}
	if a := first.post(link, nil); a.status != http.StatusSeeOther {
		t.Errorf("in the browser that has it: %d", a.status)
	}
	if !strings.Contains(first.get(link).body, "It is here already") {
		t.Error("the link was used for nothing")
	}
	if a := other.post(link, url.Values{"also": {"yes"}}); a.status != http.StatusSeeOther || other.cookie("visitor") == before {
		t.Errorf("chosen: %d", a.status)
	}
	if body := other.get("/conversation").body; !strings.Contains(body, "Use a stream.") || strings.Contains(body, "my own question") {
		t.Error("the other one is not there")
	}
}

func TestWhatIsWrongWithALinkIsSaidAndAFreshOneOffered(t *testing.T) {
	s := newSite(t, mailing(t))
	_, link := s.away(t)
	s.forward(7 * 24 * time.Hour)
	b := s.browser(t)
	if a := b.post(link, nil); a.status != http.StatusGone || !strings.Contains(a.body, "too old") || b.cookie("visitor") != "" {
		t.Fatalf("a week later: %d %s", a.status, a.body)
	}
	if a := b.post(link+"/again", nil); a.status != http.StatusOK || !strings.Contains(a.body, "A fresh link is on its way to a…e@example.com") {
		t.Fatalf("a fresh one: %d %s", a.status, a.body)
	}
	l := s.letters(t, 3)[2]
	whole(t, s, l)
	if l.To.Address != visitorEmail {
		t.Errorf("it goes to %s", l.To)
	}
	b.opens(linkIn(t, s, l, "resume"))
	for range 2 {
		b.post(link+"/again", nil)
		s.quiet(t)
	}
	if a := b.post(link+"/again", nil); a.status != http.StatusTooManyRequests || a.Get("Retry-After") == "" {
		t.Errorf("too often: %d", a.status)
	}
	forged := "/conversation/resume/" + strings.Repeat("A", 54)
	for what, a := range map[string]answer{"GET": b.get(forged), "POST": b.post(forged, nil), "again": b.post(forged+"/again", nil)} {
		if a.status != http.StatusNotFound || !strings.Contains(a.body, "No such link") {
			t.Errorf("%s of a forged link: %d %s", what, a.status, a.body)
		}
	}
}

func TestABrowserThatALinkOpenedIsLiveAndCanBeCutOff(t *testing.T) {
	s := newSite(t, mailing(t))
	first, link := s.away(t)
	phone := s.browser(t)
	phone.opens(link)
	tab := phone.open("/data-realtime")
	s.answers(t, first.conversation(), "live on the phone", "")
	tab.until("the answer", func(frame string) bool { return strings.Contains(frame, "live on the phone") })
	cut := regexp.MustCompile(`name="browser" value="([0-9a-f]{64})"`).FindStringSubmatch(first.get("/conversation").body)
	if cut == nil {
		t.Fatal("the first browser is not shown the other")
	}
	if a := phone.post("/conversation/browsers/cut", url.Values{"browser": {cut[1]}}, fragment); a.status != http.StatusForbidden {
		t.Errorf("a browser that a mail opened cuts off others: %d", a.status)
	}
	if a := first.post("/conversation/browsers/cut", url.Values{"browser": {cut[1]}}, fragment); a.status != http.StatusOK {
		t.Errorf("cutting it off: %d", a.status)
	}
	if code := tab.closed(); code != 1008 {
		t.Errorf("its tab is closed with %d", code)
	}
	if body := phone.get("/conversation").body; strings.Contains(body, "Use a stream.") {
		t.Error("it still reads")
	}
	before := phone.cookie("visitor")
	if a := phone.post("/conversation/messages", saying("who am I?"), fragment); a.status != http.StatusOK || phone.cookie("visitor") == before {
		t.Errorf("it begins no conversation of its own: %d", a.status)
	}
	if body := first.get("/conversation").body; strings.Contains(body, "who am I?") {
		t.Error("it still writes")
	}
}

func TestAStoreThatIsAwayTakesNoConversationFromABrowser(t *testing.T) {
	s := newSite(t, mailing(t), troubled)
	_, link := s.away(t)
	phone := s.browser(t)
	phone.opens(link)
	before := phone.cookie("visitor")
	must(t, s.store.Close())
	if a := phone.post("/conversation/messages", saying("hello?"), fragment); a.status < 500 || !strings.Contains(a.body, "hello?") || phone.cookie("visitor") != before {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := phone.get(link); a.status < 500 || strings.Contains(s.log.String(), strings.TrimPrefix(link, "/conversation/resume/")) {
		t.Errorf("%d, and the log is %s", a.status, s.log)
	}
}

func TestAFreshLinkProvesABrowserThatAMailOpened(t *testing.T) {
	s := newSite(t, mailing(t))
	first, link := s.away(t)
	phone := s.browser(t)
	phone.opens(link)
	if body := phone.get("/conversation").body; !strings.Contains(body, "Mail me a fresh link") || strings.Contains(body, "Remove the address") || strings.Contains(body, visitorEmail) {
		t.Errorf("it is shown %s", body)
	}
	for _, path := range []string{"/conversation/email", "/conversation/email/again", "/conversation/email/remove"} {
		if a := phone.post(path, email("mine@example.com"), fragment); a.status != http.StatusForbidden || !strings.Contains(a.body, "fresh link") {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
	if a := first.post("/conversation/prove", nil); a.status != http.StatusSeeOther || a.Get("Location") != "/privacy" {
		t.Errorf("the first browser has to prove itself: %d", a.status)
	}
	if a := phone.post("/conversation/prove", nil); a.status != http.StatusOK || !strings.Contains(a.body, "a…e@example.com") {
		t.Fatalf("asking: %d %s", a.status, a.body)
	}
	l := s.letters(t, 3)[2]
	whole(t, s, l)
	if l.Subject != "Your link for Porchlight, good for 15 minutes" {
		t.Errorf("the subject is %q", l.Subject)
	}
	prove := linkIn(t, s, l, "prove")
	if a := first.post(prove, nil); a.status != http.StatusForbidden || !strings.Contains(a.body, "Not in this browser") {
		t.Errorf("elsewhere: %d", a.status)
	}
	if a := phone.get(prove); a.status != http.StatusOK || !strings.Contains(a.body, "Yes, go on") {
		t.Errorf("its page: %d", a.status)
	}
	if a := phone.post("/conversation/email/remove", nil, fragment); a.status != http.StatusForbidden {
		t.Error("following the link proves it")
	}
	if a := phone.post(prove, nil); a.status != http.StatusSeeOther || a.Get("Location") != "/privacy" {
		t.Errorf("its button: %d %s", a.status, a.body)
	}
	if a := phone.post(prove, nil); a.status != http.StatusGone {
		t.Errorf("its button again: %d", a.status)
	}
	s.forward(14 * time.Minute)
	if body := phone.get("/conversation").body; !strings.Contains(body, "Remove the address") {
		t.Error("it is not proved")
	}
	s.forward(time.Minute)
	if a := phone.post("/conversation/email/remove", nil, fragment); a.status != http.StatusForbidden {
		t.Error("it is proved for ever")
	}
}

func TestABrowserWhoseTimeIsOverReadsNothingMore(t *testing.T) {
	s := newSite(t, mailing(t))
	_, link := s.away(t)
	phone := s.browser(t)
	phone.opens(link)
	s.forward(180 * 24 * time.Hour)
	for _, path := range []string{"/conversation", "/conversation/messages?after=0"} {
		if body := phone.get(path).body; strings.Contains(body, "Use a stream.") || strings.Contains(body, "Good morning") {
			t.Errorf("%s shows the thread", path)
		}
	}
}

// Whoever has a link can send it to somebody else, who would then write into a thread that is not theirs.
func TestTheButtonSaysToWhomTheLinkWasMailed(t *testing.T) {
	s := newSite(t, mailing(t))
	_, link := s.away(t)
	own := s.visitor(t)
	for what, a := range map[string]answer{"a browser without a conversation": s.browser(t).get(link), "one that has another": own.get(link), "one that was not asked": own.post(link, nil)} {
		if !strings.Contains(a.body, "It was mailed to a…e@example.com") || !strings.Contains(a.body, "whoever reads that mailbox reads what is written here") {
			t.Errorf("%s is told %s", what, a.body)
		}
	}
}

func TestWhoIsCutOffNeitherReadsNorWritesOnANodeThatWasNotTold(t *testing.T) {
	s := newSite(t, mailing(t))
	first, link := s.away(t)
	phone := s.browser(t)
	phone.opens(link)
	other := newSite(t, func(o *setup) { o.beside = s }) // each has a bus of its own: no word goes between them
	reads, writes := phone.beside(other).open(redisCard), phone.beside(other).open(redisCard)
	cut := regexp.MustCompile(`name="browser" value="([0-9a-f]{64})"`).FindStringSubmatch(first.get("/conversation").body)
	if a := first.post("/conversation/browsers/cut", url.Values{"browser": {cut[1]}}, fragment); a.status != http.StatusOK {
		t.Fatalf("cutting it off: %d", a.status)
	}
	writes.write("still here")
	if code := writes.closed(); code != 1008 {
		t.Errorf("who writes is closed with %d", code)
	}
	first.beside(other).post("/conversation/messages", saying("between us"), fragment)
	if code := reads.closed(); code != 1008 || strings.Contains(strings.Join(reads.seen, ""), "between us") {
		t.Errorf("who reads is closed with %d, after %s", code, reads.seen)
	}
	if texts := textsIn(first.get("/conversation").body); strings.Contains(strings.Join(texts, ""), "still here") {
		t.Error("it wrote")
	}
}

func TestABrowserThatAMailOpenedIsNotToldWhereTheVisitorIs(t *testing.T) {
	s := newSite(t, mailing(t))
	first, link := s.away(t)
	phone := s.browser(t)
	phone.opens(link)
	page, _ := first.knock(redisCard, "&from=news.example")
	page.fence()
	for _, what := range []string{"places of this visit, with the times: Redis", "news.example"} {
		told := func(b *browser) bool { return strings.Contains(b.get("/privacy").words(), what) }
		eventually(t, "the first browser is told", func() bool { return told(first) })
		if told(phone) {
			t.Errorf("whoever has the mail is told %q, too", what)
		}
	}
}
