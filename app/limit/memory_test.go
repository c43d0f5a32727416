package limit_test

import (
	"fmt"
	"testing"
	"time"

	"porchlight/app/limit"
)

func TestTheLimitsOfTheDesignCanBeSaid(t *testing.T) {
	for _, c := range []struct {
		rule   limit.Rule
		burst  int
		within time.Duration // after the burst, so many more are allowed in this time
		more   int
		wait   time.Duration
	}{
		{limit.Rule{Name: "message", Every: time.Second, Burst: 5}, 5, 10 * time.Second, 10, time.Second},
		{limit.Rate("conversation", 60, time.Hour), 60, time.Hour, 60, time.Minute},
		{limit.Rate("login", 10, 15*time.Minute), 10, 15 * time.Minute, 10, 90 * time.Second},
	} {
		t.Run(c.rule.Name, func(t *testing.T) {
			clock := newClock()
			b := bench{limit.NewMemory(clock.now), clock.pass}
			b.allows(t, c.rule, "key", c.burst)
			if wait := b.refuses(t, c.rule, "key"); wait != c.wait {
				t.Fatalf("wait %v, want %v", wait, c.wait)
			}
			more := 0
			for end := clock.now().Add(c.within); clock.now().Before(end); {
				clock.pass(250 * time.Millisecond)
				if wait, _ := b.Take(ctx, c.rule, "key"); wait == 0 {
					more++
				}
			}
			if more != c.more {
				t.Fatalf("%d more in %v, want %d", more, c.within, c.more)
			}
		})
	}
}

func TestMemoryForgetsKeysThatAreAsIfNeverUsed(t *testing.T) {
	clock := newClock()
	m := limit.NewMemory(clock.now)
	rule := limit.Rule{Name: "rule", Every: time.Second, Burst: 5}
	for i := range 1000 {
		_, _ = m.Take(ctx, rule, fmt.Sprint(i))
	}
	clock.pass(time.Minute)
	_, _ = m.Take(ctx, rule, "one more")
	if n := m.Keys(); n != 1 {
		t.Fatalf("%d keys are kept, want 1", n)
	}
}

func TestMemoryKeepsKeysThatAreStillInUse(t *testing.T) {
	clock := newClock()
	b := bench{limit.NewMemory(clock.now), clock.pass}
	b.allows(t, slow, "key", 3)
	clock.pass(2 * time.Minute)
	b.allows(t, slow, "another key", 1) // sweeps
	b.refuses(t, slow, "key")
}

func TestMemoryIsBoundedHoweverManyKeysThereAre(t *testing.T) {
	m := limit.NewMemory(newClock().now)
	for i := range limit.BucketMost + 1000 {
		if wait, _ := m.Take(ctx, slow, fmt.Sprint(i)); wait != 0 {
			t.Fatalf("key %d was refused", i)
		}
	}
	if n := m.Keys(); n != limit.BucketMost {
		t.Fatalf("%d keys are kept, want %d", n, limit.BucketMost)
	}
}

func TestAClockThatIsSetBackLocksNobodyOut(t *testing.T) {
	clock := newClock()
	b := bench{limit.NewMemory(clock.now), clock.pass}
	b.allows(t, slow, "key", 3)
	clock.pass(-1000 * time.Hour)
	if wait := b.refuses(t, slow, "key"); wait > slow.Every {
		t.Fatalf("wait %v, want at most %v", wait, slow.Every)
	}
}

func TestAFloodOfOneRuleWipesNoOther(t *testing.T) {
	clock := newClock()
	m := limit.NewMemory(clock.now)
	b := bench{m, clock.pass}
	b.allows(t, slow, "key", 3)
	flood := limit.Rule{Name: "flood", Every: time.Hour, Burst: 1}
	for i := range limit.BucketMost + 1000 {
		_, _ = m.Take(ctx, flood, fmt.Sprint(i))
	}
	b.refuses(t, slow, "key")
}
