package nodes

import (
	"net/http"
	"net/url"
	"path/filepath"
	"testing"

	"porchlight/app/testparts"
)

// pair is two nodes that share a Redis and a database file.
type pair struct {
	redis    *testparts.RedisServer
	a, b     *testparts.Node
	settings testparts.Settings
}

const ownerEmail, ownerPassword = "owner@example.com", "a lamp in the porch"

func newPair(t *testing.T, more testparts.Settings) *pair {
	t.Helper()
	return startPair(t, testparts.StartNode, more)
}

// newWatchedPair is for tests that restart no node: they let the race detector look on where there is one.
func newWatchedPair(t *testing.T, more testparts.Settings) *pair {
	t.Helper()
	return startPair(t, testparts.StartWatchedNode, more)
}

func startPair(t *testing.T, start func(testing.TB, testparts.Settings) *testparts.Node, more testparts.Settings) *pair {
	t.Helper()
	p := &pair{redis: testparts.Redis(t)}
	p.settings = testparts.Settings{
		"DATABASE": filepath.Join(t.TempDir(), "porchlight.db"), "REDIS_URL": p.redis.URL(),
		"OWNER_EMAIL": ownerEmail, "OWNER_PASSWORD": ownerPassword,
	}.With(more)
	p.a, p.b = start(t, p.settings), start(t, p.settings)
	return p
}

func (p *pair) nodes() []*testparts.Node { return []*testparts.Node{p.a, p.b} }

// signIn returns the browser of an owner who came in through this node.
func signIn(t *testing.T, n *testparts.Node) *browser {
	t.Helper()
	b := newBrowser(t)
	got := b.fill(t, n, "/login", url.Values{"email": {ownerEmail}, "password": {ownerPassword}})
	if got.status != http.StatusSeeOther || got.header.Get("Location") != "/inbox" {
		t.Fatalf("login: %d to %q: %s", got.status, got.header.Get("Location"), got.body)
	}
	return b
}

// unlimited are settings for tests that send more than a person would.
var unlimited = testparts.Settings{
	"MESSAGES_PER_SECOND": "0", "FRAMES_PER_SECOND": "0", "CONVERSATIONS_PER_HOUR": "0",
	"SOCKETS_PER_ADDRESS": "0", "SOCKETS_PER_VISITOR": "0", "HANDSHAKES_PER_MINUTE": "0",
}
