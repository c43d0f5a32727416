package web_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"porchlight/app/limit"
	"porchlight/app/web"

	"github.com/google/uuid"
)

// theLine waits for the one line of a request or of a connection's end, from its level on, and checks its form.
func (s *site) theLine(t *testing.T, id string) string {
	t.Helper()
	return s.theLines(t, id, 1)[0]
}

var requestLine = regexp.MustCompile(`^time=\S+Z level=((?:DEBUG|INFO|WARN) msg=(?:request|"connection ended")) request_id=(\S+)( .*) (?:ms|seconds)=\d+\.\d{3}\n$`)

func (s *site) theLines(t *testing.T, id string, want int) (lines []string) {
	t.Helper()
	eventually(t, fmt.Sprintf("the log has %d lines of %s", want, id), func() bool {
		lines = nil
		for _, line := range s.log.requests() {
			if match := requestLine.FindStringSubmatch(line); match == nil {
				t.Fatalf("a line of a request is\n%s", line)
			} else if match[2] == id {
				lines = append(lines, match[1]+match[3])
			}
		}
		return len(lines) >= want
	})
	if len(lines) != want {
		t.Errorf("the log has %q", lines)
	}
	return lines
}

// given is what a trusted proxy, which all of loopback is to these sites, calls a request.
func given(id string) headers { return headers{"X-Request-Id": id} }

func TestEachRequestIsOneLineThatNamesItsRouteAndNoMore(t *testing.T) {
	s := newSite(t, behindProxy)
	visitor, owner := s.visitor(t), s.owner(t)
	thread, stylesheet := visitor.conversation(), theStylesheet(visitor)
	tag := visitor.get("/data-realtime").Get("ETag")
	for i, c := range []struct {
		who          *browser
		method, path string
		form         url.Values
		with         headers
		line         string
	}{
		{visitor, "GET", "/data-realtime", nil, nil, `INFO msg=request method=GET route=/:ecosystem place=/data-realtime representation=page status=200 bytes=`},
		{visitor, "GET", "/data-realtime/technologies/redis?secret=1", nil, fragment, `INFO msg=request method=GET route=/:ecosystem/technologies/:slug place=/data-realtime/technologies/redis representation=fragment status=200 bytes=`},
		{visitor, "HEAD", "/data-realtime", nil, nil, `INFO msg=request method=HEAD route=/:ecosystem place=/data-realtime representation=page status=200 bytes=0`},
		{visitor, "GET", "/data-realtime", nil, headers{"If-None-Match": tag}, `INFO msg=request method=GET route=/:ecosystem place=/data-realtime representation=page status=304 bytes=0`},
		{visitor, "GET", "/search?q=secret", nil, nil, `INFO msg=request method=GET route=/search representation=page status=200 bytes=`},
		{visitor, "POST", "/conversation/messages", saying("secret"), fragment, `INFO msg=request method=POST route=/conversation/messages representation=fragment status=200 bytes=`},
		{visitor, "POST", "/login", url.Values{"email": {"secret@example.com"}, "password": {"secret"}}, nil, `INFO msg=request method=POST route=/login representation=page status=422 bytes=`},
		{owner, "GET", "/inbox/" + thread, nil, nil, `INFO msg=request method=GET route=/inbox/:id representation=page status=200 bytes=`},
		{visitor, "GET", "/inbox/" + thread, nil, nil, `INFO msg=request method=GET route=/inbox/:id status=303 bytes=0`},
		{visitor, "POST", "/inbox/" + thread + "/close", url.Values{}, headers{"Origin": "https://evil.example"}, `INFO msg=request method=POST route=/inbox/:id/close representation=page status=403 bytes=`},
		{visitor, "GET", "/secret@example.com/or/so", nil, nil, `INFO msg=request method=GET route=(none) representation=page status=404 bytes=`},
		{visitor, "GET", "/secret", nil, nil, `INFO msg=request method=GET route=/:ecosystem representation=page status=404 bytes=`},
		{visitor, "GET", "/data-realtime/", nil, nil, `INFO msg=request method=GET route=(none) status=308 bytes=0`},
		{visitor, "PUT", "/inbox/" + thread, nil, nil, `INFO msg=request method=PUT route=/inbox/:id representation=page status=405 bytes=`},
		{visitor, "SECRET", "/", nil, nil, `INFO msg=request method=TRACE route=/ representation=page status=405 bytes=`},
		{visitor, "GET", stylesheet, nil, nil, `DEBUG msg=request method=GET route=/static/* status=200 bytes=`},
		{visitor, "GET", "/static/none.css", nil, nil, `INFO msg=request method=GET route=/static/* representation=page status=404 bytes=`},
		{visitor, "GET", "/livez", nil, nil, `DEBUG msg=request method=GET route=/livez status=200 bytes=3`},
		{visitor, "GET", "/readyz", nil, nil, `DEBUG msg=request method=GET route=/readyz status=200 bytes=3`},
		{owner, "GET", "/admin/audit/export?as=csv", nil, nil, `INFO msg=request method=GET route=/admin/audit/export status=200`}, // it is sent bit by bit
	} {
		id := fmt.Sprint("asked-", i)
		a := c.who.do(c.method, c.path, c.form, c.with, given(id))
		want := c.line
		if strings.HasSuffix(want, "bytes=") {
			want += fmt.Sprint(len(a.body))
		}
		if line := s.theLine(t, id); line != want {
			t.Errorf("%s %s:\n%s, want\n%s", c.method, c.path, line, want)
		}
	}
}

