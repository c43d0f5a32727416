package web_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestALineThatIsNoRequestIsRefusedAndTheConnectionClosed(t *testing.T) {
	s := newSite(t)
	for _, line := range []string{
		"GET /livez", "GET", "GET  /livez  HTTP/1.1", "GET\t/livez\tHTTP/1.1", " GET /livez HTTP/1.1", "GET /livez HTTP/1.1 ", "GET /live z HTTP/1.1", "/livez HTTP/1.1", "GET HTTP/1.1", "GET  HTTP/1.1",
		"GET livez HTTP/1.1", "GET ? HTTP/1.1", "GET * HTTP/1.1", "GET /livez\x00 HTTP/1.1", "GET /livez\x01 HTTP/1.1", "GET /livez\x7f HTTP/1.1", "GET /livez\r HTTP/1.1", "GET /livez?a=\r HTTP/1.1",
		"GET\x00 /livez HTTP/1.1", "G\xffT /livez HTTP/1.1", `"GET" /livez HTTP/1.1`, "<script> /livez HTTP/1.1", "GET /livez http/1.1", "GET /livez HTTP/1", "GET /livez HTTP/1.1x", "GET /livez HTTP/11", "GET /livez FOO",
		"GET /livez HTTP/2.0", "GET /livez HTTP/0.9", "GET /livez HTTP/9.9", "PRI * HTTP/2.0", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "\xef\xbb\xbfGET /livez HTTP/1.1", "EHLO mail.example.com", "SSH-2.0-OpenSSH_9.2",
	} {
		if got := statuses(s.wire(t, line+"\r\nHost: x\r\n\r\nGET /livez HTTP/1.1\r\nHost: x\r\n\r\n")); !slices.Equal(got, []int{400}) {
			t.Errorf("%q: %d", line, got)
		}
	}
}

func TestARequestNamesOneHost(t *testing.T) {
	s := newSite(t)
	for fields, want := range map[string]int{
		"": 400, "Host:\r\n": 400, "Host: a\r\nHost: b\r\n": 400, "Host: a b\r\n": 400, "Host: a/b\r\n": 400, "Host: a?b\r\n": 400, "Host: a#b\r\n": 400, "Host: [::1\r\n": 400, "Host: a:port\r\n": 400, "Host: a\\b\r\n": 400,
		"Host : a\r\n": 400, " Host: a\r\n": 400, "Host: 127.0.0.1:3000\r\n": 200, "Host: [::1]:3000\r\n": 200, "Host: another.example\r\n": 200,
	} {
		if got := statuses(s.wire(t, "GET /livez HTTP/1.1\r\n"+fields+"\r\n")); !slices.Equal(got, []int{want}) {
			t.Errorf("%q: %d, want %d", fields, got, want)
		}
	}
}

// Each place has one spelling: whatever else a proxy, a cache or a file system might take for it is nothing here.
func TestAPathIsTakenAsItIsWritten(t *testing.T) {
	s := newSite(t)
	for _, path := range []string{
		"/./livez", "/../livez", "/nowhere/../livez", "//livez", "/livez/.", "/livez/..", "/livez;a=b", "/livez.", "/livez%20", "/LIVEZ", "/%6civez", "/%2e/livez", "/nowhere/%2e%2e/livez", "/nowhere%2f..%2flivez", "/nowhere/..%5clivez", "/nowhere\\..\\livez",
		"/livez%00", "/livez%00.png", "/livez%", "/livez%2", "/livez%zz", "/livez%0d%0aX-A:b", "/livez\xff", "/livez%ff", "/%c0%ae%c0%ae/livez", "/nowhere%c0%af..%c0%aflivez", "/livez%e0%80%af", "/nowhere%252f..%252flivez",
		"/data-realtime%2ftopics%2fredis", "/data-realtime/topics%2fredis", "/data%2drealtime", "/data-realtime//topics/redis", "/data-realtime/topics/redis%20", "/data-realtime/%74opics/redis", "/data-realtime\\topics\\redis",
		"/static/../livez", "/static/..%2flivez", "/static/%2e%2e/livez", "/static//etc/passwd", "/static/....//....//etc/passwd", "/static/..\\..\\etc\\passwd", "/static/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/og/../livez.png", "/og/..%2f..%2fetc%2fpasswd",
		"/inbox/../login", "/inbox%2f..%2flogin", "/login/../inbox", "/admin%2fhealth", "/.git/config", "/.env", "/data/porchlight.db", "/metrics", "/debug/pprof/", "/debug/vars",
		"/" + strings.Repeat("a", 12<<10), "/" + strings.Repeat("%2e%2e/", 2000), "/" + strings.Repeat("/", 12<<10), "/<script>alert(1)</script>", `/"'><img/src=x>`,
	} {
		got := s.wire(t, "GET "+path+" HTTP/1.1\r\nHost: x\r\n\r\n")
		if !slices.Equal(statuses(got), []int{404}) || got[0].Get("Location") != "" || strings.Contains(got[0].body, "<script>alert") || strings.Contains(got[0].body, "<img/src") {
			t.Errorf("%.60q: %d", path, statuses(got))
		}
	}
	for target, want := range map[string]int{"http://another.example/livez": 200, "/livez?": 200, "/livez?%zz&\xff&a=b=c": 200, "/livez#part": 200, "*": 404, "another.example:443": 404} {
		method := map[string]string{"*": "OPTIONS", "another.example:443": "CONNECT"}[target]
		if method == "" {
			method = "GET"
		}
		if got := statuses(s.wire(t, method+" "+target+" HTTP/1.1\r\nHost: x\r\n\r\n")); !slices.Equal(got, []int{want}) {
			t.Errorf("%s %s: %d, want %d", method, target, got, want)
		}
	}
}

