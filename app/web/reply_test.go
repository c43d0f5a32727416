package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/testparts"
)

func TestAnswersThatAreNotReadAreMailedInOneMailAsTheyAreThen(t *testing.T) {
	s := newSite(t, mailing(t))
	b := s.reachable(t, visitorEmail)
	must(t, s.conversations.Learn(t.Context(), b.conversation(), conversation.Facts{TimeZone: "America/New_York"}))
	b.post("/conversation/messages", saying("my own words"), fragment)
	owner := s.owner(t)
	s.answers(t, b.conversation(), "Use `SET k v` & <b>see</b> https://redis.io/docs\n```\nGET k\n  TTL k\n```", "/data-realtime/technologies/redis")
	gone := s.answers(t, b.conversation(), "a slip of the tongue", "")
	wrong := s.answers(t, b.conversation(), "It is teh second.", "")
	s.forward(time.Minute)
	at := "/inbox/" + b.conversation() + "/messages/"
	owner.post(at+gone.ID+"/delete", nil, fragment)
	owner.post(at+wrong.ID+"/edit", url.Values{"body": {"It is the second."}}, fragment)
	s.quiet(t)
	s.letters(t, 1) // not before two minutes
	s.forward(time.Minute)
	l := s.letters(t, 2)[1]
	whole(t, s, testparts.Letter{Subject: l.Subject, HTML: l.HTML, Text: strings.Replace(l.Text, "<b>see</b>", "", 1)})
	text := strings.ReplaceAll(l.Text, "\r\n", "\n")
	for _, part := range []string{
		"Robin Vasseur answered you on Porchlight:\n\nRobin Vasseur, 24 November 2026, 04:00 EST:\n\nUse `SET k v` & ", "\n  TTL k\n", "\n\nRedis: " + s.public() + "/data-realtime/technologies/redis\n",
		"04:00 EST, edited:\n\nIt is the second.\n",
	} {
		if !strings.Contains(text, part) {
			t.Errorf("the text lacks %q:\n%s", part, text)
		}
	}
	for _, part := range []string{"<code>SET k v</code> &amp; &lt;b&gt;see&lt;/b&gt; <a href=\"https://redis.io/docs\"", "<pre><code>GET k\n  TTL k</code></pre>", `<a href="` + s.public() + `/data-realtime/technologies/redis">Redis</a>`} {
		if !strings.Contains(strings.ReplaceAll(l.HTML, "\r\n", "\n"), part) {
			t.Errorf("the page lacks %q:\n%s", part, l.HTML)
		}
	}
	for _, body := range []string{l.Text, l.HTML} {
		if strings.Contains(body, "slip of the tongue") || strings.Contains(body, "teh second") || strings.Contains(body, "my own words") {
			t.Errorf("it has what was deleted, changed, or the visitor's:\n%s", body)
		}
	}
	if l.Subject != "Robin Vasseur answered you on Porchlight" || l.To.Address != visitorEmail {
		t.Errorf("%q to %s", l.Subject, l.To)
	}
	linkIn(t, s, l, "resume")
	s.answers(t, b.conversation(), "And a third.", "")
	s.forward(2 * time.Minute)
	if l := s.letters(t, 3)[2]; strings.Contains(l.Text, "the second") || !strings.Contains(l.Text, "And a third.") {
		t.Errorf("what was mailed is mailed again:\n%s", l.Text)
	}
}

func TestAnAnswerThatWasReadIsNotMailed(t *testing.T) {
	s := newSite(t, mailing(t))
	b := s.reachable(t, visitorEmail)
	read := s.answers(t, b.conversation(), "read at once", "")
	_, err := s.conversations.Mark(t.Context(), b.conversation(), conversation.Visitor, conversation.Marks{Received: read.Seq, Read: read.Seq})
	must(t, err)
	s.forward(2 * time.Minute)
	s.quiet(t)
	s.letters(t, 1)
	waiting, err := s.Outbox.Of(t.Context(), b.conversation())
	must(t, err)
	for _, n := range waiting {
		if n.Kind == "reply" {
			t.Errorf("it waits for nothing: %+v", n)
		}
	}
}

func TestAnAnswerFromBeforeTheConfirmationIsMailedAfterIt(t *testing.T) {
	s := newSite(t, mailing(t))
	b := s.visitor(t)
	b.post("/conversation/email", email(visitorEmail), fragment)
	link := linkIn(t, s, s.letters(t, 1)[0], "confirm")
	s.answers(t, b.conversation(), "while you were away", "")
	s.forward(time.Hour)
	s.quiet(t)
	s.letters(t, 1)
	s.browser(t).post(link, nil)
	if l := s.letters(t, 2)[1]; !strings.Contains(l.Text, "while you were away") {
		t.Errorf("it is not mailed: %s", l.Text)
	}
}

