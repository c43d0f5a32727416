package limit_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"porchlight/app/limit"
	"porchlight/app/live"
	"porchlight/app/testparts"

	"github.com/redis/go-redis/v9"
)

func TestALimitHoldsOverAllNodes(t *testing.T) {
	server := testparts.Redis(t)
	early, late := newClock(), newClock()
	late.pass(24 * time.Hour) // what the nodes' clocks say does not matter
	one := bench{Limiter: limit.Patient(limit.NewRedis(connect(t, server), "porchlight:", early.now))}
	two := bench{Limiter: limit.Patient(limit.NewRedis(connect(t, server), "porchlight:", late.now))}
	one.allows(t, slow, "key", 2)
	two.allows(t, slow, "key", 1)
	one.refuses(t, slow, "key")
	two.refuses(t, slow, "key")
}

func TestALimitHoldsOnARedisCluster(t *testing.T) {
	url := testparts.RedisCluster(t)
	var nodes []bench
	for range 2 {
		bus, err := live.NewRedis(ctx, live.RedisOptions{URL: url, Node: rand.Text()})
		must(t, err)
		t.Cleanup(func() { _ = bus.Close() })
		nodes = append(nodes, bench{Limiter: limit.Patient(limit.NewRedis(bus.Client(), "porchlight:", time.Now))})
	}
	for i := range 9 { // keys that lie with one master or another, and that no run before this one has used
		key := fmt.Sprint(rand.Text(), i)
		nodes[0].allows(t, slow, key, 2)
		nodes[1].allows(t, slow, key, 1)
		nodes[0].refuses(t, slow, key)
		nodes[1].refuses(t, slow, key)
	}
}

func TestALimitHoldsWhileItsSlotIsMovedAndAfterItsMasterIsLost(t *testing.T) {
	t.Parallel()
	cluster := testparts.NewRedisCluster(t)
	bus, err := live.NewRedis(ctx, live.RedisOptions{URL: cluster.URL(), Node: rand.Text()})
	must(t, err)
	t.Cleanup(func() { _ = bus.Close() })
	newNode := func() bench {
		return bench{Limiter: limit.Patient(limit.NewRedis(bus.Client(), "porchlight:", time.Now))}
	}
	b := newNode()
	const name = "porchlight:slow:2c70e12b7a0646f92279f427c7b38e73"
	b.allows(t, slow, "key", 1)
	cluster.Move(t, name, func() { b.allows(t, slow, "key", 1) }) // on the old master it is gone, and the new one does not serve it yet
	b.allows(t, slow, "key", 1)
	b.refuses(t, slow, "key")

	old := cluster.Holder(t, name)
	old.Stop(t)
	cluster.Successor(t, name, old)
	testparts.Within(t, 5*time.Second, "the replica's count holds", func() bool {
		wait, err := newNode().Take(ctx, slow, "key") // by itself a new node would allow it
		return err == nil && wait > 0
	})
}

func TestKeysInRedisHaveThePrefixAndExpireWhenTheBucketIsFull(t *testing.T) {
	client := connect(t, testparts.Redis(t))
	b := bench{Limiter: limit.Patient(limit.NewRedis(client, "porchlight:", time.Now))}
	b.allows(t, slow, "key", 1)
	b.allows(t, quick, "key", 1)
	const name = "porchlight:slow:2c70e12b7a0646f92279f427c7b38e73" // half of the key's SHA-256: keys may be e-mail addresses
	if left := client.PTTL(ctx, name).Val(); left <= slow.Every-time.Minute || left > slow.Every {
		t.Fatalf("%s expires in %v, want just under %v", name, left, slow.Every)
	}
	testparts.Eventually(t, "the key of the quick rule is gone", func() bool { return client.DBSize(ctx).Val() == 1 })
}

