package testparts

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/redis/go-redis/v9"
)

const (
	masters      = 3     // of the cluster
	clusterSlots = 16384 // of every Redis Cluster
)

// redisCluster is started by the first test of a package that asks for it.
type redisCluster struct {
	once    sync.Once
	dir     string
	masters []*RedisServer
	url     string // empty until all slots are served
}

var shared redisCluster

// RedisCluster returns the address of a Redis Cluster of three masters, as the setting takes it. All tests of a package
// share one, since it takes seconds to be ready: each needs a prefix of its own, and the package needs Main.
func RedisCluster(t testing.TB) (url string) {
	t.Helper()
	shared.once.Do(func() { shared.start(t) })
	if shared.url == "" {
		t.Fatal("the Redis Cluster could not be started")
	}
	return shared.url
}

func (c *redisCluster) start(t testing.TB) {
	t.Helper()
	var err error
	c.dir, err = os.MkdirTemp("", "porchlight-cluster-")
	must(t, err)
	var clients []*redis.Client
	var urls []string
	for i := range masters {
		s := &RedisServer{Addr: FreeAddr(t)}
		bus := portOf(FreeAddr(t))
		s.args = append([]string{"--cluster-enabled", "yes", "--cluster-port", bus, "--dir", c.dir, "--cluster-config-file", fmt.Sprint(i, ".conf")}, inMemory...)
		c.masters = append(c.masters, s)
		s.start(t)
		client := redis.NewClient(&redis.Options{Addr: s.Addr})
		defer client.Close()
		must(t, client.Do(t.Context(), "CLUSTER", "SET-CONFIG-EPOCH", i+1).Err())
		must(t, client.ClusterAddSlotsRange(t.Context(), i*clusterSlots/masters, (i+1)*clusterSlots/masters-1).Err())
		if i > 0 {
			must(t, clients[0].Do(t.Context(), "CLUSTER", "MEET", "127.0.0.1", portOf(s.Addr), bus).Err())
		}
		clients, urls = append(clients, client), append(urls, s.URL())
	}
	for _, client := range clients {
		Eventually(t, "the Redis Cluster serves all slots", func() bool {
			info := client.ClusterInfo(t.Context()).Val()
			return strings.Contains(info, "cluster_state:ok") && strings.Contains(info, fmt.Sprint("cluster_size:", masters))
		})
	}
	c.url = strings.Join(urls, ",")
}

func (c *redisCluster) stop() {
	for _, s := range c.masters {
		s.kill()
	}
	if c.dir != "" {
		_ = os.RemoveAll(c.dir)
	}
}

// masterName is what the Sentinel calls the server that it watches.
const masterName = "porch"

// RedisSentinel starts a Redis and a Sentinel that watches it, and returns the address of the Sentinel, as the setting
// takes it. Both end with the test.
func RedisSentinel(t testing.TB) (url string) {
	t.Helper()
	server := Redis(t)
	settings := filepath.Join(t.TempDir(), "sentinel.conf") // a file, because a Sentinel writes into it
	must(t, os.WriteFile(settings, fmt.Appendf(nil, "sentinel monitor %s 127.0.0.1 %s 1\n", masterName, portOf(server.Addr)), 0o600))
	sentinel := runRedis(t, settings, "--sentinel")
	client := redis.NewSentinelClient(&redis.Options{Addr: sentinel.Addr})
	defer client.Close()
	Eventually(t, "the Sentinel knows the master", func() bool {
		addr, err := client.GetMasterAddrByName(context.Background(), masterName).Result()
		return err == nil && strings.Join(addr, ":") == server.Addr
	})
	return sentinel.URL() + "?master_name=" + masterName
}
