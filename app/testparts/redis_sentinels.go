package testparts

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	// masterName is what Sentinels call the server that they watch.
	masterName = "porch"
	replicas   = 2 // of a master
	sentinels  = 3
	quorum     = 2 // of them must agree that a master is gone
	// goneAfter is of how much silence of a master they say so; a minute and a half is Redis' own, and five seconds are usual.
	goneAfter = 2 * time.Second
	// tryAgain is half of the time after which they try another time where they did not agree on who of them does it.
	tryAgain = 2 * time.Second
)

// Sentinels is a master with its replicas, and the Sentinels that put one of these into its place.
type Sentinels struct {
	Servers   []*RedisServer // the first is the master in the beginning
	Sentinels []*RedisServer
	access    SentinelAccess
}

// SentinelAccess is whom the servers and the Sentinels let in; each may be empty, and then they let everybody in.
type SentinelAccess struct {
	User, Password string // of the servers
	Sentinels      string // the password of the Sentinels
}

// RedisSentinel starts a Redis and a Sentinel that watches it, and returns the address of the Sentinel, as the setting
// takes it. Both end with the test.
func RedisSentinel(t testing.TB) (url string) {
	t.Helper()
	s := &Sentinels{Servers: []*RedisServer{Redis(t)}}
	s.watch(t, 1, 1)
	return s.URL()
}

// NewRedisSentinels starts a master with two replicas and three Sentinels, for a test that breaks them.
func NewRedisSentinels(t testing.TB, access SentinelAccess) *Sentinels {
	t.Helper()
	s := &Sentinels{access: access}
	args := slices.Concat(inMemory, []string{"--repl-diskless-sync-delay", "0", "--repl-ping-replica-period", "1"})
	if access.User != "" {
		args = append(args, "--masteruser", access.User, "--masterauth", access.Password,
			"--user", access.User, "on", ">"+access.Password, "~*", "&*", "+@all", "--user", "default", "off")
	}
	for range 1 + replicas {
		mine := append(slices.Clone(args), "--dir", t.TempDir()) // a replica puts what it gets into a file first
		if len(s.Servers) > 0 {
			mine = append(mine, "--replicaof", "127.0.0.1", portOf(s.Servers[0].Addr))
		}
		s.Servers = append(s.Servers, runRedis(t, mine...))
	}
	Eventually(t, "the master has its replicas", func() bool {
		return strings.Count(s.Client(t, s.Servers[0]).Info(t.Context(), "replication").Val(), "state=online") == replicas
	})
	s.watch(t, sentinels, quorum)
	return s
}

func (s *Sentinels) watch(t testing.TB, sentinels, quorum int) {
	t.Helper()
	master := s.Servers[0].Addr
	for range sentinels {
		lines := []string{
			fmt.Sprintf("sentinel monitor %s 127.0.0.1 %s %d", masterName, portOf(master), quorum),
			fmt.Sprintf("sentinel down-after-milliseconds %s %d", masterName, goneAfter.Milliseconds()),
			fmt.Sprintf("sentinel failover-timeout %s %d", masterName, tryAgain.Milliseconds()),
		}
		if s.access.User != "" {
			lines = append(lines, fmt.Sprintf("sentinel auth-user %s %s\nsentinel auth-pass %[1]s %[3]s", masterName, s.access.User, s.access.Password))
		}
		if s.access.Sentinels != "" {
			lines = append(lines, "requirepass "+s.access.Sentinels)
		}
		settings := filepath.Join(t.TempDir(), "sentinel.conf") // a file, because a Sentinel writes into it
		must(t, os.WriteFile(settings, []byte(strings.Join(lines, "\n")+"\n"), 0o600))
		s.Sentinels = append(s.Sentinels, runRedis(t, settings, "--sentinel"))
	}
	for _, one := range s.Sentinels {
		Eventually(t, "a Sentinel knows the master, the replicas and the other Sentinels", func() bool {
			says, err := s.sentinel(t, one).Master(t.Context(), masterName).Result()
			return err == nil && says["num-slaves"] == fmt.Sprint(len(s.Servers)-1) && says["num-other-sentinels"] == fmt.Sprint(sentinels-1) &&
				says["ip"]+":"+says["port"] == master
		})
	}
}

