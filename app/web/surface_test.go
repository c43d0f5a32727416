package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// inner are words of the parts that the program is made of, of its files, and of what Go says of errors, in lower case: nobody outside needs them.
var inner = []string{
	"fasthttp", "gofiber", "goroutine", "runtime error", ".go:", "cannot parse", "unsupported transfer", "unexpected eof", "i/o timeout", "sql: no rows", "sql: database", "constraint failed", "no such table", "/root/", "/home/", "server.concurrency",
}

// revealing are headers that say what a server is made of, or that open it to the pages of others.
var revealing = []string{
	"Server", "X-Powered-By", "Via", "X-Runtime", "X-Debug", "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Access-Control-Allow-Methods",
	"Access-Control-Allow-Headers", "Access-Control-Expose-Headers", "Timing-Allow-Origin",
}

var pathOfOurs = regexp.MustCompile(`^/([^/\\]|$)`)

// checkSurface finds what no answer may give away, to whom it may not lead, and what a cookie must be.
func checkSurface(t *testing.T, what string, s *site, a answer) {
	t.Helper()
	for _, name := range revealing {
		if a.Get(name) != "" {
			t.Errorf("%s: %d with %s: %s", what, a.status, name, a.Get(name))
		}
	}
	for _, name := range []string{"Location", "Hx-Redirect", "Hx-Location", "Hx-Push-Url", "Content-Location"} {
		if to := a.Get(name); to != "" && !pathOfOurs.MatchString(to) {
			t.Errorf("%s: %d leads to %s by %s", what, a.status, to, name)
		}
	}
	for _, c := range (&http.Response{Header: a.Header}).Cookies() {
		if strings.HasPrefix(c.Name, "__Host-") != s.https || c.Secure != s.https || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("%s: %d sets %s on %s", what, a.status, c.Raw, s.origin)
		}
	}
	for _, word := range inner {
		if a.status >= http.StatusBadRequest && strings.Contains(strings.ToLower(a.body), word) {
			t.Errorf("%s: %d says %q: %s", what, a.status, word, a.body)
		}
	}
	if a.body != "" && a.Get("Content-Type") == "" {
		t.Errorf("%s: %d has a body of no kind", what, a.status)
	}
}

// What every answer must be is checked by do, and roles_test.go asks for all of them over http: here they come over https, and as what a
// boosted walk asks for.
func TestEveryRouteAndMethodIsHardenedOnHTTPS(t *testing.T) {
	s := newSite(t, secure)
	b := s.browser(t)
	asset := theStylesheet(b)
	for _, r := range s.Mounted() {
		if r.Method == http.MethodConnect { // net/http sends no path with it
			continue
		}
		path := example(r.Path, strings.Repeat("0123456789abcdef", 2), asset)
		if a := b.do(r.Method, path, nil, boosted, headers{"Origin": s.origin, "Sec-Fetch-Site": "same-origin", "Access-Control-Request-Method": "POST"}); a.status >= http.StatusInternalServerError {
			t.Errorf("%s %s: %d", r.Method, path, a.status)
		}
	}
}

// Neither the name that a request is sent to nor what a proxy says about it is believed: it shows in nothing.
func TestTheHostOfARequestShowsInNoAnswer(t *testing.T) {
	s := newSite(t)
	const host = "quagga.example"
	for _, path := range []string{
		"/", "/data-realtime", "/data-realtime/", "/feed.xml", "/sitemap.xml", "/robots.txt", "/llms.txt", "/manifest.webmanifest", "/nowhere", "/login", "/inbox", "/privacy", "/conversation", "/search?q=redis", "/live",
		"http://" + host + "/nowhere", "http://" + host + "/data-realtime/", "http://" + host + "/inbox",
	} {
		for _, a := range s.wire(t, "GET "+path+" HTTP/1.1\r\nHost: "+host+"\r\nX-Forwarded-Host: "+host+"\r\nX-Forwarded-Proto: https\r\nForwarded: host="+host+"\r\nX-Original-URL: /"+host+"\r\nX-Rewrite-URL: /"+host+"\r\n\r\n") {
			var head strings.Builder
			must(t, a.Write(&head))
			if a.status == http.StatusBadRequest || strings.Contains(head.String()+a.body, host) {
				t.Errorf("%s: %d %s%s", path, a.status, head.String(), a.body)
			}
		}
	}
}
