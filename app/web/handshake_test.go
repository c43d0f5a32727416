package web_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

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

func TestAHandshakeThatIsNoneOfRFC6455IsRefused(t *testing.T) {
	s := newSite(t)
	for what, request := range map[string]string{
		"HEAD":       "HEAD /live?at=/ HTTP/1.1\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
		"version 8":  "GET /live?at=/ HTTP/1.1\r\nSec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
		"no version": "GET /live?at=/ HTTP/1.1\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
		"no key":     "GET /live?at=/ HTTP/1.1\r\nSec-WebSocket-Version: 13\r\n",
	} {
		conn, err := net.Dial("tcp", s.address)
		must(t, err)
		defer conn.Close()
		_, err = fmt.Fprint(conn, request, "Host: ", s.address, "\r\nOrigin: ", s.origin, "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
		must(t, err)
		must(t, conn.SetReadDeadline(time.Now().Add(patience)))
		line, err := bufio.NewReader(conn).ReadString('\n')
		must(t, err)
		if !strings.HasPrefix(line, "HTTP/1.1 4") {
			t.Errorf("%s is answered %q", what, line)
		}
	}
	if n := s.Sockets(); n != 0 {
		t.Errorf("%d sockets are open", n)
	}
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
