package live_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"porchlight/app/live"
	"porchlight/app/testparts"
)

// backend is one kind of Bus under the contract.
type backend struct {
	join   func(t *testing.T, node string) live.Bus
	elapse func(t *testing.T, d time.Duration) // lets the time of the leases pass
}

const contractLease = 9 * time.Second

// backends start fresh for every test, but for the cluster, where each has a prefix of its own.
var backends = map[string]func(t *testing.T) backend{
	"Local": func(*testing.T) backend {
		var mu sync.Mutex
		now := time.Now()
		local := live.NewLocal()
		local.Lease = contractLease
		local.Now = func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
		return backend{
			join: func(_ *testing.T, node string) live.Bus { return local.Join(node) },
			elapse: func(_ *testing.T, d time.Duration) {
				mu.Lock()
				defer mu.Unlock()
				now = now.Add(d)
			},
		}
	},
	"Redis":                 onRedis(func(t testing.TB) string { return testparts.Redis(t).URL() }),
	"Redis Cluster":         onRedis(testparts.RedisCluster),
	"Redis behind Sentinel": onRedis(testparts.RedisSentinel),
}

// onRedis is the backend on a Redis that start returns the address of.
func onRedis(start func(testing.TB) string) func(t *testing.T) backend {
	return func(t *testing.T) backend {
		url, prefix := start(t), "contract:"+t.Name()
		outside := joinRedis(t, live.RedisOptions{URL: url, Node: "outside", Prefix: "outside:" + prefix}).Client()
		return backend{
			join: func(t *testing.T, node string) live.Bus {
				return joinRedis(t, live.RedisOptions{URL: url, Node: node, Prefix: prefix, Lease: contractLease})
			},
			elapse: func(t *testing.T, d time.Duration) { age(t, outside, prefix, d) },
		}
	}
}

// contract runs a promise of Bus on every backend, with two nodes whose listeners record all they are told.
func contract(t *testing.T, promise func(t *testing.T, b backend, one, two *node)) {
	for name, start := range backends {
		t.Run(name, func(t *testing.T) {
			b := start(t)
			promise(t, b, joined(t, b, "one"), joined(t, b, "two"))
		})
	}
}

// node is a bus with a listener that remembers.
type node struct {
	live.Bus
	stop func()

	mu      sync.Mutex
	events  []string
	changes []live.Delta
	renewed []string
	resumed int
}

func joined(t *testing.T, b backend, name string) *node {
	t.Helper()
	n := &node{Bus: b.join(t, name)}
	t.Cleanup(func() { _ = n.Close() })
	n.listen()
	return n
}

func (n *node) listen() {
	n.stop = n.Listen(live.Listener{
		Event: func(topic string, payload []byte) {
			n.note(func() { n.events = append(n.events, topic+"="+string(payload)) })
		},
		Changed: func(change live.Delta) { n.note(func() { n.changes = append(n.changes, change) }) },
		Renewed: func(node string, seq uint64) { n.note(func() { n.renewed = append(n.renewed, fmt.Sprint(node, seq)) }) },
		Resumed: func() { n.note(func() { n.resumed++ }) },
	})
}

func (n *node) note(change func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	change()
}

func (n *node) heard() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.events)
}

func (n *node) told() []live.Delta {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.changes)
}

func (n *node) resumptions() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.resumed
}

// hears waits until exactly these events have arrived. The last one of a test is a fence: what came before it is there.
func (n *node) hears(t *testing.T, want ...string) {
	t.Helper()
	eventually(t, fmt.Sprintf("the node hears %v", want[len(want)-1]), func() bool {
		heard := n.heard()
		return len(heard) > 0 && slices.Contains(heard, want[len(want)-1])
	})
	if heard := n.heard(); !slices.Equal(heard, want) {
		t.Fatalf("heard %v, want %v", heard, want)
	}
}

func (n *node) change(t *testing.T, change live.Delta) {
	t.Helper()
	if err := n.Change(t.Context(), change); err != nil {
		t.Fatalf("change %d of %s: %v", change.Seq, change.Node, err)
	}
}

