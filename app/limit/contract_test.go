package limit_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"porchlight/app/fault"
	"porchlight/app/limit"
	"porchlight/app/testparts"
)

var ctx = context.Background()

// bench is a limiter under test. Pass lets time go by: on the injected clock at once, on Redis' own clock for real,
// which is why the quick rule takes half a second.
type bench struct {
	limit.Limiter
	pass func(time.Duration)
}

// TestEveryLimiter holds both limiters to the same contract.
func TestEveryLimiter(t *testing.T) {
	server := testparts.Redis(t)
	for name, newBench := range map[string]func(*testing.T) bench{
		"in memory": func(*testing.T) bench {
			clock := newClock()
			return bench{limit.NewMemory(clock.now), clock.pass}
		},
		"in Redis": func(t *testing.T) bench {
			return bench{limit.Patient(limit.NewRedis(connect(t, server), t.Name()+":", time.Now)), time.Sleep}
		},
	} {
		t.Run(name, func(t *testing.T) {
			for name, keeps := range contract {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					keeps(t, newBench(t))
				})
			}
		})
	}
}

// slow does not refill while a test runs; quick refills within it.
var (
	slow  = limit.Rule{Name: "slow", Every: time.Hour, Burst: 3}
	quick = limit.Rule{Name: "quick", Every: 500 * time.Millisecond, Burst: 2}
)

var contract = map[string]func(*testing.T, bench){
	"allows a burst and then says how long to wait": func(t *testing.T, b bench) {
		b.allows(t, slow, "key", 3)
		wait := b.refuses(t, slow, "key")
		if wait <= slow.Every-time.Minute || wait > slow.Every {
			t.Fatalf("wait %v, want just under %v", wait, slow.Every)
		}
	},
	"allows one more after the wait, and only one": func(t *testing.T, b bench) {
		b.allows(t, quick, "key", 2)
		b.pass(b.refuses(t, quick, "key"))
		b.allows(t, quick, "key", 1)
		b.refuses(t, quick, "key")
	},
	"uses nothing up when it refuses": func(t *testing.T, b bench) {
		b.allows(t, slow, "key", 3)
		wait := b.refuses(t, slow, "key")
		for range 100 {
			if again, err := b.Take(ctx, slow, "key"); err != nil || again > wait {
				t.Fatalf("the wait grew from %v to %v, %v", wait, again, err)
			}
		}
	},
	"allows the whole burst again after a rest, and no more than that": func(t *testing.T, b bench) {
		b.allows(t, quick, "key", 2)
		b.pass(3 * quick.Every)
		b.allows(t, quick, "key", 2)
		b.refuses(t, quick, "key")
	},
	"counts each key and each rule for itself": func(t *testing.T, b bench) {
		other := limit.Rule{Name: "other", Every: slow.Every, Burst: 1}
		b.allows(t, slow, "key", 3)
		b.refuses(t, slow, "key")
		b.allows(t, slow, "another key", 3)
		b.allows(t, other, "key", 1)
	},
	"allows everything under a rule that is off": func(t *testing.T, b bench) {
		for _, off := range []limit.Rule{{Name: "off", Every: time.Hour}, {Name: "off", Burst: 1}, limit.Rate("off", 0, time.Hour)} {
			b.allows(t, off, "key", 20)
		}
	},
	"is exact however many ask at once": func(t *testing.T, b bench) {
		rule := limit.Rate("crowd", 50, time.Hour)
		var allowed atomic.Int64
		var crowd sync.WaitGroup
		for range 8 {
			crowd.Go(func() {
				for range 25 {
					if wait, err := b.Take(ctx, rule, "key"); err != nil {
						t.Error(err)
					} else if wait == 0 {
						allowed.Add(1)
					}
				}
			})
		}
		crowd.Wait()
		if n := allowed.Load(); n != 50 {
			t.Fatalf("%d were allowed, want 50", n)
		}
	},
	"never waits longer than one interval, though a rule was made stricter": func(t *testing.T, b bench) {
		loose := limit.Rule{Name: "same name", Every: time.Hour, Burst: 100}
		strict := limit.Rule{Name: "same name", Every: time.Minute, Burst: 2}
		b.allows(t, loose, "key", 100)
		if wait := b.refuses(t, strict, "key"); wait > strict.Every {
			t.Fatalf("wait %v, want at most %v", wait, strict.Every)
		}
	},
	"does nothing for someone who has left": func(t *testing.T, b bench) {
		left, leave := context.WithCancel(ctx)
		leave()
		if _, err := b.Take(left, slow, "key"); !fault.Is(err, fault.Unavailable) {
			t.Fatalf("got %v, want Unavailable", err)
		}
		b.allows(t, slow, "key", 3)
	},
}

func (b bench) allows(t *testing.T, rule limit.Rule, key string, times int) {
	t.Helper()
	for i := range times {
		if wait, err := b.Take(ctx, rule, key); err != nil || wait != 0 {
			t.Fatalf("use %d of %s: wait %v, %v", i+1, rule.Name, wait, err)
		}
	}
}

func (b bench) refuses(t *testing.T, rule limit.Rule, key string) time.Duration {
	t.Helper()
	wait, err := b.Take(ctx, rule, key)
	if err != nil || wait <= 0 {
		t.Fatalf("%s was allowed once too often: wait %v, %v", rule.Name, wait, err)
	}
	return wait
}

// clock stands still until a test moves it.
type clock struct{ nanos atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.nanos.Store(time.Date(2026, 3, 1, 23, 59, 0, 0, time.UTC).UnixNano())
	return c
}

func (c *clock) now() time.Time       { return time.Unix(0, c.nanos.Load()).UTC() }
func (c *clock) pass(d time.Duration) { c.nanos.Add(int64(d)) }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
