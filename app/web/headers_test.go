package web_test

import (
	"bufio"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// hardened are the headers of design.md that every answer carries.
var hardened = map[string]string{
	"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
		"font-src 'self'; manifest-src 'self'; worker-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; " +
		"frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types htmx",
	"Referrer-Policy":              "same-origin",
	"X-Content-Type-Options":       "nosniff",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
}

// checkEveryAnswer runs on whatever any test of this package receives; what is the method and the path.
func checkEveryAnswer(t *testing.T, what string, s *site, a answer) {
	t.Helper()
	_, target, _ := strings.Cut(what, " ")
	path, _, _ := strings.Cut(target, "?")
	forMachines := slices.Contains([]string{"/robots.txt", "/sitemap.xml", "/feed.xml", "/llms.txt", "/manifest.webmanifest", "/sw.js"}, path)
	pictured := strings.HasPrefix(path, "/og") && (a.status == http.StatusOK || a.status == http.StatusNotModified)
	for name, want := range hardened {
		if name == "Cross-Origin-Resource-Policy" && pictured {
			want = "cross-origin" // for the pages of others
		}
		if got := a.Values(name); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %d with %s %q, want %q", what, a.status, name, got, want)
		}
	}
	if has := a.Get("Strict-Transport-Security") != ""; has != s.https {
		t.Errorf("%s: Strict-Transport-Security %q on %s", what, a.Get("Strict-Transport-Security"), s.origin)
	}
	for name := range a.Header {
		if strings.HasPrefix(name, "Access-Control-") {
			t.Errorf("%s: %s: %s", what, name, a.Get(name))
		}
	}
	if kind := a.Get("Content-Type"); a.body != "" && (kind == "" || isText(kind) && !strings.Contains(kind, "charset=utf-8")) {
		t.Errorf("%s: %d with a body of the kind %q", what, a.status, kind)
	}
	public := slices.Contains(shipped(), path) || forMachines || path == "/search" || pictured || strings.HasPrefix(path, "/static/")
	if cache := a.Get("Cache-Control"); strings.HasPrefix(cache, "public, ") != (public && (a.status == http.StatusOK || a.status == http.StatusNotModified)) ||
		!strings.HasPrefix(cache, "public, ") && cache != "no-store" {
		t.Errorf("%s: %d with Cache-Control %q", what, a.status, cache)
	}
	checkSurface(t, what, s, a)
}

// isText reports whether a kind of content is written in characters of which it must say the code.
func isText(kind string) bool {
	return strings.HasPrefix(kind, "text/") || strings.Contains(kind, "xml")
}

// raw sends bytes as they are and returns the answer's status line and headers.
func (s *site) raw(t *testing.T, request string) answer {
	t.Helper()
	conn, err := net.Dial("tcp", s.address)
	must(t, err)
	defer conn.Close()
	must(t, conn.SetDeadline(time.Now().Add(patience)))
	_, err = conn.Write([]byte(request))
	must(t, err)
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	must(t, err)
	defer response.Body.Close()
	a := answer{response.StatusCode, response.Header, ""}
	what, _, _ := strings.Cut(request, " HTTP/1.1\r\n")
	checkEveryAnswer(t, what, s, a)
	return a
}

// The headers themselves are checked by do and raw: here stand the answers that no other test receives.
func TestAnswersThatFiberGivesByItselfAreHardenedToo(t *testing.T) {
	s := newSite(t)
	for what, want := range map[string]struct {
		request string
		status  int
	}{
		"a body above 128 KiB":        {"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 140000\r\n\r\n" + strings.Repeat("a", 140000), http.StatusRequestEntityTooLarge},
		"headers above 16 KiB":        {"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + strings.Repeat("a", 17000) + "\r\n\r\n", http.StatusRequestHeaderFieldsTooLarge},
		"a method that nobody knows":  {"BREW / HTTP/1.1\r\nHost: x\r\n\r\n", http.StatusMethodNotAllowed},
		"a method for somewhere else": {"TRACE / HTTP/1.1\r\nHost: x\r\n\r\n", http.StatusMethodNotAllowed},
		"something that is no HTTP":   {"hello\r\n\r\n", http.StatusBadRequest},
	} {
		if a := s.raw(t, want.request); a.status != want.status {
			t.Errorf("%s: %d, want %d", what, a.status, want.status)
		}
	}
}

func TestEveryKindOfAnswerIsHardenedOnHTTPSToo(t *testing.T) {
	s := newSite(t, secure)
	b := s.browser(t)
	tag := b.get("/").Get("ETag")
	kinds := map[int]answer{
		http.StatusNotModified:         b.get("/", headers{"If-None-Match": tag}),
		http.StatusSeeOther:            b.get("/inbox"),
		http.StatusPermanentRedirect:   b.get("/data-realtime/"),
		http.StatusUnauthorized:        b.get("/inbox", fragment),
		http.StatusForbidden:           b.post("/login", nil, headers{"Sec-Fetch-Site": "cross-site"}),
		http.StatusNotFound:            b.get("/nowhere"),
		http.StatusMethodNotAllowed:    b.do(http.MethodPut, "/", nil),
		http.StatusUnprocessableEntity: b.post("/conversation/messages", saying("")),
		http.StatusUpgradeRequired:     b.get("/live"),
		http.StatusSwitchingProtocols:  s.browser(t).open("/").handshake,
	}
	for status, a := range kinds {
		if a.status != status {
			t.Errorf("%d instead of %d", a.status, status)
		}
	}
}

func TestHSTSLastsAYearOnHTTPSAlone(t *testing.T) {
	s := newSite(t, secure)
	if got := s.browser(t).get("/").Get("Strict-Transport-Security"); got != "max-age=31536000; includeSubDomains" {
		t.Error(got)
	}
}
