package web_test

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"porchlight/app/press"
	"porchlight/app/search"
	"porchlight/app/testparts"
	"porchlight/app/web"
	"porchlight/content"
	"porchlight/static"
	"porchlight/views"
)

func searchFor(query string) string { return "/search?q=" + url.QueryEscape(query) }

func TestASearchHasAPageAndAFragmentAsPlacesHave(t *testing.T) {
	b := newSite(t).browser(t)
	page, part := b.get(searchFor("redis")), b.get(searchFor("redis"), fragment)
	if page.status != http.StatusOK || !page.isPage() || !strings.Contains(page.body, strings.TrimSpace(part.body)) {
		t.Errorf("the page: %d %.80q", page.status, page.body)
	}
	if !strings.Contains(page.body, `data-at="/"`) || !strings.Contains(page.body, `id="launcher"`) {
		t.Error("who searches is nowhere, or cannot ask")
	}
	if part.isPage() || !strings.HasPrefix(part.body, `<section class="search" id="search">`) || !strings.Contains(part.body, `href="/data-realtime/topics/redis"`) {
		t.Errorf("the fragment: %.200q", part.body)
	}
	for what, a := range map[string]answer{"page": page, "fragment": part} {
		for name, want := range map[string]string{
			"Vary": "HX-Request, HX-Request-Type, Accept-Encoding", "Cache-Control": "public, no-cache", "Content-Type": "text/html; charset=utf-8", "X-Robots-Tag": "noindex",
		} {
			if got := a.Values(name); len(got) != 1 || got[0] != want {
				t.Errorf("the %s: %s %q, want %q", what, name, got, want)
			}
		}
	}
	if page.Get("ETag") == "" || page.Get("ETag") == part.Get("ETag") {
		t.Errorf("the tags are %s and %s", page.Get("ETag"), part.Get("ETag"))
	}
}

func TestASearchThatTheBrowserHasIsNotSentAgain(t *testing.T) {
	b := newSite(t).browser(t)
	for _, encoding := range []string{"", "gzip", "br"} {
		with := headers{"Accept-Encoding": encoding}
		first := b.get(searchFor("redis"), with)
		if first.Get("Content-Encoding") != encoding {
			t.Errorf("asked for %q, got %q", encoding, first.Get("Content-Encoding"))
		}
		if again := b.get(searchFor("redis"), with, headers{"If-None-Match": first.Get("ETag")}); again.status != http.StatusNotModified || again.body != "" {
			t.Errorf("%q: %d with %d bytes", encoding, again.status, len(again.body))
		}
		if other := b.get(searchFor("mysql"), with, headers{"If-None-Match": first.Get("ETag")}); other.status != http.StatusOK {
			t.Errorf("%q: another search is answered %d", encoding, other.status)
		}
	}
}

func TestAnEmptySearchSaysWhatThereIs(t *testing.T) {
	b := newSite(t).browser(t)
	for _, path := range []string{"/search", "/search?q=", "/search?q=+"} {
		a := b.get(path)
		if a.status != http.StatusOK || !strings.Contains(a.body, `href="/data-realtime/topics/postgresql"`) || strings.Contains(a.body, "results for") {
			t.Errorf("%s: %d", path, a.status)
		}
	}
	if a := b.get("/search/?q=redis"); a.status != http.StatusPermanentRedirect || a.Get("Location") != "/search?q=redis" {
		t.Errorf("with a slash: %d to %s", a.status, a.Get("Location"))
	}
}

func TestASearchThatFindsNothingSaysWhatToDo(t *testing.T) {
	b := newSite(t).browser(t)
	a := b.get(searchFor("reddiss"))
	for _, want := range []string{"No results for", `Did you mean <a href="/search?q=redis">redis</a>?`, `href="/conversation?place=/&amp;searched=reddiss"`} {
		if !strings.Contains(a.body, want) {
			t.Errorf("%s is not there", want)
		}
	}
	asking := b.get("/conversation?place=/&searched=red+%22iss")
	if !strings.Contains(asking.body, html.EscapeString(`I searched for “red "iss” and found nothing. `)+"</textarea>") {
		t.Error("the question is not begun")
	}
	if a := b.get("/conversation?searched=" + strings.Repeat("a", search.MostLetters+1)); strings.Contains(a.body, strings.Repeat("a", 33)) {
		t.Error("a question is begun with more than a search can be")
	}
}

