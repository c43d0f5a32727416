package live_test

import (
	"bufio"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"porchlight/app/live"
	"porchlight/app/testparts"

	"github.com/redis/go-redis/v9"
)

func TestAProbeSaysWhyARedisCannotBeUsedAndWhetherItMayBeAnotherTime(t *testing.T) {
	t.Parallel()
	open, locked, full, alone, narrow := newRedis(t), newRedis(t), newRedis(t), newRedis(t), newRedis(t)
	for _, err := range []error{
		full.ConfigSet(t.Context(), "maxmemory", "1").Err(), alone.ConfigSet(t.Context(), "min-replicas-to-write", "1").Err(),
		narrow.Do(t.Context(), "ACL", "SETUSER", "site", "on", ">secret", "~*", "&*", "+@all", "-eval").Err(),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := locked.ConfigSet(t.Context(), "requirepass", "open sesame").Err(); err != nil {
		t.Fatal(err)
	}
	page := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(page.Close)
	certificate, _ := testparts.NewCertificate(t, "localhost")
	hidden := answering(t, func(conn net.Conn) {
		secret := tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{certificate}})
		_ = secret.Handshake()
	})
	silent := answering(t, func(conn net.Conn) { _, _ = bufio.NewReader(conn).ReadString(0) })
	abrupt := answering(t, func(net.Conn) {})
	cluster, _, _ := strings.Cut(testparts.RedisCluster(t), ",")
	sentinel, _, _ := strings.Cut(testparts.RedisSentinel(t), "?")
	for _, c := range []struct {
		name, url, what, do string
		away                bool
	}{
		{"nobody", "redis://" + testparts.FreeAddr(t), "nobody listens at 127.0.0.1:", "start Redis there", true},
		{"no such name", "redis://redis.invalid:6379", "the name redis.invalid is not known", "correct it", true},
		{"no socket", "unix:///nowhere/redis.sock", "there is no socket /nowhere/redis.sock", "correct the path", true},
		{"silence", "redis://" + silent, "nothing comes back from " + silent, "firewall", true},
		{"a hang-up", "redis://" + abrupt, "it hung up", "look at its log", true},
		{"no password", locked.URL(), "it asks for a password", "redis://:PASSWORD@HOST:PORT", false},
		{"a wrong password", "redis://:secret@" + locked.Addr, "it refuses the user or the password", "written as %40", false},
		{"no such database", "redis://" + open.Addr + "/99", "it has no database of that number", "leave the number", false},
		{"a page", page.URL[len("http:"):], "is no Redis", "correct the host and the port", false},
		{"TLS to one that speaks plain", "rediss://" + open.Addr, "does not speak TLS", "write redis:// instead", false},
		{"plain to one that speaks TLS", "redis://" + hidden, "speaks TLS alone", "write rediss:// instead", false},
		{"TLS to one that nobody vouches for", "rediss://" + strings.Replace(hidden, "127.0.0.1", "localhost", 1), "its certificate is not trusted: nobody that this machine trusts has signed it", "trust", false},
		{"a full one", full.URL(), "its memory is full, and it takes no writes", "maxmemory", true},
		{"one without the replicas that it wants", alone.URL(), "too few replicas follow it", "min-replicas-to-write", true},
		{"a user who may not do it", "redis://site:secret@" + narrow.Addr, "no permissions to run the 'eval' command", "ACL SETUSER USER ~porchlight:* &porchlight:*", false},
		{"a Cluster by one address", cluster, "it is part of a Cluster", "twice", false},
		{"a Sentinel without a name", sentinel, "it is a Sentinel", "?master_name=NAME", false},
		{"a Sentinel with a wrong name", sentinel + "?master_name=other", "names a Redis", "master_name", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			url := c.url
			if strings.HasPrefix(url, "//") {
				url = "redis:" + url
			}
			_, err := live.ProbeRedis(t.Context(), url)
			var trouble *live.RedisTrouble
			if !errors.As(err, &trouble) || !strings.Contains(trouble.What, c.what) || !strings.Contains(trouble.Do, c.do) || trouble.Away != c.away {
				t.Errorf("%v (%+v), want %q; %q, away: %v", err, trouble, c.what, c.do, c.away)
			}
			if err != nil && strings.Contains(err.Error(), "secret") {
				t.Errorf("it tells the password: %v", err)
			}
		})
	}
}

func TestAProbeTellsHowARedisIs(t *testing.T) {
	t.Parallel()
	server := newRedis(t)
	if err := server.ConfigSet(t.Context(), "maxmemory", "100mb").Err(); err != nil {
		t.Fatal(err)
	}
	for name, url := range map[string]string{"one": server.URL(), "a Cluster": testparts.RedisCluster(t), "behind a Sentinel": testparts.RedisSentinel(t)} {
		p, err := live.ProbeRedis(t.Context(), url)
		if err != nil || p.Trip <= 0 || p.Ahead.Abs().Seconds() > 1 || p.Version == "" || p.Role != "master" || p.Evicts != "noeviction" || p.Used == 0 || p.Silent {
			t.Errorf("%s: %+v %v", name, p, err)
		}
		if name == "one" && p.Memory != 100<<20 {
			t.Errorf("it may use %d bytes", p.Memory)
		}
	}
}

func probe(t *testing.T, url string) live.RedisProbe {
	t.Helper()
	p, err := live.ProbeRedis(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTheRightsThatAUserIsToldToHaveAreEnough(t *testing.T) {
	t.Parallel()
	server := newRedis(t)
	if err := server.ACLSetUser(t.Context(), "site", append([]string{"on", ">secret"}, live.Rights...)...).Err(); err != nil {
		t.Fatal(err)
	}
	url := "redis://site:secret@" + server.Addr
	if p := probe(t, url); p.Silent || p.Version == "" {
		t.Errorf("%+v", p)
	}
	one, two := joinNode(t, url, "one"), joinNode(t, url, "two")
	one.change(t, live.Delta{Node: "one", Seq: 1, Set: set("ada", "/")})
	exchange(t, "said", one, two)
	if kept, err := one.Renew(t.Context(), "one", 1); !kept || err != nil || two.share(t, "one") != "1 ada=/" {
		t.Errorf("a renewal: %v %v", kept, err)
	}
	if err := one.Leave(t.Context(), "one"); err != nil {
		t.Error(err)
	}
	if said := server.Do(t.Context(), "ACL", "LOG").String(); strings.Contains(said, "reason") {
		t.Errorf("something was refused: %s", said)
	}
}

func TestAProbeGetsByWithoutTheRightToAskForMore(t *testing.T) {
	t.Parallel()
	server := newRedis(t)
	if err := server.ACLSetUser(t.Context(), "site", "on", ">secret", "~*", "&*", "+@all", "-info").Err(); err != nil && !errors.Is(err, redis.Nil) {
		t.Fatal(err)
	}
	p, err := live.ProbeRedis(t.Context(), "redis://site:secret@"+server.Addr)
	if err != nil || !p.Silent || p.Trip <= 0 {
		t.Errorf("%+v %v", p, err)
	}
}

// answering listens where every connection is treated like that, and then closed.
func answering(t *testing.T, do func(net.Conn)) (addr string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() { do(conn); _ = conn.Close() }()
		}
	}()
	return listener.Addr().String()
}