func TestWhatIsNotEvenARequestIsALineToo(t *testing.T) {
	s := newSite(t)
	for _, broken := range []string{"SECRET / HTTP/secret\r\n\r\n", "GET / HTTP/1.1\r\nX-Secret: " + strings.Repeat("x", 20<<10) + "\r\n\r\n", "secret"} {
		before := len(s.log.requests())
		conn, err := net.Dial("tcp", s.address)
		must(t, err)
		_, err = fmt.Fprint(conn, broken)
		must(t, err)
		must(t, conn.(*net.TCPConn).CloseWrite())
		eventually(t, "it is logged", func() bool { return len(s.log.requests()) > before })
		must(t, conn.Close())
		line := s.log.requests()[before]
		if !strings.Contains(line, " level=INFO msg=request ") || !strings.Contains(line, " route=(malformed) ") || !strings.Contains(line, " status=4") || strings.Contains(strings.ToLower(line), "secret") || strings.Contains(line, " ms=") {
			t.Errorf("%.20q is logged as\n%s", broken, line)
		}
	}
}

func TestALiveConnectionIsALineWhenItBeginsAndOneWhenItEnds(t *testing.T) {
	s := newSite(t, behindProxy, only(web.Limits{FramesPerSecond: 10}))
	b := s.browser(t)
	page, _ := b.knock("/data-realtime", "&after=0", given("leaves"))
	page.fence()
	must(t, page.Close())
	lines := s.theLines(t, "leaves", 2)
	if lines[0] != `INFO msg=request method=GET route=/live place=/data-realtime status=101 bytes=0` || lines[1] != `DEBUG msg="connection ended" route=/live place=/data-realtime code=1006` {
		t.Errorf("a connection that left is logged as %q", lines)
	}
	flood, _ := b.knock("/", "", given("floods"))
	for range 20 {
		flood.say(frame{"type": "typing"})
	}
	if code := flood.closed(); code != 1008 {
		t.Fatalf("closed with %d", code)
	}
	if lines := s.theLines(t, "floods", 2); lines[1] != `INFO msg="connection ended" route=/live place=/ code=1008` {
		t.Errorf("a connection that was closed is logged as %q", lines)
	}
	thread := s.visitor(t).conversation()
	s.owner(t).knock("/inbox/"+thread, "", given("staff"))
	if line := s.theLine(t, "staff"); line != `INFO msg=request method=GET route=/live place=/inbox/:id status=101 bytes=0` {
		t.Errorf("a connection of staff is logged as %s", line)
	}
	for id, c := range map[string]struct {
		at   string
		with headers
		line string
	}{
		"foreign": {"/", headers{"Origin": "https://evil.example"}, `route=/live representation=page status=403 refused=origin`},
		"nowhere": {"/secret", nil, `route=/live representation=page status=404 refused=place`},
		"nobody":  {"/inbox", nil, `route=/live representation=page status=403 refused=forbidden`},
	} {
		b.knock(c.at, "", c.with, given(id))
		if line := s.theLine(t, id); !strings.HasPrefix(line, `INFO msg=request method=GET `+c.line+" ") {
			t.Errorf("a refused connection is logged as %s", line)
		}
	}
}

