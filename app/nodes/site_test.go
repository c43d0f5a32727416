package nodes

import (
	"net/http"
	"net/url"
	"path/filepath"
	"testing"

	"porchlight/app/testparts"

	"github.com/redis/go-redis/v9"
)

// site is several nodes that share a Redis and a database file.
type site struct {
	redis    *testparts.RedisServer
	a, b, c  *testparts.Node // c is nil in a pair
	settings testparts.Settings
}

const ownerEmail, ownerPassword = "owner@example.com", "a lamp in the porch"

type starter func(testing.TB, testparts.Settings) *testparts.Node

// newPair starts a site of two nodes, a and b.
func newPair(t *testing.T, more testparts.Settings) *site {
	t.Helper()
	return startPair(t, testparts.StartNode, more)
}

// newTrio starts a site of three nodes.
func newTrio(t *testing.T, more testparts.Settings) *site {
	t.Helper()
	return startTrio(t, testparts.StartNode, more)
}

// newWatchedTrio is for tests that restart no node: they let the race detector look on where there is one.
func newWatchedTrio(t *testing.T, more testparts.Settings) *site {
	t.Helper()
	return startTrio(t, testparts.StartWatchedNode, more)
}

func startPair(t *testing.T, start starter, more testparts.Settings) *site {
	t.Helper()
	redis := testparts.Redis(t)
	s := startPairOn(t, start, redis.URL(), more)
	s.redis = redis
	return s
}

// startPairOn starts two nodes on a Redis that is more than one server; redis of the site is nil.
func startPairOn(t *testing.T, start starter, redisURL string, more testparts.Settings) *site {
	t.Helper()
	s := &site{settings: testparts.Settings{
		"DATABASE": filepath.Join(t.TempDir(), "porchlight.db"), "REDIS_URL": redisURL, "OWNER_EMAIL": ownerEmail, "OWNER_PASSWORD": ownerPassword,
	}.With(more)}
	s.a, s.b = start(t, s.settings), start(t, s.settings)
	return s
}

func startTrio(t *testing.T, start starter, more testparts.Settings) *site {
	t.Helper()
	s := startPair(t, start, more)
	s.c = start(t, s.settings)
	return s
}

func (s *site) nodes() []*testparts.Node {
	if s.c == nil {
		return []*testparts.Node{s.a, s.b}
	}
	return []*testparts.Node{s.a, s.b, s.c}
}

// outside is a client of the site's Redis for what an operator does to it.
func (s *site) outside(t *testing.T) *redis.Client {
	t.Helper()
	client := redis.NewClient(&redis.Options{Addr: s.redis.Addr})
	t.Cleanup(func() { _ = client.Close() })
	return client
}

// signIn returns the browser of an owner who came in through this node.
func signIn(t *testing.T, n *testparts.Node) *browser {
	t.Helper()
	return newBrowser(t).signIn(t, n)
}

func (b *browser) signIn(t *testing.T, n *testparts.Node) *browser {
	t.Helper()
	got := b.fill(t, n, "/login", url.Values{"email": {ownerEmail}, "password": {ownerPassword}})
	if got.status != http.StatusSeeOther || got.header.Get("Location") != "/inbox" {
		t.Fatalf("login: %d to %q: %s", got.status, got.header.Get("Location"), got.body)
	}
	return b
}

// unlimited are settings for tests that send more than a person would.
var unlimited = testparts.Settings{
	"MESSAGES_PER_SECOND": "0", "FRAMES_PER_SECOND": "0", "CONVERSATIONS_PER_HOUR": "0",
	"SOCKETS_PER_ADDRESS": "0", "SOCKETS_PER_VISITOR": "0", "HANDSHAKES_PER_MINUTE": "0", "MAILS_PER_OWNER": "0",
}
