package live_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/live"
	"porchlight/app/testparts"
)

// afterFailover is how long a bus may take to be up again once another master takes writes.
const afterFailover = 4 * time.Second

// afterHanging is how long it may take until a Sentinel that hangs is left alone; with go-redis' own times it is four seconds, or for ever.
const afterHanging = 3 * time.Second

// busKey is one of those that lie with the bus: they share a slot of a Cluster.
const busKey = "porchlight:{roster}:nodes"

func joinNode(t *testing.T, url, name string) *node {
	t.Helper()
	n := &node{Bus: joinRedis(t, live.RedisOptions{URL: url, Node: name})}
	n.listen()
	return n
}

// follow shows that both are up soon after another master took over, and that all goes as before.
func follow(t *testing.T, one, two *node) {
	t.Helper()
	took := testparts.Within(t, afterFailover, "both buses are up on the new master", func() bool { return one.Up() && two.Up() })
	t.Logf("both were up %s after the failover", took.Round(time.Millisecond))
	talk(t, "after", one, two)
	kept := false
	testparts.Eventually(t, "the new master takes a renewal", func() (taken bool) {
		var err error
		kept, err = one.Renew(t.Context(), "one", 1)
		return err == nil
	})
	if !kept { // the replica had not heard of the last change
		one.change(t, live.Delta{Node: "one", Seq: 1, Reset: true, Set: set("ada", "/")})
	}
	if got := two.share(t, "one"); got != "1 ada=/" {
		t.Errorf("the share is %q", got)
	}
}

// talk waits until events go both ways. What is said while a connection is about to break may be missed: then a node is told to resume.
func talk(t *testing.T, label string, one, two *node) {
	t.Helper()
	said, before := 0, one.resumptions()+two.resumptions()
	heard := func(n *node, from string) bool { return slices.Contains(n.heard(), fmt.Sprint(label, said, "=", from)) }
	testparts.Eventually(t, "events go both ways", func() bool {
		said++
		one.Publish(fmt.Sprint(label, said), []byte("one"))
		two.Publish(fmt.Sprint(label, said), []byte("two"))
		return holdsSoon(func() bool { return heard(one, "two") && heard(two, "one") })
	})
	if said > 1 {
		testparts.Eventually(t, "whoever missed something is told so", func() bool { return one.resumptions()+two.resumptions() > before })
	}
}

// holdsSoon waits for what takes a millisecond where all is well.
func holdsSoon(condition func() bool) bool {
	for end := time.Now().Add(500 * time.Millisecond); !condition(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			return false
		}
	}
	return true
}

func TestTheBusFollowsTheMasterThatSentinelsChooseAndNeedsOneOfThemAlone(t *testing.T) {
	t.Parallel()
	s := testparts.NewRedisSentinels(t, testparts.SentinelAccess{User: "site", Password: "secret", Sentinels: "hidden"})
	one, two := joinNode(t, s.URL(), "one"), joinNode(t, s.URL(), "two")
	one.change(t, live.Delta{Node: "one", Seq: 1, Set: set("ada", "/")})
	if p := probe(t, s.URL()); p.Replicas != 2 || p.Careful || p.Sentinels.Number != 3 || len(p.Sentinels.Away) != 0 || p.Sentinels.Stuck {
		t.Errorf("in the beginning: %+v %+v", p, p.Sentinels)
	}
	s.Servers[0].Stop(t)
	master := s.Successor(t, s.Servers[0])
	follow(t, one, two)

	beforeOne, beforeTwo := one.resumptions(), two.resumptions()
	s.Sentinels[0].Freeze(t)
	s.Sentinels[1].Freeze(t)
	for _, kind := range []string{"normal", "pubsub"} {
		if err := s.Client(t, master).ClientKillByFilter(t.Context(), "SKIPME", "yes", "TYPE", kind).Err(); err != nil {
			t.Fatal(err)
		}
	}
	testparts.Within(t, afterHanging, "both have asked the Sentinel that does not hang", func() bool {
		return one.Up() && two.Up() && one.resumptions() > beforeOne && two.resumptions() > beforeTwo
	})
	exchange(t, "with one Sentinel", one, two)
	if err := s.Client(t, master).ConfigSet(t.Context(), "min-replicas-to-write", "1").Err(); err != nil {
		t.Fatal(err)
	}
	testparts.Eventually(t, "a probe tells that two Sentinels are away, and the other one that it cannot do it alone", func() bool {
		p := probe(t, s.URL())
		return p.Careful && len(p.Sentinels.Away) == 2 && p.Sentinels.Stuck
	})
}