// share returns what the bus says of a node, as "seq field=value …", or "" if it has none.
func (n *node) share(t *testing.T, name string) string {
	t.Helper()
	shares, err := n.Shares(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, share := range shares {
		if share.Node == name {
			said := []string{fmt.Sprint(share.Seq)}
			for _, field := range slices.Sorted(maps.Keys(share.Fields)) {
				said = append(said, field+"="+string(share.Fields[field]))
			}
			return strings.Join(said, " ")
		}
	}
	return ""
}

func set(pairs ...string) map[string][]byte {
	fields := map[string][]byte{}
	for i := 0; i < len(pairs); i += 2 {
		fields[pairs[i]] = []byte(pairs[i+1])
	}
	return fields
}

func TestAnEventReachesEveryNodeOnceAndTheOwnListenersAtOnce(t *testing.T) {
	contract(t, func(t *testing.T, b backend, one, two *node) {
		three := joined(t, b, "three")
		one.Publish("topic", []byte("a\x00b"))
		if heard := one.heard(); len(heard) != 1 {
			t.Fatalf("when Publish returns the own listener has heard %v", heard)
		}
		one.Publish("", nil)
		one.Publish("fence", nil)
		for _, n := range []*node{two, three} {
			n.hears(t, "topic=a\x00b", "=", "fence=")
		}
		two.Publish("answer", nil) // behind whatever of its own events might come back to the first node
		one.hears(t, "topic=a\x00b", "=", "fence=", "answer=")
	})
}

func TestEventsOfOneNodeArriveInOrder(t *testing.T) {
	contract(t, func(t *testing.T, _ backend, one, two *node) {
		var want []string
		for i := range 3000 { // less than the queue holds
			one.Publish("n", []byte(fmt.Sprint(i)))
			want = append(want, fmt.Sprint("n=", i))
		}
		one.hears(t, want...)
		two.hears(t, want...)
	})
}

func TestAListenerThatStoppedHearsNothingAndTheOthersGoOn(t *testing.T) {
	contract(t, func(t *testing.T, _ backend, one, two *node) {
		other := &node{Bus: two.Bus}
		other.listen()
		one.Publish("first", nil)
		two.hears(t, "first=")
		other.hears(t, "first=")
		two.stop()
		two.stop()
		one.Publish("second", nil)
		other.hears(t, "first=", "second=")
		two.hears(t, "first=")
	})
}

func TestAChangeIsStoredAndToldToTheOthersOnly(t *testing.T) {
	contract(t, func(t *testing.T, _ backend, one, two *node) {
		one.change(t, live.Delta{Node: "one", Seq: 1, Set: set("ada", "/", "bob", "/x\x00\xff", "", "no name")})
		one.change(t, live.Delta{Node: "one", Seq: 2, Set: set("ada", "/y"), Removed: []string{"bob", "", "never there"}})
		two.change(t, live.Delta{Node: "two", Seq: 1, Set: set("eve", "/")})
		for _, n := range []*node{one, two} {
			if got := n.share(t, "one"); got != "2 ada=/y" {
				t.Fatalf("share of one: %q", got)
			}
			if got := n.share(t, "two"); got != "1 eve=/" {
				t.Fatalf("share of two: %q", got)
			}
		}
		eventually(t, "two is told", func() bool { return len(two.told()) == 2 })
		first, second := two.told()[0], two.told()[1]
		if first.Node != "one" || first.Seq != 1 || string(first.Set["bob"]) != "/x\x00\xff" || string(first.Set[""]) != "no name" {
			t.Fatalf("first change: %+v", first)
		}
		if second.Seq != 2 || second.Reset || second.Gone || !slices.Equal(second.Removed, []string{"bob", "", "never there"}) {
			t.Fatalf("second change: %+v", second)
		}
		eventually(t, "one is told", func() bool { return len(one.told()) > 0 })
		if told := one.told(); len(told) != 1 || told[0].Node != "two" {
			t.Fatalf("one was told %+v", told)
		}
	})
}

func TestAResetReplacesTheWholeShare(t *testing.T) {
	contract(t, func(t *testing.T, _ backend, one, two *node) {
		one.change(t, live.Delta{Node: "one", Seq: 1, Set: set("ada", "/", "bob", "/")})
		one.change(t, live.Delta{Node: "one", Seq: 40, Reset: true, Set: set("eve", "/")})
		if got := two.share(t, "one"); got != "40 eve=/" {
			t.Fatalf("after a reset: %q", got)
		}
		one.change(t, live.Delta{Node: "one", Seq: 41, Reset: true})
		if got := two.share(t, "one"); got != "41" {
			t.Fatalf("an empty share is a share: %q", got)
		}
		one.change(t, live.Delta{Node: "one", Seq: 42, Set: set("ada", "/")})
		eventually(t, "two is told", func() bool { return len(two.told()) == 4 })
		if told := two.told(); !told[1].Reset || told[1].Seq != 40 || !told[2].Reset || told[3].Reset {
			t.Fatalf("two was told %+v", told)
		}
	})
}

func TestALargeShareIsStoredWhole(t *testing.T) {
	contract(t, func(t *testing.T, _ backend, one, two *node) {
		large := live.Delta{Node: "one", Seq: 1, Reset: true, Set: map[string][]byte{}}
		for i := range 12_000 { // beyond what Lua takes in one call
			large.Set[fmt.Sprint(i)] = []byte("/")
		}
		one.change(t, large)
		gone := slices.Sorted(maps.Keys(large.Set))[1:]
		if shares, err := two.Shares(t.Context()); err != nil || len(shares) != 1 || len(shares[0].Fields) != len(large.Set) {
			t.Fatalf("%d shares, %v", len(shares), err)
		}
		one.change(t, live.Delta{Node: "one", Seq: 2, Removed: gone})
		if got := two.share(t, "one"); got != "2 0=/" {
			t.Fatalf("after the removal: %.60q", got)
		}
	})
}

func TestAChangeThatDoesNotContinueTheShareIsRefusedAndARepeatedOneIgnored(t *testing.T) {
	contract(t, func(t *testing.T, _ backend, one, two *node) {
		if err := one.Change(t.Context(), live.Delta{Node: "one", Seq: 7}); !errors.Is(err, live.ErrNotHeld) {
			t.Fatalf("a change of a share that nobody holds: %v", err)
		}
		one.change(t, live.Delta{Node: "one", Seq: 1, Set: set("ada", "/")})
		one.change(t, live.Delta{Node: "one", Seq: 1, Set: set("ada", "/twice")})
		if err := one.Change(t.Context(), live.Delta{Node: "one", Seq: 3, Set: set("ada", "/gap")}); !errors.Is(err, live.ErrNotHeld) {
			t.Fatalf("a change after a lost one: %v", err)
		}
		one.change(t, live.Delta{Node: "one", Seq: 2, Set: set("bob", "/")})
		if got := two.share(t, "one"); got != "2 ada=/ bob=/" {
			t.Fatalf("the share: %q", got)
		}
		eventually(t, "two is told of both", func() bool { return len(two.told()) >= 2 })
		if told := two.told(); len(told) != 2 || told[0].Seq != 1 || told[1].Seq != 2 {
			t.Fatalf("two was told %+v", told)
		}
	})
}

func TestAShareIsGoneWhenItsLeaseEndsAndARenewalKeepsIt(t *testing.T) {
	contract(t, func(t *testing.T, b backend, one, two *node) {
		one.change(t, live.Delta{Node: "one", Seq: 1, Set: set("ada", "/")})
		two.change(t, live.Delta{Node: "two", Seq: 1, Set: set("eve", "/")})
		b.elapse(t, contractLease*2/3)
		if kept, err := one.Renew(t.Context(), "one", 1); err != nil || !kept {
			t.Fatalf("renew: %v %v", kept, err)
		}
		eventually(t, "two is told of the renewal", func() bool {
			two.mu.Lock()
			defer two.mu.Unlock()
			return slices.Equal(two.renewed, []string{"one1"})
		})
		b.elapse(t, contractLease*2/3)
		if got := two.share(t, "one"); got != "1 ada=/" {
			t.Fatalf("the renewed share: %q", got)
		}
		if got := two.share(t, "two"); got != "" {
			t.Fatalf("the share whose lease has ended: %q", got)
		}
		one.change(t, live.Delta{Node: "one", Seq: 2, Set: set("bob", "/")})
		b.elapse(t, contractLease*2/3)
		if got := two.share(t, "one"); got != "2 ada=/ bob=/" {
			t.Fatalf("a change renews too: %q", got)
		}
		b.elapse(t, contractLease)
		if got := one.share(t, "one"); got != "" {
			t.Fatalf("in the end: %q", got)
		}
	})
}

func TestAShareSaysWhatIsLeftOfItsLease(t *testing.T) {
	contract(t, func(t *testing.T, b backend, one, two *node) {
		one.change(t, live.Delta{Node: "one", Seq: 1, Set: set("ada", "/")})
		b.elapse(t, contractLease*2/3)
		shares, err := two.Shares(t.Context())
		if err != nil || len(shares) != 1 {
			t.Fatalf("shares: %v %v", shares, err)
		}
		if left, most := shares[0].Left, contractLease/3; left <= 0 || left > most {
			t.Fatalf("%s are left, want %s or a little less", left, most)
		}
	})
}

func TestRenewSaysFalseForAShareThatIsLostOrBehind(t *testing.T) {
	contract(t, func(t *testing.T, b backend, one, _ *node) {
		renew := func(seq uint64) bool {
			t.Helper()
			kept, err := one.Renew(t.Context(), "one", seq)
			if err != nil {
				t.Fatal(err)
			}
			return kept
		}
		if renew(0) {
			t.Fatal("renewed a share that never was")
		}
		one.change(t, live.Delta{Node: "one", Seq: 1})
		if renew(2) {
			t.Fatal("renewed as of a change that was lost")
		}
		if !renew(1) {
			t.Fatal("did not renew")
		}
		b.elapse(t, contractLease)
		if renew(1) {
			t.Fatal("renewed an expired share")
		}
		one.change(t, live.Delta{Node: "one", Seq: 2, Reset: true})
		if !renew(2) {
			t.Fatal("did not renew after a reset")
		}
	})
}

func TestLeaveDropsTheShareAndTellsTheOthers(t *testing.T) {
	contract(t, func(t *testing.T, _ backend, one, two *node) {
		one.change(t, live.Delta{Node: "one", Seq: 1, Set: set("ada", "/")})
		if err := one.Leave(t.Context(), "one"); err != nil {
			t.Fatal(err)
		}
		if got := two.share(t, "one"); got != "" {
			t.Fatalf("after leaving: %q", got)
		}
		eventually(t, "two is told", func() bool {
			told := two.told()
			return len(told) == 2 && told[1].Gone && told[1].Node == "one"
		})
		one.change(t, live.Delta{Node: "one", Seq: 1, Set: set("ada", "/")}) // it may come back from the start
	})
}

func TestAnEndedContextEndsTheCall(t *testing.T) {
	contract(t, func(t *testing.T, _ backend, one, _ *node) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, renew := one.Renew(ctx, "one", 1)
		_, shares := one.Shares(ctx)
		for what, err := range map[string]error{
			"Change": one.Change(ctx, live.Delta{Node: "one", Seq: 1}),
			"Renew":  renew, "Shares": shares, "Leave": one.Leave(ctx, "one"),
		} {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

func TestConcurrentUseLosesNothing(t *testing.T) {
	contract(t, func(t *testing.T, _ backend, one, two *node) {
		const publishers, each = 8, 200
		var publishing sync.WaitGroup
		for range publishers {
			publishing.Go(func() {
				for range each {
					one.Publish("x", []byte("y"))
				}
			})
		}
		publishing.Wait()
		eventually(t, "both hear all", func() bool {
			return len(one.heard()) == publishers*each && len(two.heard()) == publishers*each
		})
		if !one.Up() || !two.Up() {
			t.Fatal("a bus is down")
		}
	})
}
