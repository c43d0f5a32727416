package testparts

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	masters      = 3     // of a Cluster
	clusterSlots = 16384 // of every Redis Cluster
	// nodeTimeout is after how long of silence a Cluster takes a server for gone; a master's replica is elected within a second more.
	nodeTimeout = 2 * time.Second
)

// Cluster is a Redis Cluster of three masters.
type Cluster struct {
	Servers []*RedisServer // the masters, then the replicas, where it has any
	dir     string
}

var shared struct {
	once    sync.Once
	cluster Cluster
	url     string // empty until all slots are served
}

// RedisCluster returns the address of a Redis Cluster of three masters, as the setting takes it. All tests of a package
// share one, since it takes seconds to be ready: each needs a prefix of its own, and the package needs Main.
func RedisCluster(t testing.TB) (url string) {
	t.Helper()
	shared.once.Do(func() {
		dir, err := os.MkdirTemp("", "porchlight-cluster-")
		must(t, err)
		shared.cluster.dir = dir
		shared.cluster.start(t, 0)
		shared.url = shared.cluster.URL()
	})
	if shared.url == "" {
		t.Fatal("the Redis Cluster could not be started")
	}
	return shared.url
}

// NewRedisCluster starts a Cluster of three masters with a replica each, for a test that breaks it.
func NewRedisCluster(t testing.TB) *Cluster {
	t.Helper()
	c := &Cluster{dir: t.TempDir()}
	t.Cleanup(func() {
		for _, s := range c.Servers {
			s.finish(t)
		}
	})
	c.start(t, masters)
	return c
}

// URL is the address as the setting takes it.
func (c *Cluster) URL() string {
	var urls []string
	for _, s := range c.Servers {
		urls = append(urls, s.URL())
	}
	return strings.Join(urls, ",")
}

func (c *Cluster) start(t testing.TB, replicas int) {
	t.Helper()
	for i := range masters + replicas {
		s := &RedisServer{Addr: FreeAddr(t)}
		bus := portOf(FreeAddr(t))
		s.args = append([]string{
			"--cluster-enabled", "yes", "--cluster-port", bus, "--cluster-config-file", filepath.Join(c.dir, fmt.Sprint(i, ".conf")),
			"--cluster-node-timeout", fmt.Sprint(nodeTimeout.Milliseconds()), "--dir", c.dir, "--dbfilename", fmt.Sprint(i, ".rdb"), "--repl-diskless-sync-delay", "0",
			"--repl-ping-replica-period", "1", // a replica of which nothing was heard yet counts for nothing
		}, inMemory...)
		c.Servers = append(c.Servers, s)
		s.start(t)
		one := s.client(t)
		if i < masters {
			must(t, one.Do(t.Context(), "CLUSTER", "SET-CONFIG-EPOCH", i+1).Err())
			must(t, one.ClusterAddSlotsRange(t.Context(), i*clusterSlots/masters, (i+1)*clusterSlots/masters-1).Err())
		}
		for _, known := range c.Servers[:i] { // each of them, since hearsay takes seconds
			must(t, known.client(t).Do(t.Context(), "CLUSTER", "MEET", "127.0.0.1", portOf(s.Addr), bus).Err())
		}
	}
	c.whole(t)
	for i, replica := range c.Servers[masters:] {
		of := c.Servers[i].client(t).ClusterMyID(t.Context()).Val()
		Eventually(t, "a server follows its master", func() bool { return replica.client(t).ClusterReplicate(t.Context(), of).Err() == nil })
		Eventually(t, "a replica has what its master has", func() bool {
			return strings.Contains(replica.client(t).Info(t.Context(), "replication").Val(), "master_link_status:up")
		})
	}
	for _, s := range c.Servers {
		Within(t, startPatience, "all servers know that the replicas are well", func() bool {
			well := 0
			for _, shard := range s.client(t).ClusterShards(t.Context()).Val() {
				for _, node := range shard.Nodes {
					if node.Role == "replica" && node.Health == "online" {
						well++
					}
				}
			}
			return well == replicas
		})
	}
}

