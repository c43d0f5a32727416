package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"porchlight/app/testparts"
	"porchlight/app/web"

	"github.com/emersion/go-smtp"
)

func TestAnAddressIsAskedForInAConversation(t *testing.T) {
	b := newSite(t, mailing(t)).visitor(t)
	for _, as := range []headers{{}, fragment} {
		if body := b.get("/conversation", as).body; !strings.Contains(body, "Get answers by e-mail") || !strings.Contains(body, `action="/conversation/email"`) {
			t.Errorf("%v: nobody is asked for an address", as)
		}
	}
}

func TestWhereNoMailIsSentNoAddressIsAskedFor(t *testing.T) {
	b := newSite(t).visitor(t)
	for _, as := range []headers{{}, fragment} {
		if body := b.get("/conversation", as).body; strings.Contains(body, "e-mail") {
			t.Errorf("%v: an address is asked for that nothing is mailed to", as)
		}
	}
	for _, path := range []string{"/conversation/email", "/conversation/email/again", "/conversation/email/remove", "/conversation/transcript", "/conversation/browsers/cut"} {
		if a := b.post(path, email(visitorEmail)); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}

func TestAnAddressIsLeftConfirmedAndRemoved(t *testing.T) {
	s := newSite(t, mailing(t))
	b := s.visitor(t)
	a := b.post("/conversation/email", email(visitorEmail), fragment)
	if a.status != http.StatusOK || !strings.HasPrefix(a.body, `<details class="contact" id="contact" open>`) || !strings.Contains(a.body, "Look into the mailbox of a…e@example.com") {
		t.Errorf("left: %d %s", a.status, a.body)
	}
	link := linkIn(t, s, s.letters(t, 1)[0], "confirm")
	elsewhere := s.browser(t)
	for range 3 { // scanners of mail follow links before anybody reads it
		if a := elsewhere.get(link); a.status != http.StatusOK || !strings.Contains(a.body, `<form method="post" action="`+link+`">`) {
			t.Errorf("the link: %d %s", a.status, a.body)
		}
	}
	if body := b.get("/conversation").body; !strings.Contains(body, "Waiting for a…e@example.com") {
		t.Error("following the link confirms it")
	}
	if a := elsewhere.post(link, nil); a.status != http.StatusOK || a.Get("Set-Cookie") != "" || !strings.Contains(a.body, "The address is confirmed") {
		t.Errorf("the button: %d %v %s", a.status, a.Header, a.body)
	}
	if body := elsewhere.get("/conversation").body; strings.Contains(body, "Good morning") {
		t.Error("who confirms reads the conversation")
	}
	for method, a := range map[string]answer{"GET": elsewhere.get(link), "POST": elsewhere.post(link, nil)} {
		if a.status != http.StatusGone || !strings.Contains(a.body, "The address is confirmed") {
			t.Errorf("%s again: %d %s", method, a.status, a.body)
		}
	}
	if body := b.get("/conversation").body; !strings.Contains(body, "Answers also go to a…e@example.com") || !strings.Contains(body, "Send me a transcript") || strings.Contains(body, visitorEmail) {
		t.Errorf("confirmed, the conversation shows %s", body)
	}
	if a := b.post("/conversation/email/remove", nil, fragment); a.status != http.StatusOK || !strings.Contains(a.body, "The address is removed") || !strings.Contains(a.body, "Get answers by e-mail") {
		t.Errorf("removed: %d %s", a.status, a.body)
	}
	if a := elsewhere.post(link, nil); a.status != http.StatusGone || !strings.Contains(a.body, "for nobody any more") {
		t.Errorf("the link of a removed address: %d %s", a.status, a.body)
	}
	if strings.Contains(s.log.String(), visitorEmail) || strings.Contains(s.log.String(), link) {
		t.Errorf("the log holds the address or a link: %s", s.log)
	}
}

func TestAPlainFormIsLedBackToTheConversation(t *testing.T) {
	s := newSite(t, mailing(t))
	b := s.visitor(t)
	a := b.post("/conversation/email", email(visitorEmail))
	if a.status != http.StatusSeeOther || a.Get("Location") != "/conversation?mail=open#contact" {
		t.Fatalf("%d to %s", a.status, a.Get("Location"))
	}
	if body := b.get("/conversation?mail=open").body; !strings.Contains(body, `id="contact" open`) || !strings.Contains(body, "Look into the mailbox") {
		t.Error("it leads to nothing")
	}
}

func TestAPlainFormSaysWhatItDid(t *testing.T) {
	s := newSite(t, mailing(t))
	b := s.reachable(t, visitorEmail)
	for _, c := range []struct{ path, says string }{{"/conversation/transcript", "The transcript is on its way."}, {"/conversation/email/remove", "The address is removed."}} {
		a := b.post(c.path, nil)
		at, _, _ := strings.Cut(a.Get("Location"), "#")
		if body := b.get(at).body; a.status != http.StatusSeeOther || !strings.Contains(body, `id="contact" open`) || !strings.Contains(body, c.says) {
			t.Errorf("%s leads to %q (%d), which says nothing of it", c.path, at, a.status)
		}
	}
	if body := b.get("/conversation?mail=%3Cb%3E").body; strings.Contains(body, "<b>") {
		t.Error("what an address says is shown")
	}
}

func TestAskingAgainIsOfferedOnceItCanSucceed(t *testing.T) {
	s := newSite(t, mailing(t))
	b := s.visitor(t)
	again := `action="/conversation/email/again"`
	if a := b.post("/conversation/email", email(visitorEmail), fragment); strings.Contains(a.body, again) {
		t.Error("within a day a button is offered that is always refused")
	}
	s.letters(t, 1)
	s.tomorrow()
	if body := b.get("/conversation").body; !strings.Contains(body, again) {
		t.Error("a day later it is not offered")
	}
	if a := b.post("/conversation/email/again", nil, fragment); a.status != http.StatusOK {
		t.Errorf("pressed: %d %s", a.status, a.body)
	}
	s.letters(t, 2)
}

func TestOwnersSeeWhetherAnswersAreMailed(t *testing.T) {
	s := newSite(t, mailing(t))
	b := s.visitor(t)
	owner, at := s.owner(t), "/inbox/"+b.conversation()
	if body := owner.get(at).body; !strings.Contains(body, "answers wait for the next visit") {
		t.Error("without an address it is not said that answers wait")
	}
	b.post("/conversation/email", email(visitorEmail), fragment)
	link := linkIn(t, s, s.letters(t, 1)[0], "confirm")
	thread := owner.open(at)
	if body := owner.get(at).body; strings.Contains(body, "are mailed") || strings.Contains(body, "a…e@") {
		t.Error("an address that nobody has confirmed is shown to owners")
	}
	s.browser(t).post(link, nil)
	thread.until("it is said at once", func(text string) bool { return strings.Contains(text, "not here now; answers are mailed") })
	if body := owner.get(at).body; !strings.Contains(body, "a…e@example.com") || strings.Contains(body, visitorEmail) {
		t.Error("the address is not shown by its ends")
	}
}

func TestWhoConfirmsWhereTheyAskedIsLedBack(t *testing.T) {
	s := newSite(t, mailing(t))
	b := s.visitor(t)
	b.post("/conversation/email", email(visitorEmail), fragment)
	a := b.post(linkIn(t, s, s.letters(t, 1)[0], "confirm"), nil)
	if !strings.Contains(a.body, `<a class="btn" href="/conversation">To the conversation</a>`) || strings.Contains(a.body, "close this page") {
		t.Errorf("%d %s", a.status, a.body)
	}
}

func TestABadAddressIsGivenBackWithTheReason(t *testing.T) {
	s := newSite(t, mailing(t))
	b := s.visitor(t)
	for _, as := range []headers{{}, fragment} {
		a := b.post("/conversation/email", email(`ada"@<b>localhost`), as)
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "is no domain") || !strings.Contains(a.body, `value="ada&#34;@&lt;b&gt;localhost"`) || !strings.Contains(a.body, `id="contact" open`) {
			t.Errorf("%v: %d %s", as, a.status, a.body)
		}
		if whole := strings.Contains(a.body, "<!doctype html>"); whole != (as["HX-Request"] == "") {
			t.Errorf("%v: a document: %v", as, whole)
		}
	}
	if a := s.browser(t).post("/conversation/email", email(visitorEmail), fragment); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Write a message first") || a.Get("Set-Cookie") != "" {
		t.Errorf("without a conversation: %d %s", a.status, a.body)
	}
	s.quiet(t)
	s.letters(t, 0)
}

