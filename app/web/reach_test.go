package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"porchlight/app/notify"
	"porchlight/app/testparts"
)

// public is the site's address as people are told it.
func (s *site) public() string { return strings.Replace(s.origin, "127.0.0.1", "localhost", 1) }

func TestWhatWasGivenUpIsShownAndTriedAgainOrDiscarded(t *testing.T) {
	program := testparts.NewEndpoint(t)
	s := newSite(t, calling(program))
	b := s.owner(t)
	inbox := b.open("/inbox")
	program.Answer(http.StatusGone, "closed")
	v := s.visitor(t)
	v.post("/conversation/messages", saying("Two"))
	retry, discard := regexp.MustCompile(`/inbox/notices/\d+/retry`), regexp.MustCompile(`/inbox/notices/\d+/discard`)
	page := func() string { return b.get("/inbox/reach").body }
	eventually(t, "both calls are given up", func() bool { return len(retry.FindAllString(page(), -1)) == 2 })
	for _, want := range []string{"Call about a message", "to " + strings.TrimPrefix(program.URL, "http://"), "closed", "/inbox/" + v.conversation(), "after 1 attempt<"} {
		if !strings.Contains(page(), want) {
			t.Errorf("the page does not say %q: %s", want, page())
		}
	}
	s.forward(time.Minute)
	inbox.until("the inbox says so by itself", func(text string) bool { return strings.Contains(text, "2 notices could not be delivered") })

	program.Answer(http.StatusOK, "")
	if a := b.post(retry.FindString(page()), nil); a.status != http.StatusSeeOther || a.Get("Location") != "/inbox/reach#outbox" {
		t.Errorf("trying again: %d", a.status)
	}
	eventually(t, "it is sent", func() bool { return len(program.Asked()) == 3 && len(retry.FindAllString(page(), -1)) == 1 })
	if a := b.post(discard.FindString(page()), nil); a.status != http.StatusSeeOther {
		t.Errorf("discarding: %d", a.status)
	}
	if strings.Contains(page(), "Given up") || strings.Contains(b.get("/inbox").body, "could not be delivered") {
		t.Error("what was discarded is shown")
	}
	if a := b.post("/inbox/notices/999/discard", nil); a.status != http.StatusNotFound {
		t.Errorf("what is not there: %d", a.status)
	}
}

func TestWhatFailsIsShownWithTheReasonBeforeItIsGivenUp(t *testing.T) {
	program := testparts.NewEndpoint(t)
	s := newSite(t, calling(program))
	program.Answer(http.StatusUnauthorized, "who are you?")
	s.visitor(t)
	page := func() string { return s.owner(t).get("/inbox/reach").body }
	eventually(t, "the page says why", func() bool {
		return strings.Contains(page(), "<b>1 call</b>") && strings.Contains(page(), "who are you?") && strings.Contains(page(), "next try")
	})
	program.Answer(http.StatusOK, "")
	s.forward(time.Minute)
	eventually(t, "it is gone once it went through", func() bool { return strings.Contains(page(), "Nothing waits.") })
	if strings.Contains(page(), "Failed so far") {
		t.Error("what was sent is shown as failed")
	}
}

func TestWithoutMailServerOrProgramThePageSaysHowToHaveThem(t *testing.T) {
	s := newSite(t)
	page := s.owner(t).get("/inbox/reach").body
	for _, want := range []string{"the site has no mail server", "SMTP_URL", "MAIL_FROM", "the site knows no program to call", "WEBHOOK_URL", "Nothing waits."} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	s.visitor(t)
	if n, err := s.Outbox.Waiting(t.Context()); n != 0 || err != nil {
		t.Errorf("%d notices wait that nobody can send, %v", n, err)
	}
}

func TestWhatWaitsForAChannelThatWasSwitchedOffIsGivenUp(t *testing.T) {
	s := newSite(t)
	for channel, kind := range map[notify.Channel]string{notify.MailChannel: "asked", notify.WebhookChannel: "message"} {
		must(t, s.Outbox.Send(t.Context(), notify.Draft{Key: string(channel), Channel: channel, Kind: kind}))
	}
	b := s.owner(t)
	for _, reason := range []string{"SMTP_URL is not set any more.", "WEBHOOK_URL is not set any more."} {
		eventually(t, "the page says so", func() bool { return strings.Contains(b.get("/inbox/reach").body, reason) })
	}
}
