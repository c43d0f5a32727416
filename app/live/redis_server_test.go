package live_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
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

// answered is how often the server has answered a command.
func (s *redisServer) answered(t *testing.T, command string) (calls int) {
	t.Helper()
	_, after, _ := strings.Cut(s.Info(t.Context(), "commandstats").Val(), "cmdstat_"+command+":calls=")
	_, _ = fmt.Sscan(strings.Split(after, ",")[0], &calls)
	return calls
}

// age takes d from every lease under prefix, as if that time had passed.
func age(t *testing.T, client redis.UniversalClient, prefix string, d time.Duration) {
	t.Helper()
	for _, key := range allKeys(t, client) {
		if !strings.HasPrefix(key, prefix) {
			continue
		}
		left, err := client.PTTL(t.Context(), key).Result()
		if err != nil {
			t.Fatal(err)
		}
		if left < 0 {
			t.Fatalf("%s would stay for ever", key)
		}
		if err := client.PExpire(t.Context(), key, left-d).Err(); err != nil {
			t.Fatal(err)
		}
	}
}

// allKeys are those of every master, where there are several.
func allKeys(t *testing.T, client redis.UniversalClient) (keys []string) {
	t.Helper()
	var mu sync.Mutex
	list := func(ctx context.Context, one redis.Cmdable) error {
		found, err := one.Keys(ctx, "*").Result()
		mu.Lock()
		defer mu.Unlock()
		keys = append(keys, found...)
		return err
	}
	var err error
	if cluster, is := client.(*redis.ClusterClient); is {
		err = cluster.ForEachMaster(t.Context(), func(ctx context.Context, one *redis.Client) error { return list(ctx, one) })
	} else {
		err = list(t.Context(), client)
	}
	if err != nil {
		t.Fatal(err)
	}
	return keys
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