// Redis' own clock cannot be moved; what it holds of a bucket can, which is the same to it.
func TestAClockOfRedisThatIsMovedLocksNobodyOut(t *testing.T) {
	client := connect(t, testparts.Redis(t))
	b := bench{Limiter: limit.Patient(limit.NewRedis(client, "", time.Now))}
	rule := limit.Rate("login", 10, 15*time.Minute)
	for name, moved := range map[string]time.Duration{"set back": time.Hour, "set forward": -time.Hour} {
		b.allows(t, rule, name, 10)
		key := client.Keys(ctx, "login:*").Val()[0]
		full, err := client.Get(ctx, key).Int64()
		must(t, err)
		must(t, client.Set(ctx, key, full+moved.Microseconds(), time.Hour).Err())
		if moved < 0 {
			b.allows(t, rule, name, 10)
		}
		if wait := b.refuses(t, rule, name); wait > rule.Every {
			t.Errorf("%s: the next may come in %v, not within %v", name, wait, rule.Every)
		}
		must(t, client.Del(ctx, key).Err())
	}
}

func TestARedisThatForgotItsScriptsIsTaughtAgain(t *testing.T) {
	client := connect(t, testparts.Redis(t))
	b := bench{Limiter: limit.Patient(limit.NewRedis(client, "", time.Now))}
	b.allows(t, slow, "key", 2)
	must(t, client.ScriptFlush(ctx).Err())
	b.allows(t, slow, "key", 1)
	b.refuses(t, slow, "key") // a fresh count of the fallback would allow it
}

func TestWithoutRedisANodeCountsForItself(t *testing.T) {
	server := testparts.Redis(t)
	server.Stop(t)
	b := bench{Limiter: limit.Patient(limit.NewRedis(connect(t, server), "", time.Now))}
	b.allows(t, slow, "key", 3)
	b.refuses(t, slow, "key")
}

func TestAFrozenRedisIsAskedOnceASecond(t *testing.T) {
	server := testparts.Redis(t)
	client, clock := connect(t, server), newClock()
	asked := countAsking(client)
	b := bench{Limiter: limit.NewRedis(client, "", clock.now)}
	b.allows(t, slow, "warm", 1)
	server.Freeze(t)
	defer server.Thaw(t)

	asked.Store(0)
	for second := range int64(2) {
		key := time.Duration(second).String()
		began := time.Now()
		b.allows(t, slow, key, 3)
		b.refuses(t, slow, key)
		if took := time.Since(began); took > 2*time.Second { // go-redis would wait for 3 s by itself
			t.Errorf("a frozen Redis held four messages up for %v", took)
		}
		if n := asked.Load(); n != second+1 {
			t.Fatalf("Redis was asked %d times in %d s", n, second+1)
		}
		clock.pass(time.Second)
	}
}

func TestWhenRedisIsBackTheLimitHoldsOverAllNodesAgain(t *testing.T) {
	server := testparts.Redis(t)
	clock := newClock()
	b := bench{Limiter: limit.Patient(limit.NewRedis(connect(t, server), "", clock.now))}
	other := bench{Limiter: limit.Patient(limit.NewRedis(connect(t, server), "", time.Now))}
	server.Stop(t)
	b.allows(t, slow, "while it was down", 3)
	server.Restart(t)

	other.allows(t, slow, "key", 3)
	b.allows(t, slow, "key", 1) // still on its own
	clock.pass(time.Second)
	b.refuses(t, slow, "key")
	other.allows(t, slow, "next key", 3)
	b.refuses(t, slow, "next key") // and from then on for every use, not only for the one that asked again
}

// countAsking counts the scripts that a client is asked to run.
func countAsking(client redis.UniversalClient) *atomic.Int64 {
	var n atomic.Int64
	client.AddHook(hook{&n})
	return &n
}

type hook struct{ n *atomic.Int64 }

func (hook) DialHook(next redis.DialHook) redis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) { return next(ctx, network, addr) }
}

func (h hook) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if strings.HasPrefix(cmd.Name(), "eval") {
			h.n.Add(1)
		}
		return next(ctx, cmd)
	}
}

func (hook) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}
