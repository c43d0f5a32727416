package live_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"porchlight/app/live"
)

// halfOfACall is half of what a call to the server may take. Waiting for a server that does not answer takes longer, and a slow machine
// does not.
const halfOfACall = 500 * time.Millisecond

// redisNode is a bus on server whose listener remembers.
func redisNode(t *testing.T, server *redisServer, name string) *node {
	t.Helper()
	n := &node{Bus: joinRedis(t, live.RedisOptions{URL: server.URL(), Node: name})}
	n.listen()
	return n
}

// resumes waits until the node was told to resume since before.
func (n *node) resumes(t *testing.T, before int) {
	t.Helper()
	eventually(t, "the node resumes", func() bool { return n.Up() && n.resumptions() > before })
}

// exchange shows that events go both ways.
func exchange(t *testing.T, label string, one, two *node) {
	t.Helper()
	one.Publish(label, []byte("from one"))
	two.Publish(label, []byte("from two"))
	for _, n := range []*node{one, two} {
		eventually(t, "events go both ways", func() bool {
			heard := strings.Join(n.heard(), "\n")
			return strings.Contains(heard, label+"=from one") && strings.Contains(heard, label+"=from two")
		})
	}
}

func TestListenersResumeAfterTheirSubscriptionWasCut(t *testing.T) {
	t.Parallel()
	server := newRedis(t)
	one, two := redisNode(t, server, "one"), redisNode(t, server, "two")
	for range 3 {
		beforeOne, beforeTwo := one.resumptions(), two.resumptions()
		if err := server.ClientKillByFilter(t.Context(), "TYPE", "pubsub").Err(); err != nil {
			t.Fatal(err)
		}
		one.resumes(t, beforeOne)
		two.resumes(t, beforeTwo)
	}
	exchange(t, "after", one, two)
}

func TestABusGoesDownWithItsServerAndResumesWhenItIsBack(t *testing.T) {
	t.Parallel()
	server := newRedis(t)
	one, two := redisNode(t, server, "one"), redisNode(t, server, "two")
	beforeOne, beforeTwo := one.resumptions(), two.resumptions()
	server.Stop(t)
	eventually(t, "both notice", func() bool { return !one.Up() && !two.Up() })
	start := time.Now()
	one.Publish("lost", nil)
	if err := one.Change(t.Context(), live.Delta{Node: "one", Seq: 1}); !errors.Is(err, live.ErrDown) {
		t.Fatalf("a change while the bus is down: %v", err)
	}
	if took := time.Since(start); took > halfOfACall {
		t.Fatalf("while the bus is down its calls took %v", took)
	}
	server.Restart(t)
	one.resumes(t, beforeOne)
	two.resumes(t, beforeTwo)
	exchange(t, "after", one, two)
	one.change(t, live.Delta{Node: "one", Seq: 1}) // the scripts are loaded again
}

