package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/limit"
	"porchlight/app/live"
)

// shipped are the places that design.md promises.
func shipped() []string {
	places := []string{"/", "/data-realtime"}
	for _, slug := range []string{"postgresql", "mysql", "mongodb", "redis", "prisma", "socket-io"} {
		places = append(places, "/data-realtime/technologies/"+slug, "/data-realtime/topics/"+slug)
	}
	return append(places, "/data-realtime/decisions/persistence", "/data-realtime/decisions/realtime")
}

func (a answer) isPage() bool { return strings.HasPrefix(a.body, "<!doctype html>") }

func TestEveryPlaceHasAPageAndAFragment(t *testing.T) {
	b := newSite(t).browser(t)
	edition, err := printed()
	must(t, err)
	want := slices.Sorted(slices.Values(shipped()))
	if got := slices.Sorted(slices.Values(edition.Current().Catalog.Places())); !slices.Equal(got, want) {
		t.Errorf("places: %q, want %q", got, want)
	}
	tags := map[string]string{}
	for _, place := range shipped() {
		page, part := b.get(place), b.get(place, fragment)
		if page.status != http.StatusOK || !page.isPage() || !strings.Contains(page.body, `data-at="`+place+`"`) {
			t.Errorf("the page of %s: %d %.80q", place, page.status, page.body)
		}
		if part.status != http.StatusOK || part.isPage() || strings.Contains(part.body, "<body") || len(part.body) < 500 {
			t.Errorf("the fragment of %s: %d %.80q", place, part.status, part.body)
		}
		for what, a := range map[string]answer{"page": page, "fragment": part} {
			for name, want := range map[string]string{
				"Vary": "HX-Request, HX-Request-Type, Accept-Encoding", "Cache-Control": "public, no-cache", "Content-Type": "text/html; charset=utf-8",
			} {
				if got := a.Values(name); len(got) != 1 || got[0] != want {
					t.Errorf("the %s of %s: %s %q, want %q", what, place, name, got, want)
				}
			}
			if tag := a.Get("ETag"); !strings.HasPrefix(tag, `"`) || tags[tag] != "" {
				t.Errorf("the %s of %s: the ETag %s is weak, or also that of %s", what, place, tag, tags[tag])
			} else {
				tags[tag] = what + place
			}
		}
	}
}

func TestAnUnfoldedCardIsPartOfItsParentsPageAndAnArticleAlone(t *testing.T) {
	b := newSite(t).browser(t)
	page, part := b.get("/data-realtime/technologies/redis"), b.get("/data-realtime/technologies/redis", fragment)
	if !strings.Contains(page.body, `id="technology-mysql"`) || !strings.Contains(page.body, strings.TrimSpace(part.body)) {
		t.Error("the page is not the parent's with the card unfolded")
	}
	if folded := b.get("/data-realtime"); strings.Contains(folded.body, strings.TrimSpace(part.body)) {
		t.Error("the parent's own page has the card unfolded")
	}
}

func TestOnlyHTMXAskingForAPartGetsTheFragment(t *testing.T) {
	b := newSite(t).browser(t)
	for who, with := range map[string]headers{
		"a walk":                         {},
		"a boosted walk":                 boosted,
		"a history restore":              {"HX-History-Restore-Request": "true", "HX-Request-Type": "full"},
		"HTMX that does not say what":    {"HX-Request": "true"},
		"someone who is not HTMX at all": {"HX-Request-Type": "partial"},
	} {
		for _, path := range []string{"/data-realtime", "/nowhere"} {
			if a := b.get(path, with); !a.isPage() {
				t.Errorf("%s gets a fragment of %s", who, path)
			}
		}
	}
	if a := b.get("/nowhere", fragment); a.status != http.StatusNotFound || a.isPage() || !strings.Contains(a.body, "There is nothing at this address.") {
		t.Errorf("the fragment of nowhere: %d %s", a.status, a.body)
	}
}

