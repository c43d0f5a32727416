package live

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// RedisProbe is what a Redis says of itself.
type RedisProbe struct {
	Trip    time.Duration // of a PING
	Ahead   time.Duration // of its clock before ours; half a trip is taken for the way
	Version string
	Mode    string // standalone, cluster or sentinel
	Role    string // master or slave
	Evicts  string // what goes when its memory is full: maxmemory_policy
	Memory  uint64 // bytes that it may use; 0: no bound
	Used    uint64 // bytes that it does use
	Silent  bool   // it does not let this user ask for more than PING and TIME

	Replicas  int             // that follow the master; of a Cluster, all that there are
	Careful   bool            // a master without replicas takes no writes: min-replicas-to-write
	Sentinels *SentinelsProbe // nil where none are named
	Cluster   *ClusterProbe   // nil where it is none
}

// probeChannel is one that nobody listens to, below the prefix that a user of the site may be kept to.
const probeChannel = defaultPrefix + ":probe"

// ProbeRedis asks a Redis how it is, and whether it takes what nodes tell it. The error is a RedisTrouble, or a sentence about the address.
func ProbeRedis(ctx context.Context, url string) (p RedisProbe, err error) {
	universal, err := parseRedisURL(url)
	if err != nil {
		return p, err
	}
	ctx, cancel := context.WithTimeout(ctx, 3*redisTimeout)
	defer cancel()
	client := newRedisClient(universal)
	defer client.Close()
	if err := client.Ping(ctx).Err(); err != nil { // the connection is made with it
		return p, explainRedis(ctx, universal, err)
	}
	began := time.Now()
	if err := client.Ping(ctx).Err(); err != nil {
		return p, explainRedis(ctx, universal, err)
	}
	p.Trip = time.Since(began)
	if now, err := client.Time(ctx).Result(); err == nil {
		p.Ahead = time.Until(now) + p.Trip/2
	}
	if err := p.ask(ctx, client, universal); err != nil {
		return p, err
	}
	if err := client.Eval(ctx, beatScript, []string{newRedisKeys(defaultPrefix).beat}, probeChannel, "").Err(); err != nil {
		return p, explainRedis(ctx, universal, err)
	}
	return p, nil
}

// ask takes in what it says of itself, as far as it does. An error is an address that names the wrong part of a larger whole.
func (p *RedisProbe) ask(ctx context.Context, client redis.UniversalClient, o *redis.UniversalOptions) error {
	said, err := client.Info(ctx).Result()
	if err != nil {
		p.Silent = redis.HasErrorPrefix(err, "NOPERM")
		return nil
	}
	p.read(said)
	if err := p.misuse(o); err != nil {
		return err
	}
	if o.MasterName != "" {
		p.Sentinels = probeSentinels(ctx, o)
	}
	if cluster, is := client.(*redis.ClusterClient); is {
		p.Cluster = probeCluster(ctx, cluster)
		p.Replicas = p.Cluster.Replicas
	}
	return nil
}

// read takes in what INFO says (https://redis.io/docs/latest/commands/info/).
func (p *RedisProbe) read(info string) {
	says := map[string]string{}
	for line := range strings.Lines(info) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		says[key] = value
	}
	p.Version, p.Mode, p.Role, p.Evicts = says["redis_version"], says["redis_mode"], says["role"], says["maxmemory_policy"]
	p.Memory, _ = strconv.ParseUint(says["maxmemory"], 10, 64)
	p.Used, _ = strconv.ParseUint(says["used_memory"], 10, 64)
	p.Replicas, _ = strconv.Atoi(says["connected_slaves"])
	_, p.Careful = says["min_slaves_good_slaves"] // it is told where it is minded
}

// misuse is an address that names the wrong part of a larger whole.
func (p *RedisProbe) misuse(o *redis.UniversalOptions) error {
	switch {
	case p.Mode == "sentinel":
		return &RedisTrouble{What: "it is a Sentinel", Do: "add ?master_name=NAME to the address, with the name under which it knows the Redis"}
	case p.Mode == "cluster" && len(o.Addrs) == 1:
		return &RedisTrouble{What: "it is part of a Cluster", Do: "give its address twice, separated by a comma, or several of the Cluster"}
	case p.Role == "slave" && o.MasterName == "" && len(o.Addrs) == 1:
		return &RedisTrouble{What: "it is a replica, which takes no writes", Do: "name the one that it follows"}
	}
	return nil
}
