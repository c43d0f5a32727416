package nodes

import (
	"context"
	"crypto/tls"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/testparts"

	"github.com/fasthttp/websocket"
)

func TestVisitorsOfALoneNodeBehindCaddyWaitForItsRestart(t *testing.T) {
	t.Parallel()
	origin := "http://" + testparts.FreeAddr(t)
	settings := unlimited.With(testparts.Settings{
		"BASE_URL": origin, "TRUSTED_PROXIES": "127.0.0.1", "DRAIN": "4s", "DATABASE": filepath.Join(t.TempDir(), "porchlight.db"), "OWNER_EMAIL": ownerEmail, "OWNER_PASSWORD": ownerPassword,
	})
	n := testparts.StartNode(t, settings)
	caddy := testparts.StartCaddy(t, caddyfile, origin, n.Addr)
	s := newStorm(t, &site{a: caddy.Node, b: caddy.Node, settings: settings}, hurried)
	asked := &strict{test: t}
	stopReading := asked.read(t, caddy.Node)
	var down time.Duration
	s.rage(t, func(*rand.Rand) {
		if code, _ := n.Terminate(t); code != 0 {
			t.Errorf("exit code %d, want 0", code)
		}
		stopped := time.Now()
		n.Restart(t)
		down = time.Since(stopped)
		testparts.Within(t, backWithin, "every tab is back", func() bool {
			return !slices.ContainsFunc(s.tabs(), func(tab *tab) bool { return !tab.isOpen() })
		})
	})
	stopReading()
	s.check(t)
	t.Logf("%d pages and fragments; the node was down for %s, and the slowest took %s", asked.requests, down.Round(time.Millisecond), asked.slowest.Round(time.Millisecond))
	if most := down + time.Second; asked.slowest > most {
		t.Errorf("the slowest page took %s, want %s at most, since they are served while the node drains", asked.slowest, most)
	}
}

func TestCaddyTellsTheNodeWhoAsksAndBelievesNobodyAboutThat(t *testing.T) {
	t.Parallel()
	const most = 2
	origin := "http://" + testparts.FreeAddr(t)
	n := testparts.StartNode(t, testparts.Settings{"BASE_URL": origin, "TRUSTED_PROXIES": "127.0.0.1", "LOGINS_PER_ADDRESS": "2"})
	caddy := testparts.StartCaddy(t, caddyfile, origin, n.Addr)
	attempt := func(from, claimed string) int {
		b := newBrowser(t)
		b.Transport = &http.Transport{DialContext: (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}).DialContext}
		a, err := b.do(caddy.Node, http.MethodPost, "/login", url.Values{"email": {claimed + "@example.com"}, "password": {"a wrong password"}},
			"X-Real-IP", claimed, "X-Forwarded-For", claimed, "Forwarded", "for="+claimed)
		if err != nil {
			t.Fatal(err)
		}
		return a.status
	}
	for range most {
		if got := attempt("127.0.0.1", "192.0.2.1"); got != http.StatusUnprocessableEntity {
			t.Fatalf("a login with a wrong password: %d", got)
		}
	}
	if got := attempt("127.0.0.1", "192.0.2.2"); got != http.StatusTooManyRequests {
		t.Errorf("one more from the same address, which claims to be another: %d, want 429", got)
	}
	if got := attempt("127.0.0.3", "192.0.2.1"); got != http.StatusUnprocessableEntity {
		t.Errorf("one from another address, which claims to be the first: %d, want 422", got)
	}
}

func TestCaddyTakesFromVisitorsWhatOnlyAProxyMaySay(t *testing.T) {
	t.Parallel()
	origin := "http://" + testparts.FreeAddr(t)
	n := testparts.StartNode(t, testparts.Settings{"BASE_URL": origin, "TRUSTED_PROXIES": "127.0.0.1"})
	caddy := testparts.StartCaddy(t, caddyfile, origin, n.Addr)
	a, err := newBrowser(t).do(caddy.Node, http.MethodGet, "/login", nil, "X-Request-Id", "maja-at-example.com")
	must(t, err)
	if a.status != http.StatusOK || strings.Contains(n.Log(), "maja") {
		t.Errorf("%d; a stranger decides what the log has:\n%s", a.status, n.Log())
	}
}

