package nodes

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"porchlight/app/presence"
	"porchlight/app/testparts"

	"github.com/fasthttp/websocket"
)

// fromNews opens a page of somebody whose browser says something of itself, and names the site that led here.
func fromNews(t *testing.T, b *browser, n *testparts.Node) *websocket.Conn {
	t.Helper()
	dialer := websocket.Dialer{Jar: b.Jar, HandshakeTimeout: slowAnswer}
	socket, _, err := dialer.Dial("ws://"+n.Addr+"/live?at="+saw+"&from=news.example", http.Header{"Origin": {n.URL}, "Accept-Language": {"pt-BR"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = socket.Close() })
	return socket
}

func TestWhoIsOnOneNodeIsSeenAndBlockedFromAnotherThoughTheyNeverWrote(t *testing.T) {
	t.Parallel()
	p := newPair(t, nil)
	visitor := newBrowser(t)
	page := fromNews(t, visitor, p.a)
	owner, trail := signIn(t, p.b), "/admin/presence/"+visitor.conversation(t, p.a)
	testparts.Eventually(t, "B shows where they are and what their browser says", func() bool {
		a := owner.get(t, p.b, trail)
		return a.status == http.StatusOK && strings.Contains(a.body, saw) && strings.Contains(a.body, "pt-BR") && strings.Contains(a.body, "news.example")
	})
	if a := owner.fill(t, p.b, trail+"/block", nil); a.status != http.StatusSeeOther {
		t.Fatalf("blocking on B: %d %s", a.status, a.body)
	}
	_ = page.SetReadDeadline(time.Now().Add(time.Second))
	var err error
	for err == nil {
		_, _, err = page.ReadMessage()
	}
	if !websocket.IsCloseError(err, websocket.ClosePolicyViolation) {
		t.Errorf("a second after the block the socket on A ends with %v", err)
	}
	if a, err := visitor.send(p.a, visitorPost, newMessage("Let me in")); err != nil || a.status != http.StatusForbidden {
		t.Errorf("their message on A: %d %v", a.status, err)
	}
}

func TestWhatABrowserSaysOfItselfIsGoneFromRedisWithTheLeaseOfItsNode(t *testing.T) {
	t.Parallel()
	p := newPair(t, nil)
	fromNews(t, newBrowser(t), p.a)
	says := func() bool {
		held := everythingIn(t, p.redis)
		return strings.Contains(held, "news.example") || strings.Contains(held, "pt-BR")
	}
	testparts.Eventually(t, "Redis holds it", says)
	p.a.Kill(t)
	for deadline := time.Now().Add(presence.Lease + time.Second); says(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s after its node was killed Redis holds it still", presence.Lease)
		}
	}
}