func TestASearchThatIsNoneIsRefusedAndKept(t *testing.T) {
	b := newSite(t).browser(t)
	long := strings.Repeat("é", search.MostLetters)
	if a := b.get(searchFor(long)); a.status != http.StatusOK {
		t.Errorf("%d letters: %d", search.MostLetters, a.status)
	}
	for what, c := range map[string]struct{ query, kept string }{
		"one letter more": {long + "x", long + "x"}, "a NUL": {"red\x00is", "redis"}, "bad UTF-8": {"red\xffis", "red\uFFFDis"},
	} {
		for _, with := range []headers{{}, fragment} {
			a := b.get(searchFor(c.query), with)
			if a.status != http.StatusUnprocessableEntity || a.isPage() != (with["HX-Request"] == "") || a.Get("X-Robots-Tag") != "noindex" {
				t.Errorf("%s: %d %.60q", what, a.status, a.body)
			}
			if !strings.Contains(a.body, `value="`+c.kept+`"`) || !strings.Contains(a.body, `id="search-error"`) {
				t.Errorf("%s: the query is lost, or nothing is said", what)
			}
		}
	}
}

func TestWordsThatAreFoundAreMarkedAndEscaped(t *testing.T) {
	b := newSite(t).browser(t)
	if a := b.get(searchFor("lost update")); !strings.Contains(a.body, "<mark>lost</mark> <mark>update</mark>") {
		t.Error("nothing is marked")
	}
	if a := b.get(searchFor("<script>alert(1)</script>")); strings.Contains(a.body, "<script>alert") {
		t.Error("what was searched for is markup")
	}
}

func TestASearchAnswersOutOfTheEditionInForce(t *testing.T) {
	files := testparts.Copy(t, content.Files)
	own, err := press.New(press.Sources{Content: files, Views: views.Files, Static: static.Files, Reserved: web.ReservedSlugs(), Quick: true})
	must(t, err)
	b := newSite(t, func(o *setup) { o.press = own }).browser(t)
	if a := b.get(searchFor("quokka")); !strings.Contains(a.body, "No results for") {
		t.Error("found before it is there")
	}
	topic := files["data-realtime/topics/redis.md"]
	topic.Data = append(topic.Data, "\n## The quokka {#quokka}\n\nIt smiles.\n"...)
	must(t, own.Reprint())
	if a := b.get(searchFor("quokka")); !strings.Contains(a.body, `href="/data-realtime/topics/redis#quokka"`) {
		t.Error("not found in the new edition")
	}
}

func TestEveryPublicPageLeadsToTheSearch(t *testing.T) {
	s := newSite(t)
	b := s.browser(t)
	for _, path := range append(shipped(), "/search", "/nowhere", "/login") {
		if !strings.Contains(b.get(path).body, `<a class="find" href="/search">`) {
			t.Errorf("%s does not", path)
		}
	}
	if strings.Contains(s.owner(t).get("/inbox").body, `class="find"`) {
		t.Error("the inbox does, which has a search of its own")
	}
}

func TestAQuestionThatIsBegunHidesNoFailure(t *testing.T) {
	s := newSite(t, troubled)
	b := s.visitor(t)
	must(t, s.store.Close())
	if a := b.get("/conversation?searched=quokka"); a.status != http.StatusInternalServerError && a.status != http.StatusServiceUnavailable {
		t.Errorf("a thread that cannot be read is answered %d, as if it were empty", a.status)
	}
}

func TestPagesDoNotWaitForSearches(t *testing.T) {
	s := newSite(t)
	b, other := s.browser(t), s.browser(t)
	end := s.FillSearches()
	found := make(chan answer, 1)
	go func() { found <- other.get(searchFor("redis")) }()
	for range 100 {
		if a := b.get("/data-realtime"); a.status != http.StatusOK {
			t.Fatalf("a page: %d", a.status)
		}
	}
	select {
	case a := <-found:
		t.Fatalf("one search too many is worked on: %d", a.status)
	default:
	}
	end()
	if a := <-found; a.status != http.StatusOK {
		t.Errorf("the search that waited: %d", a.status)
	}
}
