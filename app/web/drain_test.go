package web_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/fasthttp/websocket"
)

func TestANodeThatStopsSaysSoAndSendsEveryoneAway(t *testing.T) {
	s := newSite(t)
	b := s.browser(t)
	tabs := []*tab{b.open("/"), s.browser(t).open(ecosystem), s.owner(t).open("/inbox")}
	deaf := s.browser(t).open("/") // answers no close frame, and so holds the drain up
	if a := b.get("/readyz"); a.status != http.StatusOK || a.body != "ok\n" {
		t.Errorf("/readyz before: %d %q", a.status, a.body)
	}
	done := make(chan struct{})
	go func() { defer close(done); s.leave(patience / 2) }() // which is long enough to ask for all of this
	eventually(t, "the node is not ready", func() bool { return b.get("/readyz").status == http.StatusServiceUnavailable })
	eventually(t, "no handshake is taken any more", func() bool {
		page, a := b.knock("/", "")
		if page != nil { // those that came in time are not to be sent away, too
			must(t, page.Close())
		}
		return page == nil && a.status == http.StatusServiceUnavailable
	})
	if a := b.get("/livez"); a.status != http.StatusOK || a.body != "ok\n" {
		t.Errorf("/livez: %d %q", a.status, a.body)
	}
	if a := b.get(ecosystem); a.status != http.StatusOK {
		t.Errorf("a page: %d", a.status)
	}
	for _, tab := range tabs {
		if code := tab.closed(); code != websocket.CloseServiceRestart {
			t.Errorf("closed with %d", code)
		}
	}
	must(t, deaf.Close())
	select {
	case <-done:
	case <-time.After(patience):
		t.Error("the node does not stop")
	}
	if n := s.Sockets(); n != 0 {
		t.Errorf("%d sockets are left", n)
	}
}

func TestANodeThatNobodyAsksWhetherItIsReadyKeepsNobodyWaiting(t *testing.T) {
	const window = 8 * time.Second
	s := newSite(t)
	s.browser(t).get(ecosystem)
	begun := time.Now()
	s.leave(window)
	if took := time.Since(begun); took >= window/4 { // what whoever asks is given to notice
		t.Errorf("with nothing open it took %s to stop", took)
	}
}