func TestWhoBreaksOffRequestsTakesNoNodeOutOfCaddysHands(t *testing.T) {
	t.Parallel()
	origin := "http://" + testparts.FreeAddr(t)
	n := testparts.StartNode(t, testparts.Settings{"BASE_URL": origin, "TRUSTED_PROXIES": "127.0.0.1"})
	hung, err := net.Listen("tcp", "127.0.0.1:0") // another that takes connections and answers none
	must(t, err)
	defer hung.Close()
	caddy := testparts.StartCaddy(t, caddyfile, origin, n.Addr, hung.Addr().String())
	visitor := http.Client{Timeout: time.Second}
	visit := func() error {
		answer, err := visitor.Get(caddy.URL + saw)
		if err != nil {
			return err
		}
		return answer.Body.Close()
	}
	testparts.Eventually(t, "Caddy knows which node is ready", func() bool {
		for range 10 {
			if visit() != nil {
				return false
			}
		}
		return true
	})
	for range 20 {
		conn, err := net.Dial("tcp", caddy.Addr)
		must(t, err)
		_, err = io.WriteString(conn, "POST /login HTTP/1.1\r\nHost: "+caddy.Addr+"\r\nTransfer-Encoding: chunked\r\n\r\nno length\r\n")
		must(t, err)
		if _, err := conn.Read(make([]byte, 1)); err != nil {
			t.Errorf("a broken request is not answered: %v", err)
		}
		must(t, conn.Close())
		if err := visit(); err != nil {
			t.Fatalf("a visitor meanwhile: %v", err)
		}
	}
}

func TestCaddyServesHTTP2AndSecureSocketsWithTheSitesOwnHeaders(t *testing.T) {
	t.Parallel()
	_, port, _ := strings.Cut(testparts.FreeAddr(t), ":")
	origin := "https://localhost:" + port
	n := testparts.StartNode(t, testparts.Settings{"BASE_URL": origin, "TRUSTED_PROXIES": "127.0.0.1"})
	caddy := testparts.StartCaddy(t, caddyfile, origin, n.Addr)
	b := newBrowser(t)
	testparts.Eventually(t, "Caddy has made its certificates", func() bool {
		conn, err := tls.Dial("tcp", caddy.Addr, &tls.Config{InsecureSkipVerify: true, ServerName: "localhost"})
		return err == nil && conn.Close() == nil
	})
	trust := &tls.Config{RootCAs: caddy.Roots(t)}
	b.Transport = &http.Transport{TLSClientConfig: trust.Clone(), ForceAttemptHTTP2: true}
	answer, err := b.Get(origin + saw)
	must(t, err)
	must(t, answer.Body.Close())
	if answer.StatusCode != http.StatusOK || answer.Proto != "HTTP/2.0" {
		t.Errorf("a page: %s by %s, want 200 by HTTP/2.0", answer.Status, answer.Proto)
	}
	for name, values := range answer.Header {
		if len(values) > 1 && name != "Vary" {
			t.Errorf("%s is said twice: %q", name, values)
		}
	}
	if got := answer.Header.Get("Strict-Transport-Security"); got == "" {
		t.Error("browsers are not told to stay on https")
	}
	dialer := websocket.Dialer{TLSClientConfig: trust, HandshakeTimeout: slowAnswer}
	ctx, cancel := context.WithTimeout(t.Context(), slowAnswer)
	defer cancel()
	socket, shaken, err := dialer.DialContext(ctx, "wss://"+caddy.Addr+"/live?at="+saw, http.Header{"Origin": {origin}})
	must(t, err)
	defer socket.Close()
	if cookie := shaken.Header.Get("Set-Cookie"); !strings.HasPrefix(cookie, "__Host-visitor=") || !strings.Contains(cookie, "; secure") {
		t.Errorf("a socket over TLS sets %q", cookie)
	}
	if _, frame, err := socket.ReadMessage(); err != nil || !strings.Contains(string(frame), "data-present") {
		t.Errorf("the first frame is %q (%v)", frame, err)
	}
}