// URL is the address as the setting takes it.
func (s *Sentinels) URL() string { return s.URLWith(s.access.Password) }

// URLWith is URL with another password of the servers.
func (s *Sentinels) URLWith(password string) string {
	var all []string
	for _, one := range s.Sentinels {
		user := ""
		if s.access.User != "" {
			user = s.access.User + ":" + password + "@"
		}
		all = append(all, "redis://"+user+one.Addr)
	}
	all[0] += "?master_name=" + masterName
	if s.access.Sentinels != "" {
		all[0] += "&sentinel_password=" + s.access.Sentinels
	}
	return strings.Join(all, ",")
}

// Master is the server that a majority of the Sentinels which run take for the master; nil while they do not agree.
func (s *Sentinels) Master(t testing.TB) *RedisServer {
	t.Helper()
	named := map[string]int{}
	for _, one := range s.Sentinels {
		if one.process == nil || one.frozen {
			continue
		}
		if addr, err := s.sentinel(t, one).GetMasterAddrByName(t.Context(), masterName).Result(); err == nil {
			named[strings.Join(addr, ":")]++
		}
	}
	for _, server := range s.Servers {
		if named[server.Addr] > len(s.Sentinels)/2 {
			return server
		}
	}
	return nil
}

// Successor waits until the Sentinels have put another server into the place of old and it takes writes, and returns it.
func (s *Sentinels) Successor(t testing.TB, old *RedisServer) (master *RedisServer) {
	t.Helper()
	Within(t, startPatience, "the Sentinels have put a replica into the place of the master", func() bool {
		master = s.Master(t)
		return master != nil && master != old && strings.Contains(s.Client(t, master).Info(t.Context(), "replication").Val(), "role:master")
	})
	return master
}

// FailOver has the Sentinels put a replica into the place of the master, as before work on that one.
func (s *Sentinels) FailOver(t testing.TB) {
	t.Helper()
	must(t, s.sentinel(t, s.Sentinels[0]).Failover(t.Context(), masterName).Err())
}

// Client is one of a server, for what an operator does to it.
func (s *Sentinels) Client(t testing.TB, server *RedisServer) *redis.Client {
	t.Helper()
	return server.clientAs(t, s.access.User, s.access.Password)
}

func (s *Sentinels) sentinel(t testing.TB, one *RedisServer) *redis.SentinelClient {
	client := redis.NewSentinelClient(&redis.Options{Addr: one.Addr, Password: s.access.Sentinels})
	t.Cleanup(func() { _ = client.Close() })
	return client
}

// Follows tells whether a server is a replica of the master that the Sentinels name, and has what that one has.
func (s *Sentinels) Follows(t testing.TB, server *RedisServer) bool {
	t.Helper()
	master := s.Master(t)
	says := s.Client(t, server).Info(t.Context(), "replication").Val()
	return master != nil && strings.Contains(says, "master_port:"+portOf(master.Addr)+"\r\n") && strings.Contains(says, "master_link_status:up")
}

// AddPassword lets the user in with another password, too, and has servers and Sentinels use that one among themselves.
func (s *Sentinels) AddPassword(t testing.TB, password string) {
	t.Helper()
	for _, server := range s.Servers {
		must(t, s.Client(t, server).ACLSetUser(t.Context(), s.access.User, ">"+password).Err())
		must(t, s.Client(t, server).ConfigSet(t.Context(), "masterauth", password).Err())
	}
	for _, one := range s.Sentinels {
		must(t, s.sentinel(t, one).Set(t.Context(), masterName, "auth-pass", password).Err())
	}
	s.access.Password = password
}

// RemovePassword lets nobody in any more with an old password, and ends the connections that were made with it.
func (s *Sentinels) RemovePassword(t testing.TB, password string) {
	t.Helper()
	for _, server := range s.Servers {
		must(t, s.Client(t, server).ACLSetUser(t.Context(), s.access.User, "<"+password).Err())
	}
	for _, server := range s.Servers {
		must(t, s.Client(t, server).ClientKillByFilter(t.Context(), "USER", s.access.User, "SKIPME", "yes").Err())
	}
}
