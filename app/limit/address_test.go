package limit_test

import (
	"context"
	"regexp"
	"testing"
	"time"

	"porchlight/app/fault"
	"porchlight/app/limit"
	"porchlight/app/store"
	"porchlight/app/testparts"
)

func TestAPseudonymSaysNothingAndStaysForTheDay(t *testing.T) {
	clock, kept := newClock(), openStore(t)
	addresses := limit.NewAddresses(kept, clock.now)
	first := pseudonym(t, addresses, "192.0.2.1")
	if !regexp.MustCompile(`^[0-9a-f]{32}$`).MatchString(first) {
		t.Fatalf("the pseudonym is %q, want 32 hexadecimal digits", first)
	}
	clock.pass(59 * time.Second)
	if again := pseudonym(t, addresses, "192.0.2.1"); again != first {
		t.Fatalf("it changed within the day from %s to %s", first, again)
	}
	if other := pseudonym(t, limit.NewAddresses(openStore(t), clock.now), "192.0.2.1"); other == first {
		t.Fatal("two sites give one address the same pseudonym")
	}
}

func TestAllNodesGiveTheSamePseudonym(t *testing.T) {
	clock, kept := newClock(), openStore(t)
	one, two := limit.NewAddresses(kept, clock.now), limit.NewAddresses(kept, clock.now)
	for range 2 {
		if a, b := pseudonym(t, one, "192.0.2.1"), pseudonym(t, two, "192.0.2.1"); a != b {
			t.Fatalf("one says %s, two says %s", a, b)
		}
		clock.pass(24 * time.Hour)
		one, two = two, one // the other one is first now
	}
}

func TestAtMidnightUTCThePseudonymChangesAndItsKeyIsDeleted(t *testing.T) {
	clock, kept := newClock(), openStore(t) // 23:59
	addresses := limit.NewAddresses(kept, clock.now)
	yesterday := pseudonym(t, addresses, "192.0.2.1")
	day := clock.now().Unix() / 86400
	clock.pass(time.Minute)
	if pseudonym(t, addresses, "192.0.2.1") == yesterday {
		t.Fatal("the pseudonym is the same on two days")
	}
	if key, err := kept.Read().AddressKey(ctx, day); err == nil {
		t.Fatalf("yesterday's key is still there: %x", key)
	}
	if key, err := kept.Read().AddressKey(ctx, day+1); err != nil || len(key) != 32 {
		t.Fatalf("today's key is %x, %v; want 32 bytes", key, err)
	}
}

func TestAStoreThatDoesNotAnswerAtMidnightLeavesEverybodyTheirPseudonymUntilItDoes(t *testing.T) {
	clock, kept := newClock(), openStore(t) // 23:59
	addresses := limit.NewAddresses(kept, clock.now)
	yesterday := pseudonym(t, addresses, "192.0.2.1")
	late, cancel := context.WithDeadline(ctx, time.Now())
	defer cancel()
	for range 3 {
		clock.pass(2 * time.Minute)
		if is, err := addresses.Pseudonym(late, "192.0.2.1"); is != yesterday || err != nil {
			t.Errorf("who was %s is %s, %v", yesterday, is, err)
		}
	}
	clock.pass(time.Minute)
	if pseudonym(t, addresses, "192.0.2.1") == yesterday {
		t.Error("the pseudonym stays once the store answers")
	}
}

func TestAddressesThatOneHouseholdHasShareAPseudonymAndOthersDoNot(t *testing.T) {
	addresses := limit.NewAddresses(openStore(t), newClock().now)
	for _, c := range []struct {
		name, one, two string
		same           bool
	}{
		{"two IPv4 addresses", "192.0.2.1", "192.0.2.2", false},
		{"an IPv4 address in IPv6 clothes", "192.0.2.1", "::ffff:192.0.2.1", true},
		{"two in one /64", "2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff", true},
		{"two ways to write one", "2001:DB8:0:1:0:0:0:1", "2001:db8:0:1::1", true},
		{"two neighbouring /64", "2001:db8:0:1::1", "2001:db8:0:2::1", false},
		{"two zones of one link", "fe80::1%eth0", "fe80::1%eth1", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if same := pseudonym(t, addresses, c.one) == pseudonym(t, addresses, c.two); same != c.same {
				t.Errorf("%s and %s: same pseudonym %t, want %t", c.one, c.two, same, c.same)
			}
		})
	}
}

func TestWhatOneCustomerMayHaveIsOneNetwork(t *testing.T) {
	addresses := limit.NewAddresses(openStore(t), newClock().now)
	network := func(ip string) string {
		n, err := addresses.Network(ctx, ip)
		must(t, err)
		return n
	}
	if one := network("2001:db8:1:1::1"); one == "" || one != network("2001:DB8:1:ffff::2%eth0") || one == network("2001:db8:2:1::1") {
		t.Errorf("the network is %q", one)
	}
	for _, ip := range []string{"192.0.2.1", "::ffff:192.0.2.1"} {
		if n := network(ip); n != "" {
			t.Errorf("%s is of network %q", ip, n)
		}
	}
}

func TestWhatIsNoAddressIsInvalid(t *testing.T) {
	addresses := limit.NewAddresses(openStore(t), newClock().now)
	for _, ip := range []string{"", "localhost", "192.0.2.1:80", "192.0.2.1, 192.0.2.2", "[::1]"} {
		if got, err := addresses.Pseudonym(ctx, ip); !fault.Is(err, fault.Invalid) || got != "" {
			t.Errorf("%q: %q, %v", ip, got, err)
		}
	}
}

func TestTheKeyIsReadFromTheStoreOnceADay(t *testing.T) {
	kept := openStore(t)
	addresses := limit.NewAddresses(kept, newClock().now)
	first := pseudonym(t, addresses, "192.0.2.1")
	must(t, kept.Close())
	if again := pseudonym(t, addresses, "192.0.2.1"); again != first {
		t.Fatalf("it changed from %s to %s", first, again)
	}
}

func pseudonym(t *testing.T, addresses *limit.Addresses, ip string) string {
	t.Helper()
	p, err := addresses.Pseudonym(ctx, ip)
	must(t, err)
	return p
}

func openStore(t *testing.T) store.Store {
	t.Helper()
	kept := testparts.OpenStore(t, testparts.NewDatabase(t), store.Alone)
	t.Cleanup(func() { must(t, kept.Close()) })
	return kept
}