func TestAMailThatWasNotTakenIsTriedAgainUnderTheSameId(t *testing.T) {
	s := newSite(t, mailing(t))
	b := s.reachable(t, visitorEmail)
	s.mails.At(testparts.MailKept, testparts.MailCut) // it is kept, and the site does not hear so
	s.answers(t, b.conversation(), "once", "")
	s.forward(2 * time.Minute)
	s.letters(t, 2)
	s.mails.At(testparts.MailKept, nil)
	s.forward(time.Minute)
	letters := s.letters(t, 3)
	if one, other := letters[1].Header.Get("Message-ID"), letters[2].Header.Get("Message-ID"); one != other || one == "" {
		t.Errorf("a mailbox cannot tell %s from %s", one, other)
	}
	to, _, err := s.contacts.Of(context.Background(), b.conversation())
	if must(t, err); to.MailedSeq != 2 {
		t.Errorf("mailed up to %d", to.MailedSeq)
	}
}

func TestATranscriptHasBothSidesAndGoesOnceAnHour(t *testing.T) {
	s := newSite(t, mailing(t))
	b := s.reachable(t, visitorEmail)
	b.post("/conversation/messages", saying("a <question>"), fragment)
	s.answers(t, b.conversation(), "an answer", "")
	a := b.post("/conversation/transcript", nil, fragment)
	if a.status != http.StatusOK || !strings.Contains(a.body, "The transcript is on its way.") {
		t.Fatalf("%d %s", a.status, a.body)
	}
	l := s.letters(t, 2)[1]
	whole(t, s, testparts.Letter{Subject: l.Subject, HTML: l.HTML, Text: strings.ReplaceAll(l.Text, "<question>", "")})
	var at []int
	for _, part := range []string{"You, 24 November 2026, 09:00 UTC, about Data & realtime", "Good morning", "a <question>", "Robin Vasseur, 24 November 2026, 09:00 UTC", "an answer"} {
		at = append(at, strings.Index(l.Text, part))
	}
	if at[0] < 0 || !slices.IsSorted(at) || !strings.Contains(l.HTML, "a &lt;question&gt;") {
		t.Errorf("parts at %v of\n%s\n%s", at, l.Text, l.HTML)
	}
	if a := b.post("/conversation/transcript", nil, fragment); a.status != http.StatusTooManyRequests || a.Get("Retry-After") != "3600" || !strings.Contains(a.body, "60 minutes") {
		t.Errorf("again: %d %s", a.status, a.body)
	}
	stranger := s.visitor(t)
	stranger.post("/conversation/email", email("eve@example.com"), fragment)
	if a := stranger.post("/conversation/transcript", nil, fragment); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "confirmed address") {
		t.Errorf("to an address that nobody confirmed: %d %s", a.status, a.body)
	}
}

func TestATranscriptIsNoLongerThanMailServersTake(t *testing.T) {
	s := newSite(t, mailing(t))
	b := s.reachable(t, visitorEmail)
	for n := range 60 {
		b.post("/conversation/messages", saying(fmt.Sprintf("%02d", n)+strings.Repeat("é", 3998)), fragment)
	}
	b.post("/conversation/transcript", nil, fragment)
	s.letters(t, 2)
	if size := len(s.delivered()[1].Raw); size > 1_300_000 {
		t.Errorf("it has %d bytes", size)
	}
	l := testparts.ReadLetter(t, s.delivered()[1].Raw)
	if !strings.Contains(l.Text, "its last 25 messages") || !strings.Contains(l.Text, "59éé") || !strings.Contains(l.Text, "35éé") || strings.Contains(l.Text, "34éé") {
		t.Errorf("it is %s", l.Text[:300])
	}
}

func TestAnAnswerIsLeftUnreadForTwoMinutesOfItsOwn(t *testing.T) {
	s := newSite(t, mailing(t))
	b := s.reachable(t, visitorEmail)
	read := s.answers(t, b.conversation(), "read at once", "")
	_, err := s.conversations.Mark(t.Context(), b.conversation(), conversation.Visitor, conversation.Marks{Received: read.Seq, Read: read.Seq})
	must(t, err)
	s.forward(90 * time.Second)
	s.answers(t, b.conversation(), "a minute and a half later", "")
	s.forward(30 * time.Second)
	s.quiet(t)
	s.letters(t, 1)
	s.forward(90 * time.Second)
	if l := s.letters(t, 2)[1]; strings.Contains(l.Text, "read at once") || !strings.Contains(l.Text, "a minute and a half later") {
		t.Errorf("the mail is %s", l.Text)
	}
}
