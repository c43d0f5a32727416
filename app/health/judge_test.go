package health_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"porchlight/app/health"
)

func clock(at time.Time) string { return at.UTC().Format("15:04") }

// healthy are the vitals of a node with nothing to complain of.
func healthy() health.Vitals {
	quick := health.Quantiles{P50: .001, P95: .002, P99: .01, Count: 1000}
	return health.Vitals{BusUp: true, Sockets: 1000, Trip: quick, Write: quick, Commit: quick, Read: quick, FramesOut: 20_000, Reconnects: 30, Refused: 2, Gaps: 1, BackupEvery: 86400, BackupAge: 1.4 * 86400}
}

func TestWhatIsNotWellIsSaidWithWhatToDo(t *testing.T) {
	slow := health.Quantiles{P50: .1, P95: .4, P99: 1, Count: 100}
	for what, spoil := range map[string]func(*health.Vitals){
		"":                                     func(*health.Vitals) {},
		"the bus is down":                      func(v *health.Vitals) { v.BusUp, v.Trip = false, slow },
		"the store refuses writes":             func(v *health.Vitals) { v.Failures = 1 },
		"the database is damaged":              func(v *health.Vitals) { v.Damaged = true },
		"the database server is away":          func(v *health.Vitals) { v.Away, v.Failures = true, 3 },
		"the disk is full":                     func(v *health.Vitals) { v.Lacking = 256 << 20 },
		"the disk is nearly full":              func(v *health.Vitals) { v.Lacking = 100 << 20 },
		"the store is slow to write":           func(v *health.Vitals) { v.Write = slow },
		"the store is slow to read":            func(v *health.Vitals) { v.Read = slow },
		"the bus is slow":                      func(v *health.Vitals) { v.Trip = slow },
		"the bus has gaps":                     func(v *health.Vitals) { v.Gaps = 4 },
		"much waits to be sent":                func(v *health.Vitals) { v.WaitingBytes = 100 << 20 },
		"many connections are cut as too slow": func(v *health.Vitals) { v.Slow = 11 },
		"connections keep breaking":            func(v *health.Vitals) { v.Reconnects = 900 },
		"many connections are refused":         func(v *health.Vitals) { v.Refused = 61 },
		"notices were given up":                func(v *health.Vitals) { v.NewDead = 1 },
		"the last backup is too old":           func(v *health.Vitals) { v.BackupEvery, v.BackupAge = 86400, 1.6*86400 },
		"there is no backup":                   func(v *health.Vitals) { v.BackupEvery, v.BackupAge, v.NoBackup = 86400, 700, true },
	} {
		v := healthy()
		spoil(&v)
		troubles := health.Judge([]health.Node{{Self: true, Told: true, Vitals: v}}, false, clock)
		if what == "" {
			if len(troubles) != 0 || health.Verdict(troubles) != "All is well." {
				t.Errorf("of a healthy node: %+v", troubles)
			}
			continue
		}
		if len(troubles) != 1 || troubles[0].What != what || troubles[0].Do == "" || troubles[0].Detail == "" || troubles[0].Node != "" {
			t.Errorf("%s: %+v", what, troubles)
		}
	}
}

func TestAFewSlowOnesProveNothing(t *testing.T) {
	v := healthy()
	v.Write = health.Quantiles{P50: 1, P95: 2, P99: 2, Count: 5}
	if troubles := health.Judge([]health.Node{{Self: true, Told: true, Vitals: v}}, false, clock); len(troubles) > 0 {
		t.Errorf("%+v", troubles)
	}
}

func TestANodeWithoutOthersHasNoBusToBeDown(t *testing.T) {
	v := healthy()
	v.BusUp, v.Gaps = false, 10
	if troubles := health.Judge([]health.Node{{Self: true, Told: true, Vitals: v}}, true, clock); len(troubles) > 0 {
		t.Errorf("%+v", troubles)
	}
}

func TestTheSentenceNamesEachThingOnceTheWorstFirstAndStaysTheSameWhileNumbersMove(t *testing.T) {
	said := func(gaps, failures float64) string {
		odd, bad := healthy(), healthy()
		odd.Gaps, bad.Failures = gaps, failures
		return health.Verdict(health.Judge([]health.Node{
			{Self: true, Told: true, Vitals: odd}, {Lease: health.Lease{Node: "b"}, Told: true, Vitals: bad}, {Lease: health.Lease{Node: "c"}, Told: true, Vitals: odd},
		}, false, clock))
	}
	const want = "Not well: the store refuses writes; the bus has gaps."
	for i := range 3 {
		if got := said(float64(5+i), float64(1+i)); got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
	if got := health.Verdict([]health.Trouble{{What: "the bus is slow"}}); got != "Worth a look: the bus is slow." {
		t.Errorf("of something odd it says %q", got)
	}
}

func TestANodeThatFallsSilentIsSaidToBeUntilItsLeaseEnds(t *testing.T) {
	h := newHouse(t)
	_, own := h.Look()
	theirs := healthy()
	theirs.Sockets = 7
	h.Hear("b", health.Say(theirs))
	h.Hear("b", []byte("{not numbers"))
	h.Hear("gone", health.Say(theirs))
	lease := func(heard time.Duration) []health.Lease {
		return []health.Lease{{Node: "b", Seq: 12, Heard: heard, Left: 9*time.Second - heard}}
	}
	say := func(nodes []health.Node) string {
		var said []string
		for _, n := range nodes {
			said = append(said, fmt.Sprintf("%s silent=%v told=%v sockets=%v heard=%s", n.Lease.Node, n.Silent, n.Told, n.Vitals.Sockets, n.Heard))
		}
		return strings.Join(said, "; ")
	}
	check := func(want string, leases []health.Lease) {
		t.Helper()
		if got := say(h.Nodes(health.Lease{Node: "a"}, own, leases)); got != want {
			t.Errorf("the nodes are\n%s, want\n%s", got, want)
		}
	}
	const self = "a silent=false told=true sockets=0 heard=0s"
	check(self+"; b silent=false told=true sockets=7 heard=0s", lease(2*time.Second))
	h.now = h.now.Add(7 * time.Second)
	check(self+"; b silent=false told=true sockets=7 heard=1s", lease(time.Second)) // its lease was renewed
	check(self+"; b silent=true told=true sockets=7 heard=7s", lease(8*time.Second))
	troubles := health.Judge(h.Nodes(health.Lease{Node: "a"}, own, lease(8*time.Second)), true, clock)
	if len(troubles) != 1 || troubles[0].Node != "b" || troubles[0].What != "a node is silent" || troubles[0].Bad {
		t.Errorf("of a silent node: %+v", troubles)
	}
	check(self, nil)
	check(self+"; b silent=false told=false sockets=0 heard=1s", lease(time.Second)) // it is another life
}