var idForm = regexp.MustCompile(`^[0-9a-z]{6}-[0-9a-z]{6}$`)

func TestARequestIsNamedByTheSiteOrByATrustedProxyAndByNobodyElse(t *testing.T) {
	good := []string{"7f9c2ba4-e88f-4b1c-9d6a-0d9a1f6f3c11", "a.b_C-9", strings.Repeat("x", 64)}
	bad := []string{strings.Repeat("x", 65), "a b", "secret@example.com", "a=\"b\"", "a,b", "ä"}
	for name, c := range map[string]struct {
		behind      func(*setup)
		taken, made []string
	}{
		"a trusted proxy": {behindProxy, good, bad},
		"anybody":         {func(*setup) {}, nil, append(good, bad...)},
		"another machine": {func(o *setup) { o.proxies = []string{"192.0.2.1"} }, nil, append(good, bad...)},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, c.behind)
			for _, id := range c.taken {
				if got := s.browser(t).get("/login", given(id)).Get("X-Request-Id"); got != id {
					t.Errorf("%q is made %q", id, got)
				}
			}
			for _, id := range c.made {
				if got := s.browser(t).get("/login", given(id)).Get("X-Request-Id"); !idForm.MatchString(got) || strings.Contains(strings.Join(s.log.requests(), ""), "request_id="+id) {
					t.Errorf("%q is made %q", id, got)
				}
			}
		})
	}
}

func TestOnlyAnswersThatNobodyKeepsSayTheirID(t *testing.T) {
	s := newSite(t)
	b := s.browser(t)
	for _, path := range append(shipped(), theStylesheet(b), "/robots.txt", "/sitemap.xml", "/sw.js", "/og/data-realtime.png") {
		for _, with := range []headers{{}, fragment} {
			if a := b.get(path, with); a.status != http.StatusOK || a.Get("X-Request-Id") != "" {
				t.Errorf("%s: %d, %q", path, a.status, a.Get("X-Request-Id"))
			}
		}
	}
	seen := map[string]bool{}
	for _, path := range []string{"/login", "/conversation", "/nowhere", "/inbox", "/livez"} {
		id := b.get(path).Get("X-Request-Id")
		if !idForm.MatchString(id) || seen[id] {
			t.Errorf("%s: %q", path, id)
		}
		seen[id] = true
	}
}

// brittle is a limiter that breaks on whoever writes.
type brittle struct{ limit.Limiter }

func (b brittle) Take(ctx context.Context, rule limit.Rule, key string) (time.Duration, error) {
	if rule.Name == "message" {
		panic("the limiter broke")
	}
	return b.Limiter.Take(ctx, rule, key)
}

func TestWhatFailsForARequestIsLoggedUnderItsID(t *testing.T) {
	s := newSite(t, troubled, behindProxy, only(web.Limits{MessagesPerSecond: 1, MessageBurst: 1}), func(o *setup) { o.limiter = brittle{o.limiter} })
	b := s.browser(t)
	b.keep("visitor", strings.Repeat("A", 43))
	if a := b.post("/conversation/messages", saying("Hello"), given("posted")); a.status != http.StatusInternalServerError || !strings.Contains(a.body, "<code>posted</code>") {
		t.Errorf("a panic: %d %s", a.status, a.body)
	}
	if line := s.theLine(t, "posted"); !strings.HasPrefix(line, "WARN msg=request method=POST route=/conversation/messages representation=page status=500 ") {
		t.Errorf("a panic is logged as %s", line)
	}
	for _, message := range []string{"a handler panicked", "request failed"} {
		if !regexp.MustCompile(`level=ERROR msg="` + message + `" method=POST route=/conversation/messages .* request_id=posted\n`).MatchString(s.log.String()) {
			t.Errorf("the log does not say that %s:\n%s", message, s.log)
		}
	}
	page, _ := b.knock("/", "", given("framed"))
	page.say(frame{"type": "message", "id": uuid.NewString(), "body": "Hello", "place": "/"})
	_ = page.closed()
	eventually(t, "the log names the connection that panicked", func() bool {
		return regexp.MustCompile(`level=ERROR msg="a live connection panicked and is closed" panic="the limiter broke.* request_id=framed\n`).MatchString(s.log.String())
	})
	if a := s.browser(t).get("/"); a.status != http.StatusOK {
		t.Errorf("after both: %d", a.status)
	}
}

