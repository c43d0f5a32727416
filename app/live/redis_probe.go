package live

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"syscall"
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
}

// ProbeRedis asks a Redis how it is. The error is a RedisTrouble, or a sentence about the address.
func ProbeRedis(ctx context.Context, url string) (p RedisProbe, err error) {
	universal, err := parseRedisURL(url)
	if err != nil {
		return p, err
	}
	ctx, cancel := context.WithTimeout(ctx, 3*redisTimeout)
	defer cancel()
	client := redis.NewUniversalClient(universal)
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
	said, err := client.Info(ctx).Result()
	if err != nil {
		p.Silent = redis.HasErrorPrefix(err, "NOPERM")
		return p, nil
	}
	p.read(said)
	return p, p.misuse(universal)
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

// RedisTrouble is why a Redis cannot be used, in the words of whoever runs the site. They hold no part of the address: there is a
// password in it.
type RedisTrouble struct {
	What, Do string
	Away     bool // nobody answers, or not yet: it may be another time
	cause    error
}

// Error is one line.
func (t *RedisTrouble) Error() string { return t.What + "; " + t.Do }

// Unwrap returns what was met.
func (t *RedisTrouble) Unwrap() error { return t.cause }

func explainRedis(ctx context.Context, o *redis.UniversalOptions, err error) error {
	t := &RedisTrouble{cause: err}
	at := strings.Join(o.Addrs, ", ")
	var name *net.DNSError
	var timeout net.Error
	said := func(prefixes ...string) bool {
		for _, prefix := range prefixes {
			if redis.HasErrorPrefix(err, prefix) || strings.Contains(err.Error(), prefix+" ") { // of a Sentinel, in the midst of more
				return true
			}
		}
		return false
	}
	switch {
	case said("WRONGPASS"), said("ERR invalid password"), said("ERR AUTH"):
		t.What, t.Do = "it refuses the user or the password", "correct them in the address, redis://USER:PASSWORD@HOST:PORT; signs such as @ : / ? # % in the password are written as %40 %3A %2F %3F %23 %25"
	case said("NOAUTH"):
		t.What, t.Do = "it asks for a password", "put it into the address, redis://:PASSWORD@HOST:PORT"
	case said("ERR DB index", "ERR invalid DB index"):
		t.What, t.Do = "it has no database of that number", "leave the number at the end of the address out"
	case said("LOADING", "MASTERDOWN", "CLUSTERDOWN", "ERR max number of clients"):
		t.What, t.Do, t.Away = "it is not ready: "+err.Error(), "wait, or look at its log", true
	case o.TLSConfig != nil && (strings.Contains(err.Error(), "does not look like a TLS handshake") || speaksPlain(ctx, o)):
		t.What, t.Do = "what answers at "+at+" does not speak TLS", "write redis:// instead of rediss://, or name the port that does"
	case isCertificate(err):
		t.What, t.Do = "its certificate is not trusted: "+plainCertificate(err), "name the host that the certificate is for, and let the system trust who signed it"
	case errors.As(err, &name):
		t.What, t.Do, t.Away = "the name "+name.Name+" is not known", "correct it, or look at the DNS of this machine", true
	case errors.Is(err, syscall.ECONNREFUSED):
		t.What, t.Do, t.Away = "nobody listens at "+at, "start Redis there, or correct the address", true
	case errors.Is(err, syscall.ENOENT):
		t.What, t.Do, t.Away = "there is no socket "+at, "start Redis, or correct the path", true
	case errors.Is(err, syscall.EACCES):
		t.What, t.Do = "the socket "+at+" may not be used by this user", "let this user into the group of the socket"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		t.What, t.Do, t.Away = "nothing comes back from "+at, "look whether Redis is well there, and whether a firewall is in between", true
	case errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), isNonsense(err):
		t.What, t.Do, t.Away = "it hung up", "look at its log", true
		if isNonsense(err) {
			t.What, t.Do, t.Away = "what answers at "+at+" is no Redis", "correct the host and the port", false
		}
		if speaksTLS(ctx, o) {
			t.What, t.Do, t.Away = "what answers at "+at+" speaks TLS alone", "write rediss:// instead of redis://", false
		}
	case strings.Contains(err.Error(), "sentinels specified"):
		t.What, t.Do, t.Away = "no Sentinel at "+at+" names a Redis", "start them, or correct their addresses and master_name", true
	default:
		t.What, t.Do, t.Away = fmt.Sprintf("it cannot be used: %v", err), "look at its log", true
	}
	return t
}

// isNonsense reports whether something answered that is no Redis protocol.
func isNonsense(err error) bool {
	return strings.Contains(err.Error(), "redis: can't parse") || strings.Contains(err.Error(), "redis: invalid reply")
}