func TestTheFirstMailOnlyConfirmsInFixedWords(t *testing.T) {
	s := newSite(t, mailing(t))
	b := s.browser(t)
	b.post("/conversation/messages", saying("BUY NOW at https://spam.example"), headers{"User-Agent": "SPAMMER", "Accept-Language": "xx-SPAM"})
	b.post("/conversation/email", email(visitorEmail), fragment)
	l := s.letters(t, 1)[0]
	whole(t, s, l)
	if l.Subject != "Confirm your address for Porchlight" || l.To.Address != visitorEmail || l.To.Name != "" || l.Header.Get("List-Unsubscribe") != "" {
		t.Errorf("the mail is %q to %v", l.Subject, l.To)
	}
	link, stop := s.public()+linkIn(t, s, l, "confirm"), s.public()+linkIn(t, s, l, "unsubscribe")
	want := strings.NewReplacer("LINK", link, "STOP", stop, "HOME", s.public()).Replace(
		"Somebody, perhaps you, asked Robin Vasseur a question on Porchlight and left this address for the answers.\n\n" +
			"If that was you, open the link below and press the button on its page. It is good for a day.\n\nLINK\n\n" +
			"If you did not ask, do nothing: no answers are mailed to you then.\n\n-- \nFrom Porchlight, HOME\nNever mail this address again, whoever asks for it: STOP\n")
	if text := strings.ReplaceAll(l.Text, "\r\n", "\n"); text != want {
		t.Errorf("its text is\n%s\nwant\n%s", text, want)
	}
	for _, theirs := range []string{"BUY", "spam", "SPAM", "data-realtime", "Data"} {
		if strings.Contains(l.HTML, theirs) || strings.Contains(l.Text, theirs) {
			t.Errorf("a visitor's word is in it: %s", theirs)
		}
	}
}

