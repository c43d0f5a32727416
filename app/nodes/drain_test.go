package nodes

import (
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"porchlight/app/testparts"

	"github.com/fasthttp/websocket"
)

func TestANodeHasStoppedWhenItsDrainWindowIsOverWhateverIsOpen(t *testing.T) {
	t.Parallel()
	const drain = 3 * time.Second
	redis, program := testparts.Redis(t), testparts.NewEndpoint(t)
	program.Hang()
	n := testparts.StartNode(t, unlimited.With(testparts.Settings{
		"DRAIN": drain.String(), "REDIS_URL": redis.URL(), "DATABASE": filepath.Join(t.TempDir(), "porchlight.db"), "WEBHOOK_URL": program.URL,
	}))
	visitor := newBrowser(t)
	visitor.write(t, n, "begin")
	testparts.Eventually(t, "the program is called, and says nothing", func() bool { return len(program.Asked()) == 1 })
	visitor.follow(t, n, saw, 0).abandon()
	shake(t, n) // reads nothing, and so answers no close frame
	for _, half := range []string{
		"",
		"GET /",
		"GET / HTTP/1.1\r\nHost: " + n.Addr + "\r\n",
		"POST /conversation/messages HTTP/1.1\r\nHost: " + n.Addr + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nid=",
		"GET /livez HTTP/1.1\r\nHost: " + n.Addr + "\r\n\r\n", // kept alive, idle
	} {
		_, err := fmt.Fprint(dial(t, n), half)
		if err != nil {
			t.Fatal(err)
		}
	}
	redis.Freeze(t)
	code, took := n.Terminate(t)
	redis.Thaw(t)
	if code != 0 || took > drain+raceExit() {
		t.Errorf("it ended with code %d after %s, want 0 within %s", code, took, drain)
	}
	t.Logf("stopped after %s", took.Round(time.Millisecond))
}

func TestANodeThatStopsTellsWhoAsksBeforeItTurnsAnybodyAway(t *testing.T) {
	t.Parallel()
	n := testparts.StartNode(t, testparts.Settings{"DRAIN": "4s"}) // asks whether it is ready, as a proxy does
	var tabs []*tab
	for range 4 {
		tab := newBrowser(t).open(t, n, saw)
		tab.abandon()
		tabs = append(tabs, tab)
	}
	stopped := make(chan int)
	go func() {
		code, _ := n.Terminate(t)
		stopped <- code
	}()
	handshake := fmt.Sprintf("GET /live?at=%s HTTP/1.1\r\n%s\r\n", saw, upgrade(n))
	page := fmt.Sprintf("GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", saw, n.Addr)
	late := newBrowser(t)
	testparts.Eventually(t, "the node is not ready any more", func() bool { return late.get(t, n, "/readyz").status == http.StatusServiceUnavailable })
	if got := answerTo(t, n, handshake); !strings.HasPrefix(got, "HTTP/1.1 101") {
		t.Errorf("a handshake that its proxy sent before it could know is answered %q", got)
	}
	if got := answerTo(t, n, page); !strings.HasPrefix(got, "HTTP/1.1 200") || !strings.Contains(got, "\r\nConnection: close\r\n") {
		t.Errorf("a page is answered %q, want 200 and the end of its connection", got)
	}
	testparts.Eventually(t, "the node takes no sockets any more", func() bool { return strings.HasPrefix(answerTo(t, n, handshake), "HTTP/1.1 503") })
	if got := late.get(t, n, saw).status; got != http.StatusOK {
		t.Errorf("a page while sockets are closed: %d", got)
	}
	if code := <-stopped; code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
	for i, tab := range tabs {
		<-tab.done
		if _, code, _ := tab.state(); code != websocket.CloseServiceRestart {
			t.Errorf("tab %d was closed with %d, want 1012", i, code)
		}
	}
}

// dial opens a connection that ends with the test.
func dial(t *testing.T, n *testparts.Node) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", n.Addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// upgrade are the headers of a page's handshake.
func upgrade(n *testparts.Node) string {
	return "Host: " + n.Addr + "\r\nOrigin: " + n.URL + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
}

// answerTo sends bytes and returns what comes back at first.
func answerTo(t *testing.T, n *testparts.Node, request string) string {
	t.Helper()
	conn := dial(t, n)
	if _, err := fmt.Fprint(conn, request); err != nil {
		t.Fatal(err)
	}
	_ = conn.SetReadDeadline(time.Now().Add(slowAnswer))
	answer := make([]byte, 4096)
	read, err := conn.Read(answer)
	if err != nil {
		t.Fatal(err)
	}
	return string(answer[:read])
}

// shake opens a socket whose client then does nothing at all.
func shake(t *testing.T, n *testparts.Node) {
	t.Helper()
	if got := answerTo(t, n, "GET /live?at="+saw+" HTTP/1.1\r\n"+upgrade(n)+"\r\n"); !strings.HasPrefix(got, "HTTP/1.1 101") {
		t.Fatalf("a handshake is answered %q", got)
	}
}
