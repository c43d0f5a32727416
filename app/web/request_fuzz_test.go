package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"porchlight/app/conversation"
	"porchlight/app/testparts"
	"porchlight/app/web"

	"github.com/google/uuid"
)

// fields are what any form or address has, each with something that is taken where it belongs.
var fields = [][2]string{
	{"body", "A question"}, {"id", ""}, {"place", "/data-realtime"}, {"zone", "Europe/Paris"}, {"made", "1"}, {"homepage", ""}, {"q", "redis"}, {"searched", "redis"},
	{"next", "/inbox"}, {"at", "2026-11-24"}, {"range", "day"}, {"step", "minute"}, {"after", "0"}, {"before", "9"}, {"state", "open"}, {"kind", "session"}, {"who", "owner@example.com"},
	{"as", "csv"}, {"check", "now"}, {"sort", "name"}, {"up", "1"}, {"page", "2"}, {"tab", "visible"}, {"talking", "1"}, {"paused", "1"}, {"tested", "1"}, {"secret", "shown"}, {"done", "1"},
	{"email", "ada@example.com"}, {"password", "a long password of hers"}, {"current", "x"}, {"token", "x"}, {"credential", "{}"}, {"label", "Laptop"}, {"role", "admin"}, {"until", "2026-11-25T09:00:00Z"},
	{"to", "in"}, {"text", "Back soon"}, {"card", "/data-realtime/technologies/redis"}, {"length", "1h"}, {"begin", "1"}, {"visitor", "x"}, {"listed", "1"}, {"also", "1"}, {"mail", "1"}, {"mails", "1"},
	{"endpoint", "https://push.example.com/a"}, {"p256dh", "x"}, {"auth", "x"}, {"replaces", ""}, {"browser", "x"}, {"from", "example.com"}, {"hours", "1"}, {"again", "1"}, {"audience", "all"},
}

// spoken are the headers that something here reads.
var spoken = []string{
	"Referer", "User-Agent", "Accept-Language", "Cookie", "X-Real-IP", "X-Request-Id", "Traceparent", "X-Forwarded-For", "Origin", "Sec-Fetch-Site", "Sec-GPC", "HX-Request", "HX-Request-Type",
	"HX-Current-URL", "HX-Target", "If-None-Match", "If-Modified-Since", "Accept-Encoding", "Accept", "Range", "Content-Type", "X-HTTP-Method-Override", "Host", "Date", "Purpose",
}

// FuzzRequest: whatever a request to any route says, by whomever, in one field, one part of its path, one header or all of a query, it is
// answered by the site itself, and what was typed is in no answer more than a text; nor does a line of the log say it.
func FuzzRequest(f *testing.F) {
	s := newFuzzedSite(f)
	secret := strings.Repeat("v", 43)
	thread := conversation.IDOf(secret)
	routes := slices.DeleteFunc(s.Server.Table(), func(r web.Route) bool {
		return strings.HasPrefix(r.Path, "/static/") || strings.HasPrefix(r.Path, "/og")
	})
	const owner, asHTMX, inPath = 2, 4, 8
	for i := range routes {
		f.Add(uint8(i), uint8(owner|i%2*asHTMX), uint8(i), attack, "q=%zz&;&=&&a[]=1&page=9223372036854775807", uint8(i), "1.2.3.4")
		if strings.Contains(routes[i].Path, ":") {
			f.Add(uint8(i), uint8(owner|inPath), uint8(0), attack, "", uint8(0), "")
		}
	}
	asked := []string{"/conversation/messages", "/inbox", "/admin/presence", "/admin/audit", "/admin/history", "/login", "/search"}
	for i, field := range fields {
		at := slices.IndexFunc(routes, func(r web.Route) bool { return r.Path == asked[i%len(asked)] })
		f.Add(uint8(at), uint8(owner|asHTMX), uint8(i), "\u202e-1e9=@"+field[0]+"\x00\xff%2e%2e//evil.example\\", "next=//evil.example&next=/\\evil.example", uint8(i), "a, b;q=\"\xff")
	}
	for i := range spoken {
		f.Add(uint8(90), uint8(0), uint8(0), "x", "", uint8(i), attack)
		f.Add(uint8(8), uint8(1), uint8(0), "x", "", uint8(i), "::ffff:1.2.3.4%eth0, 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
	}
	f.Fuzz(func(t *testing.T, route, who, field uint8, typed, raw string, header uint8, value string) {
		r := routes[int(route)%len(routes)]
		if r.Path == "/live" { // frames have a test of their own
			return
		}
		if len(typed)+len(raw)+len(value) > 4<<10 {
			return
		}
		typed = testparts.Typed(typed)
		path := routeForm.ReplaceAllStringFunc(r.Path, func(name string) string {
			switch {
			case who&inPath != 0:
				return url.PathEscape(typed)
			case name == ":id" || name == ":visitor":
				return thread
			}
			return "1"
		})
		form := url.Values{}
		for i, known := range fields {
			switch {
			case i == int(field)%len(fields) && who&inPath == 0:
				form.Set(known[0], typed)
			case known[0] == "id":
				form.Set("id", uuid.NewString())
			case r.Method == http.MethodPost:
				form.Set(known[0], known[1])
			}
		}
		said, query := form.Encode()+"&"+onLine(raw), ""
		if r.Method == http.MethodGet {
			said, query = "", "?"+strings.ReplaceAll(said, "#", "%23")
		}
		cookie := "visitor=" + secret
		switch who & 3 {
		case owner:
			cookie += "; " + s.session(t, testparts.OwnerEmail)
		case 3:
			cookie += "; " + s.session(t, adminEmail)
		case 1:
			cookie = ""
		}
		head := "Content-Type: application/x-www-form-urlencoded\r\n"
		if cookie != "" {
			head += "Cookie: " + cookie + "\r\n"
		}
		if who&asHTMX != 0 {
			head += "HX-Request: true\r\nHX-Request-Type: partial\r\n"
		}
		name := spoken[int(header)%len(spoken)]
		if name != "Host" && value != "" {
			head += name + ": " + headerSafe(value) + "\r\n"
		}
		s.log.take()
		a := s.ask(t, r.Method, path+query, said, head)
		checkFuzzed(t, fmt.Sprintf("%s %s%s with %q, %s: %q", r.Method, path, query, said, name, value), a)
		if set := a.Get("Set-Cookie"); strings.Contains(set, testparts.TypedBegin) {
			t.Errorf("%s %s sets the cookie %s", r.Method, path, set)
		}
		for line := range strings.Lines(s.log.take()) {
			checkLine(t, line)
		}
	})
}

// checkLine checks a line of the log: it is one record of JSON, no error of the site's, and has no word of what anybody typed.
func checkLine(t *testing.T, line string) {
	t.Helper()
	var said struct{ Time, Level, Msg string }
	if err := json.Unmarshal([]byte(line), &said); err != nil || said.Time == "" || said.Msg == "" {
		t.Errorf("this is no line of the log: %q", line)
	}
	if said.Level == "ERROR" || strings.Contains(line, testparts.TypedBegin) {
		t.Errorf("the log says %s", line)
	}
}

// onLine is what can be told in the line of a request.
func onLine(raw string) string {
	return strings.Map(func(r rune) rune {
		if r <= ' ' || r == 0x7f {
			return '+'
		}
		return r
	}, raw)
}

// headerSafe is what can be told in a header.
func headerSafe(value string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, value)
}