// The reviewer's question, at the front door: who can make this site mail a stranger? Nobody, more than one confirmation a day.
func TestAnAttackerMailsAStrangerOnceADay(t *testing.T) {
	server := mailing(t)
	s := newSite(t, server, only(web.Limits{ConfirmationsPerVisitor: 50, ConfirmationsPerAddress: 500}))
	spellings := []string{"victim@gmail.com", "Victim@GMAIL.com", "v.i.c.t.i.m@gmail.com", "victim+a@gmail.com", "victim+b@googlemail.com", " victim@gmail.com "}
	for n := range 8 {
		b := s.visitor(t)
		for _, spelling := range spellings {
			b.post("/conversation/email", email(spelling), fragment)
			b.post("/conversation/email/again", nil, fragment)
			b.post("/conversation/transcript", nil, fragment)
			b.post("/conversation/prove", nil)
			b.post("/conversation/email/remove", nil, fragment)
			b.post("/conversation/email", email(spelling))
		}
		if n%3 == 0 { // erased, so that nothing of it is known
			s.owner(t).post("/inbox/"+b.conversation()+"/erase", nil)
		}
		s.answers(t, s.visitor(t).conversation(), "hello", "")
		s.forward(3*time.Hour - 10*time.Minute)
		s.quiet(t)
	}
	if n := len(s.delivered()); n != 1 {
		t.Fatalf("%d mails within a day", n)
	}
	s.tomorrow()
	s.visitor(t).post("/conversation/email", email("victim@gmail.com"), fragment)
	letters := s.letters(t, 2)
	if a := s.browser(t).post(linkIn(t, s, letters[1], "unsubscribe"), map[string][]string{"also": {"yes"}}); a.status != http.StatusOK || !strings.Contains(a.body, "never mails the address again") {
		t.Errorf("never again: %d %s", a.status, a.body)
	}
	for range 3 {
		s.tomorrow()
		s.visitor(t).post("/conversation/email", email("v.ictim+x@gmail.com"), fragment)
		s.quiet(t)
	}
	s.letters(t, 2)
}

