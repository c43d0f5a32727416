package web_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestWhatIsForMachinesIsServedLikeAPlace(t *testing.T) {
	b := newSite(t).browser(t)
	for path, kind := range map[string]string{
		"/robots.txt": "text/plain; charset=utf-8", "/llms.txt": "text/plain; charset=utf-8",
		"/sitemap.xml": "application/xml; charset=utf-8", "/feed.xml": "application/atom+xml; charset=utf-8",
		"/manifest.webmanifest": "application/manifest+json", "/sw.js": "text/javascript; charset=utf-8",
	} {
		plain := b.get(path)
		if plain.status != http.StatusOK || plain.Get("Content-Type") != kind || plain.Get("Vary") != "Accept-Encoding" || plain.Get("Cache-Control") != "public, no-cache" {
			t.Errorf("%s: %d %v", path, plain.status, plain.Header)
		}
		for _, encoding := range []string{"br", "gzip"} {
			a := b.get(path, headers{"Accept-Encoding": encoding})
			if a.Get("Content-Encoding") != encoding || a.unpacked(t) != plain.body {
				t.Errorf("%s as %s: %v", path, encoding, a.Header)
			}
		}
		if a := b.get(path, headers{"If-None-Match": plain.Get("ETag")}); a.status != http.StatusNotModified || a.body != "" {
			t.Errorf("%s again: %d", path, a.status)
		}
		if a := b.do(http.MethodHead, path, nil); a.status != http.StatusOK || a.body != "" || a.Get("ETag") != plain.Get("ETag") {
			t.Errorf("HEAD %s: %d %v", path, a.status, a.Header)
		}
		if a := b.get(path + "/"); a.status != http.StatusPermanentRedirect || a.Get("Location") != path {
			t.Errorf("%s/: %d to %s", path, a.status, a.Get("Location"))
		}
	}
}

var imageForm = regexp.MustCompile(`<meta property="og:image" content="` + canonicalOrigin + `([^"]+)">`)

func TestThePictureOfAPlaceIsThereForOthersToShow(t *testing.T) {
	b := newSite(t).browser(t)
	for _, place := range shipped() {
		address := imageForm.FindStringSubmatch(b.get(place).body)
		if address == nil {
			t.Fatalf("%s names no picture", place)
		}
		a := b.get(address[1], headers{"Accept-Encoding": "br, gzip"})
		if a.status != http.StatusOK || a.Get("Content-Type") != "image/png" || a.Get("Content-Encoding") != "" || a.Get("Cache-Control") != "public, max-age=86400" || !strings.HasPrefix(a.body, "\x89PNG") {
			t.Errorf("%s: %d %v", address[1], a.status, a.Header)
		}
		if again := b.get(address[1], headers{"If-None-Match": a.Get("ETag")}); again.status != http.StatusNotModified {
			t.Errorf("%s again: %d", address[1], again.status)
		}
		if old := b.get(strings.Replace(address[1], "?v=", "?v=old", 1)); old.body != a.body {
			t.Errorf("an older address of %s: %d", address[1], old.status)
		}
	}
	for _, path := range []string{"/og/", "/og/nowhere.png", "/og/data-realtime", "/og/%2e%2e/secret.png"} {
		if a := b.get(path); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}

func TestOnlyPagesAreIndexed(t *testing.T) {
	s := newSite(t)
	b, owner, v := s.browser(t), s.owner(t), s.visitor(t)
	indexed := func(a answer) bool { return a.Get("X-Robots-Tag") != "noindex" }
	for _, place := range shipped() {
		page, part := b.get(place), b.get(place, fragment)
		if page.Get("X-Robots-Tag") != "" || indexed(part) || indexed(b.get(place, fragment, headers{"If-None-Match": part.Get("ETag")})) {
			t.Errorf("%s: the page is told %q, the fragment %q", place, page.Get("X-Robots-Tag"), part.Get("X-Robots-Tag"))
		}
	}
	for what, a := range map[string]answer{
		"an unknown address":           b.get("/nowhere"),
		"the fragment of one":          b.get("/nowhere", fragment),
		"a wrong method":               b.post("/data-realtime", nil),
		"the login":                    b.get("/login"),
		"an empty conversation":        b.get("/conversation"),
		"a conversation":               v.get("/conversation"),
		"its fragment":                 v.get("/conversation", fragment),
		"its changes":                  v.get("/conversation/messages"),
		"the page of a link":           v.get("/conversation/resume/x"),
		"a message":                    v.post("/conversation/messages", saying("Hello"), fragment),
		"the inbox":                    owner.get("/inbox"),
		"a thread":                     owner.get("/inbox/" + v.conversation()),
		"its changes, for the owner":   owner.get("/inbox/" + v.conversation() + "/messages"),
		"presence":                     owner.get("/admin/presence"),
		"what somebody else may see":   s.admin(t).get("/inbox"),
		"a message that was not taken": v.post("/conversation/messages", saying("")),
	} {
		if indexed(a) {
			t.Errorf("%s: %d may be indexed", what, a.status)
		}
	}
}

// disallowed reports whether robots.txt asks to leave a path alone (RFC 9309, section 2.2.2): the rules have no other wildcard.
func disallowed(robots, path string) bool {
	for line := range strings.Lines(robots) {
		rule, is := strings.CutPrefix(strings.TrimSpace(line), "Disallow: ")
		if whole, exact := strings.CutSuffix(rule, "$"); is && (exact && path == whole || !exact && strings.HasPrefix(path, rule)) {
			return true
		}
	}
	return false
}

func TestCrawlersAreAskedToLeaveAloneWhatIsPrivate(t *testing.T) {
	s := newSite(t)
	b := s.browser(t)
	robots := b.get("/robots.txt").body
	if !strings.HasPrefix(robots, "User-agent: *\n") || !strings.Contains(robots, "\nSitemap: "+canonicalOrigin+"/sitemap.xml\n") {
		t.Errorf("robots.txt is %q", robots)
	}
	public := []string{"/static/*", "/robots.txt", "/sitemap.xml", "/feed.xml", "/llms.txt", "/manifest.webmanifest", "/sw.js", "/og.png", "/og/*"}
	for _, r := range s.Table() {
		if strings.HasPrefix(r.Path, "/:") || r.Path == "/" || r.Method != http.MethodGet {
			continue
		}
		path := example(r.Path, "0123456789abcdef0123456789abcdef", theStylesheet(b))
		if open := slices.Contains(public, r.Path); disallowed(robots, path) == open || disallowed(robots, path+"?x=1") == open {
			t.Errorf("crawlers may fetch %s: %v", path, !open)
		}
	}
	for _, path := range append(shipped(), "/login-forms", "/searching", "/live-data/topics/x") {
		if disallowed(robots, path) {
			t.Errorf("crawlers are kept from %s", path)
		}
	}
	for _, path := range []string{"/search?q=redis", "/search", "/conversation?place=/"} {
		if !disallowed(robots, path) {
			t.Errorf("crawlers may fetch %s", path)
		}
	}
}
