package web_test

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"

	"porchlight/app/web"
)

func TestTheHandshakeAsksForExactlyThisSitesOrigin(t *testing.T) {
	s := newSite(t)
	b := s.browser(t)
	for _, origin := range []string{
		"", "null", "https://evil.example", "https://" + s.address, "http://" + s.address + "/", "http://" + s.address + ".evil.example", "http://evil.example/" + s.address,
		"http://127.0.0.1", "http://127.0.0.1:1", strings.ToUpper(s.origin), s.address, s.origin + "," + s.origin, "*",
	} {
		if page, a := b.knock("/", "", headers{"Origin": origin}); page != nil || a.status != http.StatusForbidden || a.newCookie(t) != nil {
			t.Errorf("Origin %q: %d", origin, a.status)
		}
	}
	_, port, _ := strings.Cut(s.address, ":")
	for _, origin := range []string{"http://localhost:" + port, "http://127.0.0.1:" + port, "http://[::1]:" + port} {
		if page, a := b.knock("/", "", headers{"Origin": origin}); page == nil {
			t.Errorf("Origin %q: %d", origin, a.status)
		}
	}
}

func TestTheHandshakeAsksForAPlace(t *testing.T) {
	s := newSite(t)
	for _, b := range []*browser{s.browser(t), s.owner(t)} {
		for _, place := range shipped() {
			b.open(place)
		}
		for _, at := range []string{"", "/nowhere", "/data-realtime/", "data-realtime", "/data-realtime/technologies", "/login", "/conversation", "/inboxes", "//", "/admin"} {
			if page, a := b.knock(at, ""); page != nil || a.status != http.StatusNotFound || a.newCookie(t) != nil {
				t.Errorf("at=%s: %d", at, a.status)
			}
		}
	}
}

func TestStaffPagesConnectWithASessionOfTheRightRole(t *testing.T) {
	s := newSite(t)
	thread := "/inbox/" + s.visitor(t).conversation()
	everyone := map[string]*browser{"nobody": s.browser(t), "a visitor": s.visitor(t), "an intruder": s.intruder(t), "an admin": s.admin(t), "an owner": s.owner(t)}
	for at, who := range map[string]string{"/inbox": "an owner", thread: "an owner", "/admin/presence": "an admin, an owner"} {
		for name, b := range everyone {
			want := http.StatusForbidden
			if strings.Contains(who, name) {
				want = http.StatusSwitchingProtocols
			}
			if _, a := b.knock(at, ""); a.status != want || a.newCookie(t) != nil {
				t.Errorf("%s at %s: %d, want %d", name, at, a.status, want)
			}
		}
	}
	for _, at := range []string{"/inbox/", "/inbox/x", "/inbox/" + strings.ToUpper(thread[7:]), thread + "/messages", thread + "/"} {
		if page, a := s.owner(t).knock(at, ""); page != nil || a.status != http.StatusNotFound {
			t.Errorf("the owner at %s: %d", at, a.status)
		}
	}
}

func TestAnAddressThatIsAskedForPlainlySaysWhatItIs(t *testing.T) {
	b := newSite(t).browser(t)
	for _, with := range []headers{{}, {"Upgrade": "websocket"}, {"Connection": "upgrade"}, {"Connection": "upgrade", "Upgrade": "h2c"}} {
		if a := b.get("/live?at=/", with); a.status != http.StatusUpgradeRequired || !strings.Contains(a.body, "live connection") {
			t.Errorf("%v: %d", with, a.status)
		}
	}
}

func TestSocketsOfOneVisitorAreLimited(t *testing.T) {
	s := newSite(t, only(web.Limits{SocketsPerVisitor: 2}))
	b := s.browser(t)
	first, second := b.open("/"), b.open("/")
	first.next() // it has joined when its first frame comes
	second.next()
	if page, a := b.knock("/", ""); page != nil || a.status != http.StatusTooManyRequests || a.Get("Retry-After") != "5" {
		t.Fatalf("the third: %d, Retry-After %q", a.status, a.Get("Retry-After"))
	}
	s.browser(t).open("/")
	must(t, first.Close())
	eventually(t, "a closed tab makes room", func() bool {
		page, _ := b.knock("/", "")
		return page != nil
	})
}

func TestSocketsFromOneAddressAreLimited(t *testing.T) {
	s := newSite(t, only(web.Limits{SocketsPerAddress: 2}))
	s.browser(t).open("/").next()
	s.owner(t).open("/inbox").next()
	for at, b := range map[string]*browser{"/": s.browser(t), "/inbox": s.owner(t)} {
		if page, a := b.knock(at, ""); page != nil || a.status != http.StatusTooManyRequests || a.Get("Retry-After") != "5" || a.newCookie(t) != nil {
			t.Errorf("the third, at %s: %d, Retry-After %q", at, a.status, a.Get("Retry-After"))
		}
	}
}

func TestALimitOfZeroIsNone(t *testing.T) {
	b := newSite(t, only(web.Limits{})).browser(t)
	for range 30 {
		b.open("/")
	}
	page := b.open("/")
	for range 100 {
		page.say(frame{"type": "typing"})
	}
	page.fence()
	for range 20 {
		b.post("/conversation/messages", saying("Much to say"), fragment).theMessage(t)
	}
}

