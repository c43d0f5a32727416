package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

var (
	hiddenForm = regexp.MustCompile(`<input type="hidden" name="(id|place|made)" value="([^"]*)">`)
	lureForm   = regexp.MustCompile(`<p class="vh" aria-hidden="true"><input name="homepage" tabindex="-1" autocomplete="off"></p>`)
)

// plainForm is the form of a whole page, filled in with a text.
func (a answer) plainForm(t *testing.T, body string) url.Values {
	t.Helper()
	form := url.Values{"body": {body}, "homepage": {""}}
	for _, m := range hiddenForm.FindAllStringSubmatch(a.body, -1) {
		form.Set(m[1], m[2])
	}
	if form.Get("made") == "" || !lureForm.MatchString(a.body) {
		t.Fatalf("no trap in %s", a.body)
	}
	return form
}

func TestAPlainFormThatIsSentTooQuicklyComesBackWithItsDraft(t *testing.T) {
	s := newSite(t)
	b := s.browser(t)
	form := b.get("/conversation?place=/data-realtime").plainForm(t, "Sent at once")
	s.forward(1900 * time.Millisecond)
	a := b.post("/conversation/messages", form)
	if text, reason := a.draft(t); a.status != http.StatusUnprocessableEntity || text != "Sent at once" || !strings.HasPrefix(reason, "That was very quick.") {
		t.Fatalf("%d: %q came back because %q", a.status, text, reason)
	}
	again := a.plainForm(t, "Sent at once")
	if again.Get("made") == form.Get("made") || again.Get("place") != "/data-realtime" {
		t.Errorf("the form that came back is %v", again)
	}
	s.forward(2 * time.Second)
	if a := b.post("/conversation/messages", again); a.status != http.StatusSeeOther {
		t.Errorf("a person's pace: %d", a.status)
	}
}

func TestAPlainFormWithTheFieldThatNobodySeesFilledInComesBackWithItsDraft(t *testing.T) {
	s := newSite(t)
	b := s.browser(t)
	form := b.get("/conversation").plainForm(t, "Cheap watches")
	form.Set("homepage", "https://example.com")
	s.forward(time.Minute)
	a := b.post("/conversation/messages", form)
	if text, reason := a.draft(t); a.status != http.StatusUnprocessableEntity || text != "Cheap watches" || !strings.HasPrefix(reason, "A field that is not for people was filled in") {
		t.Errorf("%d: %q came back because %q", a.status, text, reason)
	}
	if b.cookie("visitor") != "" {
		t.Error("a refused message names its browser")
	}
}

func TestTheTrapIsInWholePagesOnlyAndStopsNoScript(t *testing.T) {
	b := newSite(t).browser(t)
	if body := b.get("/conversation", fragment).body; strings.Contains(body, `name="made"`) || strings.Contains(body, "<noscript>") {
		t.Errorf("the fragment holds %s", body)
	}
	form := b.get("/conversation").plainForm(t, "By script")
	form.Set("homepage", "filled in by an extension")
	b.post("/conversation/messages", form, fragment).theMessage(t)
}
