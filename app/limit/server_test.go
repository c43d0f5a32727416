package limit_test

import (
	"testing"

	"porchlight/app/testparts"

	"github.com/redis/go-redis/v9"
)

// connect returns a client that is set up as a node does it.
func connect(t *testing.T, server *testparts.RedisServer) redis.UniversalClient {
	t.Helper()
	client := redis.NewClient(&redis.Options{Addr: server.Addr, MaxRetries: 1, DialerRetries: 1, ContextTimeoutEnabled: true})
	t.Cleanup(func() { _ = client.Close() })
	return client
}