func TestAFlushedShareIsNoticedByTheNextRenewal(t *testing.T) {
	t.Parallel()
	server := newRedis(t)
	one := redisNode(t, server, "one")
	one.change(t, live.Delta{Node: "one", Seq: 1, Set: set("ada", "/")})
	if err := server.FlushAll(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	if kept, err := one.Renew(t.Context(), "one", 1); kept || err != nil {
		t.Fatalf("renew after a flush: %v %v", kept, err)
	}
	one.change(t, live.Delta{Node: "one", Seq: 2, Reset: true, Set: set("ada", "/")})
	if got := one.share(t, "one"); got != "2 ada=/" {
		t.Fatalf("after the reset: %q", got)
	}
}

func TestAFrozenServerIsNoticedWithinThreeSecondsAndBlocksNobody(t *testing.T) {
	t.Parallel()
	server := newRedis(t)
	one := redisNode(t, server, "one")
	before := one.resumptions()
	server.Freeze(t)
	defer server.Thaw(t)
	frozen, slowest := time.Now(), time.Duration(0)
	for one.Up() {
		start := time.Now()
		one.Publish("x", []byte("y"))
		slowest = max(slowest, time.Since(start))
		if time.Since(frozen) > 3*time.Second {
			t.Fatal("the bus still believes that it is up")
		}
		time.Sleep(time.Millisecond)
	}
	if slowest > halfOfACall {
		t.Fatalf("a Publish took %v", slowest)
	}
	start := time.Now()
	if _, err := one.Shares(t.Context()); !errors.Is(err, live.ErrDown) || time.Since(start) > halfOfACall {
		t.Fatalf("Shares: %v after %v", err, time.Since(start))
	}
	server.Thaw(t)
	one.resumes(t, before)
}

func TestACallOnAFrozenServerEndsByItself(t *testing.T) {
	t.Parallel()
	server := newRedis(t)
	one := redisNode(t, server, "one")
	server.Freeze(t)
	defer server.Thaw(t)
	start := time.Now()
	if _, err := one.Shares(t.Context()); err == nil {
		t.Fatal("a frozen server answered")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_ = one.Leave(ctx, "one")
	if took := time.Since(start); took > 2*time.Second {
		t.Fatalf("it took %v", took)
	}
}

func TestABusMayStartBeforeItsServer(t *testing.T) {
	t.Parallel()
	server := newRedis(t)
	server.Stop(t)
	start := time.Now()
	bus, err := live.NewRedis(t.Context(), live.RedisOptions{URL: server.URL(), Node: "early"})
	if err != nil {
		t.Fatal(err)
	}
	defer bus.Close()
	if took := time.Since(start); bus.Up() || took > 2*time.Second {
		t.Fatalf("up %v after %v", bus.Up(), took)
	}
	n := &node{Bus: bus}
	n.listen()
	n.Publish("own", nil)
	n.hears(t, "own=") // own listeners need no Redis
	server.Restart(t)
	n.resumes(t, 0)
	exchange(t, "now", n, redisNode(t, server, "other"))
}

func TestOthersResumeWhenANodeHadToDropAnEvent(t *testing.T) {
	t.Parallel()
	server := newRedis(t)
	one, two := redisNode(t, server, "one"), redisNode(t, server, "two")
	exchange(t, "before", one, two)
	before := two.resumptions()
	live.DropNext(one.Bus.(*live.Redis))
	one.Publish("sent", nil)
	two.resumes(t, before)
	live.DropNext(one.Bus.(*live.Redis))
	two.resumes(t, before+1) // though nothing is sent after it
}

func TestAnOverfullQueueTakesTheBusDownInsteadOfBlocking(t *testing.T) {
	t.Parallel()
	server := newRedis(t)
	one, two := redisNode(t, server, "one"), redisNode(t, server, "two")
	before, beforeTwo := one.resumptions(), two.resumptions()
	server.Freeze(t)
	defer server.Thaw(t)
	for i := 0; one.Up(); i++ {
		one.Publish("x", nil)
		if i > 20_000 {
			t.Fatal("the queue takes everything")
		}
	}
	server.Thaw(t)
	one.resumes(t, before)
	two.resumes(t, beforeTwo)
	exchange(t, "after", one, two)
}

func TestNothingStaysInRedisWhenTheLeasesAreOver(t *testing.T) {
	t.Parallel()
	server := newRedis(t)
	one, two := redisNode(t, server, "one"), redisNode(t, server, "two")
	one.change(t, live.Delta{Node: "one", Seq: 1, Set: set("ada", "/")})
	two.change(t, live.Delta{Node: "two", Seq: 1})
	age(t, server, "porchlight:{roster}:", live.DefaultLease)
	if keys, err := server.Keys(t.Context(), "*").Result(); err != nil || len(keys) != 0 {
		t.Fatalf("left: %v, %v", keys, err)
	}
}

func TestAnAddressThatIsNoneIsRefusedWithoutShowingThePassword(t *testing.T) {
	for _, address := range []string{"", "localhost:6379", "http://localhost", "redis://:secret@host:port", "redis://u:secret@h/x", "redis://a:1,:secret"} {
		_, err := live.NewRedis(t.Context(), live.RedisOptions{URL: address, Node: "one"})
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", address, err)
		}
	}
	if _, err := live.NewRedis(t.Context(), live.RedisOptions{URL: "redis://localhost"}); err == nil {
		t.Error("a bus without a node's name")
	}
}

func TestSeveralAddressesAreAClusterAndAMasterNameMeansSentinels(t *testing.T) {
	for addresses, want := range map[string]string{
		"redis://u:p@h:1/3":                     "*redis.Client [h:1] u p 3 ",
		"redis://u:p@h:1,redis://i:2":           "*redis.ClusterClient [h:1 i:2] u p 0 ",
		"redis://h:1?master_name=m,redis://i:2": "*redis.Client [h:1 i:2]   0 m",
		"redis://u:p@h:1?master_name=m&sentinel_username=s&sentinel_password=q": "*redis.Client [h:1] u p 0 m s q",
		"rediss://h:1":                            "*redis.Client [h:1]   0  for h",
		"rediss://h:1,rediss://i:2":               "*redis.ClusterClient [h:1 i:2]   0  for each",
		"rediss://h:1?master_name=m,rediss://i:2": "*redis.Client [h:1 i:2]   0 m for each",
	} {
		if got := live.DescribeRedisURL(addresses); got != want {
			t.Errorf("%s: %s, want %s", addresses, got, want)
		}
	}
}

func TestAClosedBusIsDownAndHoldsNoConnection(t *testing.T) {
	t.Parallel()
	server := newRedis(t)
	bus := joinRedis(t, live.RedisOptions{URL: server.URL(), Node: "one"})
	_ = bus.Close()
	_ = bus.Close()
	if bus.Up() {
		t.Fatal("it is up")
	}
	bus.Publish("nobody", nil)
	eventually(t, "its connections are closed", func() bool {
		clients, err := server.ClientList(t.Context()).Result()
		return err == nil && strings.Count(clients, "\n") == 1 // the test's own
	})
}
