package web_test

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"porchlight/app/press"
	"porchlight/app/testparts"
	"porchlight/app/web"
	"porchlight/content"
	"porchlight/static"
	"porchlight/views"
)

func TestAnUnknownAddressIsAnsweredWithWhatIsNearIt(t *testing.T) {
	b := newSite(t).browser(t)
	a := b.get("/data-realtime/topics/postgres")
	for _, want := range []string{
		`<code data-hx-ignore>/data-realtime/topics/postgres</code>`, `<a href="/data-realtime/topics/postgresql">`,
		`<form class="seek" action="/search"`, `name="q" type="search" value="postgres"`, `<li><a href="/data-realtime">`,
		`<a href="/conversation">Ask me where it is</a>`, `<nav aria-label="Sections">`, `<title>Nothing here · Porchlight</title>`,
	} {
		if !strings.Contains(a.body, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if first := strings.Index(a.body, "/technologies/postgresql"); a.status != http.StatusNotFound || first < strings.Index(a.body, "/topics/postgresql") {
		t.Errorf("%d, and the topic is not the first that is offered", a.status)
	}
	part := b.get("/data-realtime/topics/postgres", fragment)
	if part.status != http.StatusNotFound || !strings.Contains(part.body, `<a href="/data-realtime/topics/postgresql">`) || strings.Contains(part.body, "<form") {
		t.Errorf("the fragment is not short: %s", part.body)
	}
	if far := b.get("/wp-login.php"); strings.Contains(far.body, "Did you mean") || !strings.Contains(far.body, `value="wp login"`) {
		t.Error("something is offered instead of what nobody has here")
	}
}

func TestWhatTheSearchFormIsFilledWithCanBeSearchedFor(t *testing.T) {
	b := newSite(t).browser(t)
	words := regexp.MustCompile(`name="q" type="search" value="([^"]*)"`).FindStringSubmatch(b.get("/" + strings.Repeat("long-", 40)).body)
	if words == nil || b.get(searchFor(words[1])).status != http.StatusOK {
		t.Errorf("the words of a long address are refused: %q", words)
	}
}

func TestAnAddressIsShownAndNothingElseComesOfIt(t *testing.T) {
	b := newSite(t).browser(t)
	long := "/" + strings.Repeat("long-", 400)
	for asked, shown := range map[string]string{
		"/%3Cscript%20src=%22/x%22%3E": `/<script src="/x">`,
		"/a%22%20autofocus%20x=%22":    `/a" autofocus x="`,
		"/%FFx":                        "/\uFFFDx",
		"/%00x%0A%09y":                 "/xy",
		"/na%C3%AFve":                  "/naïve",
		long:                           long[:119] + "…",
	} {
		a := b.get(asked)
		if a.status != http.StatusNotFound || !strings.Contains(a.body, "<code data-hx-ignore>"+html.EscapeString(shown)+"</code>") {
			t.Errorf("%.40s: %d %s", asked, a.status, a.body)
		}
		for _, live := range []string{`<script src="/x"`, `" autofocus`, "\x00"} {
			if strings.Contains(a.body, live) {
				t.Errorf("%.40s: the page holds %s", asked, live)
			}
		}
	}
}

var referenceForm = regexp.MustCompile(`^[0-9a-hjkmnp-tv-z]{6}-[0-9a-hjkmnp-tv-z]{6}$`)

// noted is the reference of a failure: in the header and in the log, and shown on the page.
func (a answer) noted(t *testing.T, s *site) {
	t.Helper()
	reference := a.Get("X-Request-Id")
	if !referenceForm.MatchString(reference) || !strings.Contains(a.body, reference) || !strings.Contains(s.log.String(), "request_id="+reference) {
		t.Errorf("%d is noted as %q: %s\n%s", a.status, reference, a.body, s.log)
	}
}

func TestAFailureSaysUnderWhatItIsNoted(t *testing.T) {
	s := newSite(t, troubled)
	b := s.visitor(t)
	must(t, s.store.Close())
	first, second := b.get("/conversation"), b.get("/conversation")
	for _, a := range []answer{first, second} {
		if a.status < 500 || !strings.Contains(a.body, `<a href="">Try again</a>`) || !strings.Contains(a.body, `href="https://example.com/contact"`) || strings.Contains(a.body, "database") {
			t.Errorf("%d %s", a.status, a.body)
		}
		a.noted(t, s)
	}
	if first.Get("X-Request-Id") == second.Get("X-Request-Id") {
		t.Error("two failures share a reference")
	}
	if a := b.get("/nowhere"); a.status != http.StatusNotFound || strings.Contains(a.body, a.Get("X-Request-Id")) {
		t.Errorf("what is no fault of the site is noted: %d %q", a.status, a.body)
	}
}

func TestAFailureIsToldEvenWhenTheViewsFail(t *testing.T) {
	broken := testparts.Copy(t, views.Files)
	broken["error/_error.html"] = &fstest.MapFile{Data: []byte("{{.Nothing}}")}
	broken["error/_missing.html"] = broken["error/_error.html"]
	p, err := press.New(press.Sources{Content: content.Files, Views: broken, Static: static.Files, Reserved: web.ReservedSlugs(), Quick: true})
	must(t, err)
	s := newSite(t, troubled, func(o *setup) { o.press = p })
	a := s.browser(t).get("/nowhere")
	if a.status != http.StatusInternalServerError || a.Get("Content-Type") != "text/plain; charset=utf-8" || a.Get("X-Robots-Tag") != "noindex" || strings.Contains(a.body, "Nothing") {
		t.Errorf("%d %v %s", a.status, a.Header, a.body)
	}
	a.noted(t, s)
}
