package live

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/redis/go-redis/v9"
)

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
	var dial *net.OpError
	if errors.As(err, &dial) && dial.Addr != nil { // one of several, or one that a Sentinel names
		at = dial.Addr.String()
	}
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
	case said("NOPERM"):
		t.What, t.Do = "it does not let this user do what the site needs: "+permission(err), "let the user do it: ACL SETUSER USER "+redisRights
	case said("OOM"):
		t.What, t.Do, t.Away = "its memory is full, and it takes no writes", "give it more (maxmemory), or this site a Redis of its own", true
	case said("NOREPLICAS"):
		t.What, t.Do, t.Away = "it takes no writes, because too few replicas follow it", "start them, or lower min-replicas-to-write", true
	case said("READONLY"):
		t.What, t.Do, t.Away = "it is a replica, which takes no writes", "name the one that it follows", true
	case said("MISCONF"):
		t.What, t.Do, t.Away = "it takes no writes, because it could not save to its disk", "look at its disk, or have it save nothing: the site needs nothing of it kept", true
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

// redisRights are those that the site needs, as ACL SETUSER takes them. INFO is for the doctor, CLUSTER for one.
const redisRights = "~porchlight:* &porchlight:* +@read +@write +@scripting +@pubsub +@connection -@dangerous +time +info +cluster|slots +cluster|shards +cluster|info"

// permission is what of it was refused, in the server's own words, which begin with the code.
func permission(err error) string {
	_, what, _ := strings.Cut(err.Error(), "NOPERM ")
	return what
}

// isNonsense reports whether something answered that is no Redis protocol.
func isNonsense(err error) bool {
	return strings.Contains(err.Error(), "redis: can't parse") || strings.Contains(err.Error(), "redis: invalid reply")
}