// whole waits until all servers know each other and serve all slots.
func (c *Cluster) whole(t testing.TB) {
	t.Helper()
	for _, s := range c.Servers {
		Within(t, startPatience, "the Redis Cluster serves all slots", func() bool {
			info := s.client(t).ClusterInfo(t.Context()).Val()
			return strings.Contains(info, "cluster_state:ok") && strings.Contains(info, fmt.Sprint("cluster_known_nodes:", len(c.Servers)))
		})
	}
}

// Holder is the master that has the slot of a key, once all servers that run say so.
func (c *Cluster) Holder(t testing.TB, key string) (holder *RedisServer) {
	t.Helper()
	Within(t, startPatience, "all servers know who has the slot of "+key, func() bool {
		named := map[*RedisServer]bool{}
		for _, s := range c.Servers {
			if s.process != nil {
				holder = c.holderBy(t, s, key)
				named[holder] = true
			}
		}
		return len(named) == 1 && holder != nil
	})
	return holder
}

// holderBy is who has the slot of a key as a server says; nil where it knows of none that is well.
func (c *Cluster) holderBy(t testing.TB, says *RedisServer, key string) *RedisServer {
	slot := says.client(t).ClusterKeySlot(t.Context(), key).Val()
	for _, shard := range says.client(t).ClusterShards(t.Context()).Val() {
		if !slices.ContainsFunc(shard.Slots, func(r redis.SlotRange) bool { return r.Start <= slot && slot <= r.End }) {
			continue
		}
		for _, node := range shard.Nodes {
			if node.Role == "master" && node.Health == "online" {
				return c.Servers[slices.IndexFunc(c.Servers, func(s *RedisServer) bool { return portOf(s.Addr) == fmt.Sprint(node.Port) })]
			}
		}
	}
	return nil
}

// Successor waits until another master has the slot of a key than old, and returns it.
func (c *Cluster) Successor(t testing.TB, key string, old *RedisServer) (master *RedisServer) {
	t.Helper()
	Within(t, startPatience, "the Cluster has put a replica into the place of the master", func() bool {
		master = c.Holder(t, key)
		return master != old
	})
	return master
}

// Move takes the slot of a key to another master, key by key, as redis-cli --cluster reshard does. meanwhile is called when some of its keys are
// here and some there.
func (c *Cluster) Move(t testing.TB, key string, meanwhile func()) {
	t.Helper()
	from := c.Holder(t, key)
	to := c.Servers[(slices.Index(c.Servers[:masters], from)+1)%masters]
	source, target := from.client(t), to.client(t)
	slot := int(source.ClusterKeySlot(t.Context(), key).Val())
	set := func(client *redis.Client, state string, node *redis.Client) {
		must(t, client.Do(t.Context(), "CLUSTER", "SETSLOT", slot, state, node.ClusterMyID(t.Context()).Val()).Err())
	}
	set(target, "IMPORTING", source)
	set(source, "MIGRATING", target)
	for {
		keys := source.ClusterGetKeysInSlot(t.Context(), slot, 1).Val()
		if len(keys) == 0 {
			break
		}
		must(t, source.Migrate(t.Context(), "127.0.0.1", portOf(to.Addr), keys[0], 0, time.Second).Err())
		meanwhile()
	}
	set(target, "NODE", target)
	set(source, "NODE", target)
}

// Follows tells whether a server is a replica, and has what its master has.
func (c *Cluster) Follows(t testing.TB, server *RedisServer) bool {
	t.Helper()
	return strings.Contains(server.client(t).Info(t.Context(), "replication").Val(), "master_link_status:up")
}

// FailOver makes a replica the master, as before work on that one.
func (c *Cluster) FailOver(t testing.TB, replica *RedisServer) {
	t.Helper()
	must(t, replica.client(t).ClusterFailover(t.Context()).Err())
	Eventually(t, "the replica is the master", func() bool {
		return strings.Contains(replica.client(t).Info(t.Context(), "replication").Val(), "role:master")
	})
}

func (c *Cluster) stop() {
	for _, s := range c.Servers {
		s.end()
	}
	if c.dir != "" {
		_ = os.RemoveAll(c.dir)
	}
}