func TestAHandshakeIsOneOfRFC6455OrRefused(t *testing.T) {
	s := newSite(t)
	const (
		get   = "GET /live?at=/ HTTP/1.1\r\n"
		up    = "Connection: Upgrade\r\nUpgrade: websocket\r\n"
		v13   = "Sec-WebSocket-Version: 13\r\n"
		key   = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
		taken = http.StatusSwitchingProtocols
		none  = http.StatusUpgradeRequired
	)
	origin := "Origin: " + s.origin + "\r\n"
	for what, c := range map[string]struct {
		request string
		status  int
	}{
		"as browsers do":                  {get + up + v13 + key + origin, taken},
		"as Firefox does":                 {get + "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n" + v13 + key + origin, taken},
		"in other letters":                {get + "CONNECTION: uPGRADE\r\nUPGRADE: WebSocket\r\n" + v13 + key + origin, taken},
		"with subprotocols":               {get + up + v13 + key + origin + "Sec-WebSocket-Protocol: graphql-ws, mqtt\r\n", taken},
		"with extensions":                 {get + up + v13 + key + origin + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n", taken},
		"HEAD":                            {"HEAD /live?at=/ HTTP/1.1\r\n" + up + v13 + key + origin, none},
		"POST":                            {"POST /live?at=/ HTTP/1.1\r\nContent-Length: 0\r\n" + up + v13 + key + origin, http.StatusMethodNotAllowed},
		"HTTP/1.0":                        {"GET /live?at=/ HTTP/1.0\r\n" + up + v13 + key + origin, none},
		"version 8":                       {get + up + "Sec-WebSocket-Version: 8\r\n" + key + origin, none},
		"version 130":                     {get + up + "Sec-WebSocket-Version: 130\r\n" + key + origin, none},
		"no version":                      {get + up + key + origin, none},
		"no key":                          {get + up + v13 + origin, none},
		"an empty key":                    {get + up + v13 + "Sec-WebSocket-Key:\r\n" + origin, none},
		"a key that is too short":         {get + up + v13 + "Sec-WebSocket-Key: dGhlIHNhbXBsZQ==\r\n" + origin, none},
		"a key that is too long":          {get + up + v13 + "Sec-WebSocket-Key: " + strings.Repeat("A", 8000) + "\r\n" + origin, none},
		"a key that is no base64":         {get + up + v13 + "Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!==\r\n" + origin, none},
		"an upgrade to something else":    {get + "Connection: Upgrade\r\nUpgrade: websockets\r\n" + v13 + key + origin, none},
		"a connection that is not to":     {get + "Connection: keep-alive\r\nUpgrade: websocket\r\n" + v13 + key + origin, none},
		"no origin":                       {get + up + v13 + key, http.StatusForbidden},
		"two origins, ours first":         {get + up + v13 + key + origin + "Origin: https://evil.example\r\n", http.StatusForbidden},
		"two origins, ours last":          {get + up + v13 + key + "Origin: https://evil.example\r\n" + origin, http.StatusForbidden},
		"the origin of a page of sockets": {get + up + v13 + key + "Origin: " + strings.Replace(s.origin, "http", "ws", 1) + "\r\n", http.StatusForbidden},
		"a place that is none":            {"GET /live?at=%00 HTTP/1.1\r\n" + up + v13 + key + origin, http.StatusNotFound},
		"a rev that is none":              {"GET /live?at=/&after=-1 HTTP/1.1\r\n" + up + v13 + key + origin, http.StatusUnprocessableEntity},
		"a rev beyond numbers":            {"GET /live?at=/&after=18446744073709551617 HTTP/1.1\r\n" + up + v13 + key + origin, http.StatusUnprocessableEntity},
	} {
		a := s.wire(t, c.request+"Host: "+s.address+"\r\n\r\n")[0]
		if a.status != c.status {
			t.Errorf("%s: %d, want %d", what, a.status, c.status)
		}
		if a.Get("Sec-WebSocket-Protocol") != "" || a.Get("Sec-WebSocket-Extensions") != "" {
			t.Errorf("%s: more is agreed on than was meant to be: %v", what, a.Header)
		}
		if accepted := a.Get("Sec-WebSocket-Accept"); c.status == taken && accepted != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" || c.status != taken && accepted != "" { // RFC 6455, section 1.3
			t.Errorf("%s: accepted with %q", what, accepted)
		}
	}
	eventually(t, "no socket is open", func() bool { return s.Sockets() == 0 })
}

func TestAConnectionThatBreaksInTheMiddleOfARequestIsNoFaultOfTheSite(t *testing.T) {
	s := newSite(t) // whose log may hold no errors
	for range 100 { // the site has begun to read some of them
		conn, err := net.Dial("tcp", s.address)
		must(t, err)
		_, err = fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: ", s.address, "\r\nX-Half: ")
		must(t, err)
		must(t, conn.(*net.TCPConn).SetLinger(0))
		must(t, conn.Close())
	}
	if a := s.browser(t).get("/"); a.status != http.StatusOK {
		t.Errorf("after it: %d", a.status)
	}
}