func TestWhoErasesAndAsksAgainWhileTheMailIsUnderWayHasItSentOnce(t *testing.T) {
	s := newSite(t, mailing(t))
	other := newSite(t, func(o *setup) { o.beside, o.mail, o.mails = s, s.mails.URL(), s.mails })
	var sending atomic.Int32
	answer := make(chan struct{})
	s.mails.At(testparts.MailWhole, func(*testparts.MailServer, *smtp.Conn) error {
		sending.Add(1)
		<-answer
		return nil
	})
	b := s.visitor(t)
	secret := b.cookie("visitor")
	b.post("/conversation/email", email("victim@example.com"), fragment)
	eventually(t, "the mail is under way", func() bool { return sending.Load() == 1 })
	b.post("/privacy/erase", nil)
	b.keep("visitor", secret)
	for _, node := range []*site{s, other} {
		b.beside(node).post("/conversation/messages", saying("It is me again"), fragment)
		b.beside(node).post("/conversation/email", email("victim@example.com"), fragment)
	}
	eventually(t, "the other node has looked at it", func() bool {
		_, waits, err := s.Outbox.Find(t.Context(), "confirm:"+b.conversation())
		must(t, err)
		return !waits || sending.Load() == 2
	})
	close(answer)
	s.letters(t, 1)
}

func TestWhoConfirmsIsToldThatTheAddressWasLeftInAnotherConversation(t *testing.T) {
	s := newSite(t, mailing(t))
	attacker, victim := s.visitor(t), s.visitor(t)
	attacker.post("/conversation/email", email(visitorEmail), fragment)
	link := linkIn(t, s, s.letters(t, 1)[0], "confirm")
	victim.post("/conversation/email", email(visitorEmail), fragment)
	s.quiet(t)
	for who, c := range map[string]struct {
		*browser
		warned bool
	}{"who asked": {attacker, false}, "who asked as well": {victim, true}, "a browser that did not": {s.browser(t), false}} {
		if a := c.get(link); a.status != http.StatusOK || strings.Contains(a.body, "It was not this browser") != c.warned {
			t.Errorf("%s is told %s", who, a.body)
		}
	}
}

func TestWhetherAnAddressIsKnownIsToldToNobody(t *testing.T) {
	s := newSite(t, mailing(t))
	s.reachable(t, "known@example.com")
	known, unknown := s.visitor(t), s.visitor(t)
	for _, path := range []string{"/conversation/email", "/conversation/email", "/conversation/email/again"} {
		one, other := known.post(path, email("known@example.com"), fragment), unknown.post(path, email("other@example.com"), fragment)
		same := strings.NewReplacer("o…r@", "k…n@", "other@", "known@").Replace(other.body)
		if one.status != other.status || one.body != same || one.Get("Retry-After") != other.Get("Retry-After") {
			t.Errorf("%s: %d and %d\n%s\n%s", path, one.status, other.status, one.body, other.body)
		}
		s.quiet(t)
	}
}

func TestAskingIsLimitedByVisitorAddressAndSite(t *testing.T) {
	for what, c := range map[string]struct {
		limits web.Limits
		same   bool // one visitor asks, for one address after the other
		retry  string
	}{
		"a visitor": {web.Limits{ConfirmationsPerVisitor: 2}, true, "43200"},
		"a network": {web.Limits{ConfirmationsPerAddress: 2}, false, "43200"},
		"the site":  {web.Limits{ConfirmationsPerDay: 2}, false, "86400"},
	} {
		t.Run(what, func(t *testing.T) {
			s := newSite(t, mailing(t), only(c.limits))
			b := s.visitor(t)
			for n := range 3 {
				if !c.same {
					b = s.visitor(t)
				}
				a := b.post("/conversation/email", email(fmt.Sprintf("someone%d@example.com", n)), fragment)
				if n < 2 && a.status != http.StatusOK || n == 2 && (a.status != http.StatusTooManyRequests || a.Get("Retry-After") != c.retry || !strings.Contains(a.body, "Please try again in")) {
					t.Errorf("%s, ask %d: %d, after %s: %s", what, n, a.status, a.Get("Retry-After"), a.body)
				}
				s.letters(t, min(n+1, 2))
			}
		})
	}
}