func TestPipelinedAndOlderRequestsAreAnsweredInOrder(t *testing.T) {
	s := newSite(t)
	const get = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"
	for what, c := range map[string]struct {
		requests string
		want     []int
	}{
		"three at once":                       {get + "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n" + get, []int{200, 404, 200}},
		"a hundred":                           {strings.Repeat(get, 100), slices.Repeat([]int{200}, 100)},
		"the second is none":                  {get + "hello\r\n\r\n" + get, []int{200, 400}},
		"the second asks to end":              {get + "GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" + get, []int{200, 200}},
		"empty lines before it":               {"\r\n\r\n" + get, []int{200}},
		"a GET with a body":                   {"GET /livez HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na=b" + get, []int{200, 200}},
		"HTTP/1.0":                            {"GET /livez HTTP/1.0\r\n\r\n" + get, []int{200}},
		"HTTP/1.0 that stays":                 {"GET /livez HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + get, []int{200, 200}},
		"one that waits to be told to go on":  {"POST /logout HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\na=b" + get, []int{100, 303, 200}},
		"one that expects something else":     {"GET /livez HTTP/1.1\r\nHost: x\r\nExpect: the-unexpected\r\n\r\n" + get, []int{200, 200}},
		"another method in a header":          {"GET /livez HTTP/1.1\r\nHost: x\r\nX-HTTP-Method-Override: DELETE\r\n\r\n", []int{200}},
		"another method in a form":            {"POST /livez HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 11\r\n\r\n_method=GET", []int{405}},
		"an upgrade to something else":        {"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n", []int{200}},
		"a method that is as long as a novel": {strings.Repeat("X", 8000) + " /livez HTTP/1.1\r\nHost: x\r\n\r\n", []int{405}},
		"a method in lower case":              {"get /livez HTTP/1.1\r\nHost: x\r\n\r\n", []int{405}},
		"half a request":                      {"GET /livez HTTP/1.1\r\nHost:", []int{400}},
		"half a body":                         {"POST /logout HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\na=b", []int{400}},
		"a GET that hides a length in a fold": {"GET /livez HTTP/1.1\r\nHost: x\r\nX-A: b\r\n Content-Length: 3\r\n\r\na=b", []int{400}},
		"a GET with a tab before a length":    {"GET /livez HTTP/1.1\r\nHost: x\r\nX-A: b\r\n\tContent-Length: 3\r\n\r\na=b", []int{400}},
		"a GET with a length behind an LF":    {"GET /livez HTTP/1.1\r\nHost: x\r\nX-A: b\nContent-Length: 3\r\n\r\na=b" + get, []int{400}},
		"a GET with chunks behind an LF":      {"GET /livez HTTP/1.1\r\nHost: x\r\nX-A: b\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + get, []int{400}},
		"a GET of an encoding there is none":  {"GET /livez HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\nContent-Length: 3\r\n\r\na=b" + get, []int{400}},
		"a HEAD that hides a length":          {"HEAD /livez HTTP/1.1\r\nHost: x\r\nX-A: b\r\n Content-Length: 3\r\n\r\na=b" + get, []int{400}},
		"lone LFs":                            {"GET /livez HTTP/1.1\nHost: x\n\n", []int{400}},
	} {
		if got := statuses(s.wire(t, c.requests)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %d, want %d", what, got, c.want)
		}
	}
}

// A server that closes while it is still being told something resets the connection, and the answer may be lost with it.
func TestWhoSendsTooMuchIsToldSoHoweverMuchItIs(t *testing.T) {
	s := newSite(t)
	const much = 4 << 20
	for what, c := range map[string]struct {
		request string
		status  int
	}{
		"a form":         {fmt.Sprint("POST /conversation/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ", much, "\r\n\r\n") + strings.Repeat("a", much), 413},
		"chunks":         {"POST /login HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n" + strings.Repeat("1\r\na\r\n", much/6) + "0\r\n\r\n", 413},
		"one chunk":      {fmt.Sprintf("POST /login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n", much) + strings.Repeat("a", much) + "\r\n0\r\n\r\n", 413},
		"an address":     {"GET /" + strings.Repeat("a", much) + " HTTP/1.1\r\nHost: x\r\n\r\n", 431},
		"a query":        {"GET /search?q=" + strings.Repeat("a", much) + " HTTP/1.1\r\nHost: x\r\n\r\n", 431},
		"a method":       {strings.Repeat("A", much) + " / HTTP/1.1\r\nHost: x\r\n\r\n", 431},
		"a header":       {"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + strings.Repeat("a", much) + "\r\n\r\n", 431},
		"a name":         {"GET / HTTP/1.1\r\nHost: x\r\n" + strings.Repeat("A", much) + ": b\r\n\r\n", 431},
		"cookies":        {"GET / HTTP/1.1\r\nHost: x\r\nCookie: " + strings.Repeat("a=b; ", much/5) + "\r\n\r\n", 431},
		"many headers":   {"GET / HTTP/1.1\r\nHost: x\r\n" + strings.Repeat("X-A: b\r\n", much/8) + "\r\n", 431},
		"no end of line": {strings.Repeat("\x00", much), 431},
	} {
		got := s.wire(t, c.request)
		if len(got) != 1 || got[0].status != c.status || got[0].Get("Connection") != "close" {
			t.Errorf("%s: %d, want %d", what, statuses(got), c.status)
		}
	}
}
