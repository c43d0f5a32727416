package web_test

import (
	"net/http"
	"testing"
)

func TestATrailingSlashLeadsToTheCanonicalPath(t *testing.T) {
	b := newSite(t).browser(t)
	for from, to := range map[string]string{
		"/data-realtime/":                            "/data-realtime",
		"/data-realtime///":                          "/data-realtime",
		"/data-realtime/technologies/redis/":         "/data-realtime/technologies/redis",
		"/data-realtime/decisions/realtime/?a=1&b=2": "/data-realtime/decisions/realtime?a=1&b=2",
		"/data-realtime/topics/redis/?next=//evil":   "/data-realtime/topics/redis?next=//evil",
		"/login/":                "/login",
		"/conversation/?place=/": "/conversation?place=/",
		"/inbox/":                "/inbox",
	} {
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost} {
			if a := b.do(method, from, nil); a.status != http.StatusPermanentRedirect || a.Get("Location") != to {
				t.Errorf("%s %s: %d to %q, want %q", method, from, a.status, a.Get("Location"), to)
			}
		}
	}
}

func TestNoSlashLeadsAwayFromTheSite(t *testing.T) {
	s := newSite(t)
	for _, path := range []string{
		"//evil.example/", "//evil.example", "///evil.example/", "/\\evil.example/", "/%5Cevil.example/", "//data-realtime/", "//", "/./",
		"/%2F/evil.example/", "/nowhere/", "/data-realtime/nowhere/",
	} {
		if a := s.raw(t, "GET "+path+" HTTP/1.1\r\nHost: "+s.address+"\r\n\r\n"); a.status != http.StatusNotFound || a.Get("Location") != "" {
			t.Errorf("%s: %d to %q", path, a.status, a.Get("Location"))
		}
	}
}

func TestAWrongMethodIsToldTheRightOnes(t *testing.T) {
	b := newSite(t).browser(t)
	for _, wrong := range []struct{ method, path, allow string }{
		{"POST", "/", "GET, HEAD"}, {"PUT", "/data-realtime", "GET, HEAD"}, {"DELETE", "/data-realtime/topics/redis", "GET, HEAD"},
		{"PATCH", "/conversation/messages", "GET, HEAD, POST"}, {"OPTIONS", "/login", "GET, HEAD, POST"}, {"GET", "/logout", "POST"},
		{"HEAD", "/logout", "POST"}, {"PUT", "/logout", "POST"}, {"POST", "/live", "GET, HEAD"}, {"POST", "/inbox", "GET, HEAD"},
		{"GET", "/inbox/0123456789abcdef0123456789abcdef/block", "POST"}, {"BREW", "/login", "GET, HEAD, POST"},
	} {
		if a := b.do(wrong.method, wrong.path, nil); a.status != http.StatusMethodNotAllowed || a.Get("Allow") != wrong.allow {
			t.Errorf("%s %s: %d, Allow %q, want %q", wrong.method, wrong.path, a.status, a.Get("Allow"), wrong.allow)
		}
	}
	if a := b.do("PUT", "/data-realtime/nowhere/at/all", nil); a.status != http.StatusNotFound {
		t.Errorf("a wrong method nowhere: %d", a.status)
	}
}
