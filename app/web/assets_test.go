package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

var assetLink = regexp.MustCompile(`(?:href|src|data-sheet|data-script)="(/static/[^"]+)"`)

// assetsOf lists what a page loads.
func assetsOf(page string) (paths []string) {
	for _, match := range assetLink.FindAllStringSubmatch(page, -1) {
		paths = append(paths, match[1])
	}
	return paths
}

// theStylesheet is the path of the stylesheet of every page.
func theStylesheet(b *browser) string {
	b.t.Helper()
	for _, path := range assetsOf(b.get("/").body) {
		if strings.HasPrefix(path, "/static/site.") && strings.HasSuffix(path, ".css") {
			return path
		}
	}
	b.t.Fatal("the page has no stylesheet")
	return ""
}

func TestEveryAssetOfAPageIsThereForGood(t *testing.T) {
	s := newSite(t)
	b := s.browser(t)
	paths := append(assetsOf(b.get("/").body), assetsOf(s.owner(t).get("/inbox").body)...)
	kinds := map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".woff2": "font/woff2", ".svg": "image/svg+xml; charset=utf-8"}
	for _, path := range paths {
		a := b.get(path)
		if a.status != http.StatusOK || a.Get("Cache-Control") != "public, max-age=31536000, immutable" || a.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s: %d %v", path, a.status, a.Header)
		}
		kind := kinds[path[strings.LastIndexByte(path, '.'):]]
		delete(kinds, path[strings.LastIndexByte(path, '.'):])
		if kind != "" && a.Get("Content-Type") != kind {
			t.Errorf("%s is %s", path, a.Get("Content-Type"))
		}
		if again := b.get(path, headers{"If-None-Match": a.Get("ETag")}); again.status != http.StatusNotModified || again.body != "" {
			t.Errorf("%s again: %d", path, again.status)
		}
	}
	if len(kinds) > 0 {
		t.Errorf("no page loads %v", kinds)
	}
}

func TestThereIsNoOtherAsset(t *testing.T) {
	b := newSite(t).browser(t)
	known := theStylesheet(b)
	for _, path := range []string{"/static/", "/static/none.css", "/static/site.css", known + "x", known + "/", "/static/../go.mod", "/static/%2e%2e/go.mod", "/static/package.json"} {
		if a := b.get(path); a.status != http.StatusNotFound || a.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %s", path, a.status, a.Get("Cache-Control"))
		}
	}
	if a := b.post(known, nil); a.status != http.StatusMethodNotAllowed {
		t.Errorf("posting to an asset: %d", a.status)
	}
}
