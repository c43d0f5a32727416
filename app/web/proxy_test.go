package web_test

import (
	"net/http"
	"strings"
	"testing"

	"porchlight/app/web"
)

func (s *site) from(t *testing.T, ip string) int {
	t.Helper()
	page, a := s.browser(t).knock("/", "", headers{"X-Real-IP": ip})
	if page != nil {
		page.next()
	}
	return a.status
}

const (
	in  = http.StatusSwitchingProtocols
	out = http.StatusTooManyRequests
)

func TestATrustedProxyIsBelievedWhoComes(t *testing.T) {
	for name, proxies := range map[string][]string{"by address": {"127.0.0.1"}, "by network": {"10.0.0.0/8", "127.0.0.0/8"}} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, only(web.Limits{SocketsPerAddress: 1}), func(o *setup) { o.proxies = proxies })
			for _, try := range []struct {
				ip     string
				status int
			}{
				{"203.0.113.1", in}, {"203.0.113.2", in}, {"203.0.113.1", out}, {"2001:db8::1", in}, {"2001:db8::2", out}, // one household
				{"", in}, {"not an address", out}, {"203.0.113.1, 203.0.113.9", out}, // the proxy itself
			} {
				if got := s.from(t, try.ip); got != try.status {
					t.Errorf("X-Real-IP %q: %d, want %d", try.ip, got, try.status)
				}
			}
			if text := s.log.String(); strings.Contains(text, "forwarded") {
				t.Errorf("the log warns of a trusted proxy: %s", text)
			}
		})
	}
}

func TestNobodyElseIsBelievedAndTheLogSaysSoOnce(t *testing.T) {
	for name, proxies := range map[string][]string{"no proxy is trusted": nil, "another proxy is trusted": {"192.0.2.1"}} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, only(web.Limits{SocketsPerAddress: 1}), func(o *setup) { o.proxies = proxies })
			if got := s.from(t, ""); got != in {
				t.Fatalf("the first: %d", got)
			}
			if s.log.String() != "" {
				t.Errorf("a warning without reason: %s", s.log)
			}
			for _, ip := range []string{"203.0.113.1", "203.0.113.2"} {
				if got := s.from(t, ip); got != out {
					t.Errorf("X-Real-IP %s: %d", ip, got)
				}
			}
			s.browser(t).get("/", headers{"X-Forwarded-For": "203.0.113.3"})
			text := s.log.String()
			if strings.Count(text, "level=WARN") != 1 || !strings.Contains(text, "--trusted-proxies") || strings.Contains(text, "203.0.113") || strings.Contains(text, "127.0.0.1") {
				t.Errorf("the log says %s", text)
			}
		})
	}
}