func TestAPlaceThatTheBrowserHasIsNotSentAgain(t *testing.T) {
	b := newSite(t).browser(t)
	tag := b.get("/data-realtime").Get("ETag")
	for what, want := range map[string]struct {
		with   headers
		status int
	}{
		"the same tag":                      {headers{"If-None-Match": tag}, 304},
		"one of several tags":               {headers{"If-None-Match": `"other", ` + tag}, 304},
		"the same tag, weakened by a proxy": {headers{"If-None-Match": "W/" + tag}, 304},
		"any tag":                           {headers{"If-None-Match": "*"}, 304},
		"another tag":                       {headers{"If-None-Match": `"other"`}, 200},
		"a date, which says nothing here":   {headers{"If-Modified-Since": "Tue, 24 Nov 2026 09:00:00 GMT"}, 200},
		"the page's tag for the fragment":   {headers{"If-None-Match": tag, "HX-Request": "true", "HX-Request-Type": "partial"}, 200},
		"the plain tag for brotli":          {headers{"If-None-Match": tag, "Accept-Encoding": "br"}, 200},
		"the same tag, but a forced reload": {headers{"If-None-Match": tag, "Cache-Control": "no-cache"}, 200},
	} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			a := b.do(method, "/data-realtime", nil, want.with)
			if a.status != want.status {
				t.Errorf("%s with %s: %d, want %d", method, what, a.status, want.status)
			}
			if a.status == 304 && (a.body != "" || a.Get("ETag") != tag || a.Get("Vary") == "" || a.Get("Cache-Control") != "public, no-cache" || a.Get("Content-Length") != "") {
				t.Errorf("%s with %s: 304 with %v and %q", method, what, a.Header, a.body)
			}
		}
	}
}

func TestHeadAnswersWithTheHeadersOfGet(t *testing.T) {
	s := newSite(t)
	owner := s.owner(t)
	owner.get("/inbox")
	s.browser(t).open("/").until("the owner's coming has lit the lamp", lampIs("in"))
	for _, path := range append(shipped(), "/search", "/search?q=redis", "/search?q=%00", "/nowhere", "/data-realtime/", "/conversation", "/login", "/inbox", "/admin/presence", "/livez", "/readyz", "/live", "/static/none.css") {
		for _, b := range []*browser{s.browser(t), owner} {
			for _, with := range []headers{{}, fragment, {"Accept-Encoding": "br"}, {"Accept-Encoding": "gzip"}} {
				get, head := b.get(path, with), b.do(http.MethodHead, path, nil, with)
				for name := range get.Header {
					if nothing := name == "Content-Length" && get.Get(name) == "0"; nothing {
						continue // HEAD may leave that out
					}
					if name != "Date" && name != "X-Request-Id" && get.Get(name) != head.Get(name) {
						t.Errorf("%s %v: %s is %q for GET, %q for HEAD", path, with, name, get.Get(name), head.Get(name))
					}
				}
				if head.status != get.status || head.body != "" {
					t.Errorf("%s %v: GET %d, HEAD %d with %d bytes", path, with, get.status, head.status, len(head.body))
				}
			}
		}
	}
}

func TestAPlaceIsTheSameForEveryone(t *testing.T) {
	s := newSite(t)
	visitor := s.visitor(t)
	visitor.open("/data-realtime")
	for _, place := range shipped() {
		want := s.browser(t).get(place)
		for who, b := range map[string]*browser{"a visitor": visitor, "the owner": s.owner(t), "an admin": s.admin(t)} {
			if got := b.get(place); got.body != want.body || got.Get("ETag") != want.Get("ETag") {
				t.Errorf("%s is another page for %s", place, who)
			}
		}
	}
}

func TestPlacesNeedNeitherTheStoreNorRedis(t *testing.T) {
	nowhere, err := live.NewRedis(t.Context(), live.RedisOptions{URL: "redis://127.0.0.1:1", Node: "node"})
	must(t, err)
	t.Cleanup(func() { _ = nowhere.Close() })
	s := newSite(t, troubled, func(o *setup) { o.bus, o.limiter = nowhere, limit.NewRedis(nowhere.Client(), "test", time.Now) })
	must(t, s.store.Close())
	b := s.owner(t)
	for _, place := range shipped() {
		for _, with := range []headers{{}, fragment} {
			if a := b.get(place, with); a.status != http.StatusOK {
				t.Errorf("%s %v: %d", place, with, a.status)
			}
		}
	}
	if a := b.get("/livez"); a.status != http.StatusOK {
		t.Errorf("/livez: %d", a.status)
	}
	if a := b.get("/readyz"); a.status != http.StatusServiceUnavailable {
		t.Errorf("/readyz with the store away: %d", a.status)
	}
}
