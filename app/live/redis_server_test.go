package live_test

import (
	"strings"
	"testing"
	"time"

	"porchlight/app/live"
	"porchlight/app/testparts"

	"github.com/redis/go-redis/v9"
)

// redisServer is a real Redis of the test's own, with a client to look inside.
type redisServer struct {
	*testparts.RedisServer
	*redis.Client
}

func newRedis(t *testing.T) *redisServer {
	t.Helper()
	server := testparts.Redis(t)
	client := redis.NewClient(&redis.Options{Addr: server.Addr})
	t.Cleanup(func() { _ = client.Close() })
	return &redisServer{server, client}
}

// age takes d from every lease under prefix, as if that time had passed.
func (s *redisServer) age(t *testing.T, prefix string, d time.Duration) {
	t.Helper()
	keys, err := s.Keys(t.Context(), "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		if !strings.HasPrefix(key, prefix) {
			continue
		}
		left, err := s.PTTL(t.Context(), key).Result()
		if err != nil {
			t.Fatal(err)
		}
		if left < 0 {
			t.Fatalf("%s would stay for ever", key)
		}
		if err := s.PExpire(t.Context(), key, left-d).Err(); err != nil {
			t.Fatal(err)
		}
	}
}

// joinRedis returns a bus that is up.
func joinRedis(t *testing.T, options live.RedisOptions) *live.Redis {
	t.Helper()
	bus, err := live.NewRedis(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = bus.Close() })
	if !bus.Up() {
		t.Fatal("the bus is not up although Redis runs")
	}
	return bus
}
