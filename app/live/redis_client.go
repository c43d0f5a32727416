package live

import (
	"context"
	"crypto/tls"
	"net"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	// sentinelPatience is how long a Sentinel may take to answer, and connectWithin to be connected to, as the master that it names.
	sentinelPatience = 250 * time.Millisecond
	connectWithin    = 500 * time.Millisecond
	// clusterLookEvery is how often it is asked which master of a Cluster has which keys, while any are used. go-redis asks by itself where one
	// master refers to another, but not where one is gone (redis/go-redis#3979): it would go on asking that one for a minute.
	clusterLookEvery = time.Second
)

// Client is the connection to the same Redis, for what else the nodes share, such as limits. It belongs to the bus.
func (r *Redis) Client() redis.UniversalClient { return r.client }

// newRedisClient is redis.NewUniversalClient for servers of which any may hang or be gone at any time.
func newRedisClient(o *redis.UniversalOptions) redis.UniversalClient {
	switch {
	case o.MasterName != "":
		return newSentinelClient(o)
	case len(o.Addrs) > 1:
		cluster := o.Cluster()
		cluster.ClusterStateReloadInterval = clusterLookEvery
		return redis.NewClusterClient(cluster)
	default:
		return redis.NewClient(o.Simple())
	}
}

// newSentinelClient bounds the search for the master, which is a part of each connection: go-redis asks the Sentinel that it knows twice, twice
// each time, before it asks another, and gives the search up where the connection's own time is over by then. A Sentinel that hangs would keep it
// from the master for ever.
func newSentinelClient(o *redis.UniversalOptions) redis.UniversalClient {
	failover := o.Failover()
	failover.ReadTimeout, failover.WriteTimeout = sentinelPatience, sentinelPatience
	failover.DialTimeout = 4*(sentinelPatience+connectWithin) + redisTimeout
	plain := &net.Dialer{Timeout: connectWithin}
	failover.Dialer = plain.DialContext
	if o.TLSConfig != nil {
		failover.Dialer = func(_ context.Context, network, addr string) (net.Conn, error) {
			return tls.DialWithDialer(plain, network, addr, o.TLSConfig)
		}
	}
	return redis.NewFailoverClient(failover).WithTimeout(redisTimeout)
}
