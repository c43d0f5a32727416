package web_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

// unpacked is the body as it was before it was compressed.
func (a answer) unpacked(t *testing.T) string {
	t.Helper()
	var from io.Reader = strings.NewReader(a.body)
	switch a.Get("Content-Encoding") {
	case "br":
		from = brotli.NewReader(from)
	case "gzip":
		unzip, err := gzip.NewReader(from)
		must(t, err)
		from = unzip
	}
	plain, err := io.ReadAll(from)
	must(t, err)
	return string(plain)
}

func TestThePlaceComesInTheBestEncodingThatTheBrowserTakes(t *testing.T) {
	b := newSite(t).browser(t)
	asset := theStylesheet(b)
	for _, path := range []string{"/data-realtime", asset} {
		plain := b.get(path)
		for accept, want := range map[string]string{
			"gzip, deflate, br, zstd": "br", "br": "br", "gzip, br;q=0.1": "br", "BR": "br", "gzip": "gzip", "gzip;q=1.0, br;q=0": "gzip", "gzip ; q=0.5": "gzip",
			"": "", "identity": "", "deflate": "", "br;q=0, gzip;q=0": "", "brotli": "", "gzip;q=0.000": "",
		} {
			a := b.get(path, headers{"Accept-Encoding": accept})
			if got := a.Get("Content-Encoding"); got != want {
				t.Errorf("%s for %q: %q, want %q", path, accept, got, want)
			}
			if a.unpacked(t) != plain.body {
				t.Errorf("%s for %q unpacks to something else", path, accept)
			}
			if want != "" && (len(a.body) >= len(plain.body) || a.Get("ETag") == plain.Get("ETag")) {
				t.Errorf("%s in %s: %d of %d bytes, ETag %s", path, want, len(a.body), len(plain.body), a.Get("ETag"))
			}
		}
	}
}

func TestTheTagOfAnEncodingRevalidatesThatEncoding(t *testing.T) {
	b := newSite(t).browser(t)
	for _, encoding := range []string{"br", "gzip"} {
		tag := b.get("/", headers{"Accept-Encoding": encoding}).Get("ETag")
		a := b.get("/", headers{"Accept-Encoding": encoding, "If-None-Match": tag})
		if a.status != http.StatusNotModified || a.body != "" || a.Get("ETag") != tag {
			t.Errorf("%s: %d %s", encoding, a.status, a.Get("ETag"))
		}
	}
}