func TestTheBusFollowsAClusterThatMovesItsSlotAndThenLosesTheMasterOfIt(t *testing.T) {
	t.Parallel()
	c := testparts.NewRedisCluster(t)
	one, two := joinNode(t, c.URL(), "one"), joinNode(t, c.URL(), "two")
	seq, missed := uint64(0), false
	say := func() {
		seq++
		err := one.Change(t.Context(), live.Delta{Node: "one", Seq: seq, Reset: missed, Set: set("ada", fmt.Sprint(seq))})
		if missed = err != nil; missed && !strings.HasPrefix(err.Error(), "TRYAGAIN") { // some of its keys are here, some there
			t.Errorf("change %d: %v", seq, err)
		}
		one.Publish("n", []byte(fmt.Sprint(seq)))
	}
	say()
	two.change(t, live.Delta{Node: "two", Seq: 1, Set: set("eve", "/")})
	for range 3 {
		c.Move(t, busKey, say)
		say()
	}
	testparts.Eventually(t, "all that was published was heard", func() bool { return len(two.heard()) == int(seq) })
	if got, want := two.share(t, "one"), fmt.Sprintf("%d ada=%[1]d", seq); got != want {
		t.Errorf("the share is %q, want %q", got, want)
	}
	if one.resumptions()+two.resumptions() > 2 || !one.Up() || !two.Up() {
		t.Error("a bus was down")
	}
	one.change(t, live.Delta{Node: "one", Seq: 1, Reset: true, Set: set("ada", "/")})
	if p := probe(t, c.URL()); p.Replicas != 3 || p.Cluster.Masters != 3 || len(p.Cluster.Bare) != 0 || p.Cluster.Partial {
		t.Errorf("in the beginning: %+v", p.Cluster)
	}

	old := c.Holder(t, busKey)
	old.Stop(t)
	testparts.Eventually(t, "both notice", func() bool { return !one.Up() && !two.Up() })
	master := c.Successor(t, busKey, old)
	follow(t, one, two)
	testparts.Eventually(t, "a probe tells that nothing takes its place", func() bool {
		p := probe(t, c.URL())
		return len(p.Cluster.Bare) == 1 && p.Cluster.Bare[0] == master.Addr && !p.Cluster.Partial
	})
}

func TestABusIsDownWhileItsServerTakesNoWrites(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ setting, no, yes string }{
		"its memory is full":              {"maxmemory", "1", "0"},
		"it is cut off from its replicas": {"min-replicas-to-write", "1", "0"},
		"it follows another":              {"replicaof", "127.0.0.1 1", "no one"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newRedis(t)
			one, two := redisNode(t, server, "one"), redisNode(t, server, "two")
			mind := func(value string) {
				t.Helper()
				do := []any{"CONFIG", "SET", c.setting, value}
				if c.setting == "replicaof" {
					host, port, _ := strings.Cut(value, " ")
					do = []any{"REPLICAOF", host, port}
				}
				if err := server.Do(t.Context(), do...).Err(); err != nil {
					t.Fatal(err)
				}
			}
			mind(c.no)
			testparts.Eventually(t, "both buses are down", func() bool { return !one.Up() && !two.Up() })
			before := two.resumptions()
			if err := one.Change(t.Context(), live.Delta{Node: "one", Seq: 1}); !errors.Is(err, live.ErrDown) {
				t.Errorf("a change: %v", err)
			}
			asked := server.answered(t, "eval")
			testparts.Eventually(t, "both have tried again", func() bool { return server.answered(t, "eval") > asked+3 })
			if one.Up() || two.Up() || two.resumptions() > before {
				t.Error("a bus is up, although nothing can be told by it")
			}
			mind(c.yes)
			two.resumes(t, before)
			talk(t, "after", one, two)
		})
	}
}
