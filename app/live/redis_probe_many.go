package live

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"
)

// SentinelsProbe is how those are who watch a Redis.
type SentinelsProbe struct {
	Number int      // that know of each other
	Away   []string // addresses of the setting where none answers
	Stuck  bool     // they are too few to put another server into the place of the master
}

// ClusterProbe is how a Cluster is as a whole.
type ClusterProbe struct {
	Masters, Replicas int
	Bare              []string // masters without a replica
	Partial           bool     // some slots are served by nobody
}

// probeSentinels asks all that are named.
func probeSentinels(ctx context.Context, o *redis.UniversalOptions) *SentinelsProbe {
	p := &SentinelsProbe{}
	for _, addr := range o.Addrs {
		client := redis.NewSentinelClient(&redis.Options{
			Addr: addr, Username: o.SentinelUsername, Password: o.SentinelPassword, TLSConfig: o.TLSConfig, ContextTimeoutEnabled: true,
			DialTimeout: connectWithin, ReadTimeout: sentinelPatience, WriteTimeout: sentinelPatience, MaxRetries: -1, DialerRetries: 1,
		})
		others, err := client.Sentinels(ctx, o.MasterName).Result()
		if err != nil {
			p.Away = append(p.Away, addr)
		} else {
			p.Number = max(p.Number, 1+len(others))
			p.Stuck = p.Stuck || redis.HasErrorPrefix(client.CkQuorum(ctx, o.MasterName).Err(), "NOQUORUM")
		}
		_ = client.Close()
	}
	return p
}

// probeCluster asks one of its servers for all.
func probeCluster(ctx context.Context, client *redis.ClusterClient) *ClusterProbe {
	p := &ClusterProbe{Partial: !strings.Contains(client.ClusterInfo(ctx).Val(), "cluster_state:ok")}
	for _, shard := range client.ClusterShards(ctx).Val() {
		master, replicas := "", 0
		for _, node := range shard.Nodes {
			switch {
			case node.Health != "online":
			case node.Role == "master":
				master = net.JoinHostPort(node.IP, strconv.FormatInt(cmp.Or(node.Port, node.TLSPort), 10))
			default:
				replicas++
			}
		}
		if master == "" || len(shard.Slots) == 0 {
			continue
		}
		p.Masters, p.Replicas = p.Masters+1, p.Replicas+replicas
		if replicas == 0 {
			p.Bare = append(p.Bare, master)
		}
	}
	return p
}

// String is the whole in a few words.
func (p *ClusterProbe) String() string {
	return fmt.Sprintf("a Cluster of %d masters and %d replicas", p.Masters, p.Replicas)
}