func TestAFrameThatTheStoreFailsIsLoggedUnderTheIDOfItsHandshake(t *testing.T) {
	s := newSite(t, troubled, behindProxy)
	b := s.visitor(t)
	page, _ := b.knock("/", "", given("framed"))
	page.fence()
	must(t, s.store.Close())
	page.say(frame{"type": "message", "id": uuid.NewString(), "body": "quagga", "place": "/"})
	page.refused()
	eventually(t, "the log says so", func() bool {
		return regexp.MustCompile(`level=ERROR msg="a frame failed" type=message error=.* request_id=framed\n`).MatchString(s.log.String())
	})
}

// telltale is a word that comes in everything that somebody sends, and that nothing may keep.
const telltale = "quagga"

func TestNothingThatAnybodySendsIsInTheLogWhateverBecomesOfIt(t *testing.T) {
	s := newSite(t, troubled)
	who := []*browser{s.browser(t), s.visitor(t), s.owner(t)}
	form := url.Values{}
	for _, name := range []string{"id", "body", "place", "email", "password", "next", "token", "q", "name", "note", "label", "credential", "endpoint", "until", "to", "card", "for", "role", "made", "homepage", "phrase", "list-unsubscribe"} {
		form.Set(name, telltale+"@example.com")
	}
	walk := func() {
		t.Helper()
		for _, r := range append(s.Table(), web.Route{Method: "GET", Path: "/quagga/of/nowhere"}, web.Route{Method: "GET", Path: "/quagga/"}) {
			path := regexp.MustCompile(`:\w+|\*`).ReplaceAllString(r.Path, telltale)
			for _, b := range who {
				for _, kind := range []headers{{}, fragment} {
					var sent url.Values
					if r.Method == http.MethodPost {
						sent = form
					}
					b.http.Jar.SetCookies(b.url(), []*http.Cookie{{Name: telltale, Value: telltale}})
					b.do(r.Method, path+"?"+form.Encode(), sent, kind, headers{
						"User-Agent": telltale, "Referer": "http://" + telltale + ".example/", "X-Real-IP": "203.0.113.77", "X-Forwarded-For": "203.0.113.77",
						"X-Request-Id": telltale, "Accept-Language": telltale, "Traceparent": telltale, "X-" + telltale: telltale,
					})
				}
			}
		}
		for _, at := range []string{"/quagga", "/inbox/quagga", "/?quagga", "/"} {
			if page, _ := who[1].knock(at, "&after="+telltale, headers{"User-Agent": telltale, "Cookie": ""}); page != nil {
				t.Errorf("a handshake with after=%s is taken", telltale)
			}
			if page, _ := who[0].knock(at, "", headers{"User-Agent": telltale}); page != nil {
				page.say(frame{"type": telltale, "id": telltale, "body": telltale, "place": telltale})
				page.say(frame{"type": "message", "id": telltale, "body": telltale, "place": telltale})
			}
		}
	}
	walk()
	asked := len(s.log.requests())
	known := who[1].conversation()
	must(t, s.store.Close()) // and now nearly everything fails
	walk()
	all := strings.Join(s.log.lines(), "")
	for _, never := range []string{telltale, "203.0.113", "127.0.0.1", known, who[1].cookie("visitor"), who[2].cookie("staff"), ownerEmail, "Mozilla"} {
		if never != "" && strings.Contains(all, never) {
			at := strings.Index(all, never)
			t.Errorf("the log has %q: …%s…", never, all[max(0, at-300):min(len(all), at+100)])
		}
	}
	if failed := strings.Count(all, "level=ERROR"); asked < 6*len(s.Table()) || failed < 50 {
		t.Errorf("%d requests and %d failures are too few to say so", asked, failed)
	}
}