func TestAMailThatIsOneTooManyForTheSiteGoesTheNextDay(t *testing.T) {
	s := newSite(t, mailing(t), only(web.Limits{ConfirmationsPerDay: 1}))
	s.visitor(t).post("/conversation/email", email("first@example.com"), fragment)
	s.letters(t, 1)
	_, err := s.contacts.Leave(t.Context(), s.visitor(t).conversation(), "second@example.com", 0) // as who asks at the same moment
	must(t, err)
	s.quiet(t)
	s.letters(t, 1)
	s.forward(24 * time.Hour)
	s.letters(t, 2)
}

func TestWhoIsBlockedHasNobodyMailed(t *testing.T) {
	s := newSite(t, mailing(t))
	b := s.visitor(t)
	s.owner(t).post("/inbox/"+b.conversation()+"/block", nil)
	if a := b.post("/conversation/email", email(visitorEmail), fragment); a.status != http.StatusForbidden || !strings.Contains(a.body, "not accepted") || !strings.Contains(a.body, visitorEmail) {
		t.Errorf("%d %s", a.status, a.body)
	}
	s.quiet(t)
	s.letters(t, 0)
}

func TestOneClickEndsTheMails(t *testing.T) {
	s := newSite(t, mailing(t))
	b := s.reachable(t, visitorEmail)
	s.answers(t, b.conversation(), "hello", "")
	s.forward(2 * time.Minute)
	l := s.letters(t, 2)[1]
	stop := linkIn(t, s, l, "unsubscribe")
	if l.Header.Get("List-Unsubscribe") != "<"+s.public()+stop+">" || l.Header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" {
		t.Errorf("the headers are %v", l.Header)
	}
	for range 2 {
		if a := s.browser(t).get(stop); a.status != http.StatusOK || !strings.Contains(a.body, "Stop these mails") {
			t.Errorf("the page: %d %s", a.status, a.body)
		}
	}
	if body := b.get("/conversation").body; !strings.Contains(body, "Answers also go to") {
		t.Error("following the link ends the mails")
	}
	provider := s.browser(t)
	multipart := headers{"Content-Type": "multipart/form-data; boundary=x"}
	if a := provider.send(http.MethodPost, stop, "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n", multipart); a.status != http.StatusOK {
		t.Errorf("a provider's post: %d %s", a.status, a.body)
	}
	if body := b.get("/conversation").body; !strings.Contains(body, "Get answers by e-mail") {
		t.Error("the address is still there")
	}
	if a := provider.send(http.MethodPost, stop, "List-Unsubscribe=One-Click", headers{"Content-Type": "application/x-www-form-urlencoded"}); a.status != http.StatusOK {
		t.Errorf("the other form of it: %d", a.status)
	}
	for path, with := range map[string]headers{"/conversation/email": multipart, stop: {"Content-Encoding": "gzip"}} {
		if a := provider.send(http.MethodPost, path, "--x--", with); a.status != http.StatusUnsupportedMediaType {
			t.Errorf("%s %v: %d", path, with, a.status)
		}
	}
	if a := provider.send(http.MethodPost, stop, "", headers{"Origin": "https://elsewhere.example"}); a.status != http.StatusForbidden {
		t.Errorf("from another site: %d", a.status)
	}
	for method, a := range map[string]answer{"GET": provider.get("/conversation/unsubscribe/forged"), "POST": provider.post("/conversation/unsubscribe/forged", nil)} {
		if a.status != http.StatusNotFound || !strings.Contains(a.body, "did not make") && !strings.Contains(a.body, "not made") {
			t.Errorf("%s of a forged link: %d %s", method, a.status, a.body)
		}
	}
}
