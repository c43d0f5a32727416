package limit_test

import (
	"fmt"
	"testing"
	"time"

	"porchlight/app/limit"
	"porchlight/app/store"
)

const (
	blockedAddress = "192.0.2.1"
	month          = 30 * 24 * time.Hour
)

// network is a store with a conversation in it, to which blocks belong.
type network struct {
	*clock
	store.Store
	conversation string
}

func newNetwork(t *testing.T) network {
	t.Helper()
	n := network{newClock(), openStore(t), "somebody"}
	must(t, n.Write(ctx, func(q store.Queries) error {
		_, err := q.CountFromVisitor(ctx, n.conversation, n.now().UnixMilli(), "/")
		return err
	}))
	return n
}

func (n network) node() *limit.Addresses { return limit.NewAddresses(n.Store, n.now) }

// block blocks addresses, given as pseudonyms, for a month.
func (n network) block(t *testing.T, on *limit.Addresses, pseudonyms ...string) {
	t.Helper()
	must(t, on.Block(ctx, n.conversation, pseudonyms, n.now().Add(month)))
}

func isBlocked(t *testing.T, on *limit.Addresses, ip string) bool {
	t.Helper()
	blocked, err := on.Blocked(ctx, ip)
	must(t, err)
	return blocked
}

func TestABlockedAddressIsKnownWhateverDayItIsUntilTheBlockEnds(t *testing.T) {
	n := newNetwork(t) // 23:59
	addresses := n.node()
	n.block(t, addresses, pseudonym(t, addresses, blockedAddress))
	end := n.now().Add(month)
	for n.now().Before(end) {
		for _, on := range []*limit.Addresses{addresses, n.node()} { // and one that has just started
			if !isBlocked(t, on, blockedAddress) || isBlocked(t, on, "192.0.2.2") {
				t.Fatalf("at %v: blocked %t, the neighbour %t", n.now(), isBlocked(t, on, blockedAddress), isBlocked(t, on, "192.0.2.2"))
			}
		}
		n.pass(12 * time.Hour)
		pseudonym(t, addresses, blockedAddress) // the key of limits is rotated
	}
	if isBlocked(t, addresses, blockedAddress) {
		t.Error("the block has no end")
	}
}

func TestABlockIsOfAHouseholdAndOfNothingThatIsNoAddress(t *testing.T) {
	n := newNetwork(t)
	addresses := n.node()
	n.block(t, addresses, pseudonym(t, addresses, "2001:db8:0:1::1"), pseudonym(t, addresses, blockedAddress))
	for ip, want := range map[string]bool{
		"2001:db8:0:1:ffff::2": true, "2001:db8:0:2::1": false, "::ffff:192.0.2.1": true, "192.0.2.3": false, "": false, "localhost": false,
	} {
		if got := isBlocked(t, addresses, ip); got != want {
			t.Errorf("%q: %t", ip, got)
		}
	}
}

func TestWhoCameBeforeMidnightIsBlockedByTheAddressOfThatDay(t *testing.T) {
	n := newNetwork(t) // 23:59
	here, other := n.node(), n.node()
	seen := pseudonym(t, other, blockedAddress)
	pseudonym(t, here, "192.0.2.2")
	n.pass(2 * time.Minute)
	n.block(t, here, seen)
	for _, on := range []*limit.Addresses{here, other, n.node()} {
		if !isBlocked(t, on, blockedAddress) || isBlocked(t, on, "192.0.2.2") {
			t.Errorf("blocked %t, the neighbour %t", isBlocked(t, on, blockedAddress), isBlocked(t, on, "192.0.2.2"))
		}
	}
}

func TestUnblockEndsTheBlocksOfThatConversationOnly(t *testing.T) {
	n := newNetwork(t)
	addresses := n.node()
	n.block(t, addresses, pseudonym(t, addresses, blockedAddress))
	must(t, addresses.Unblock(ctx, "somebody else"))
	if !isBlocked(t, addresses, blockedAddress) {
		t.Fatal("another's unblocking ends it")
	}
	must(t, addresses.Unblock(ctx, n.conversation))
	if isBlocked(t, addresses, blockedAddress) {
		t.Error("it is blocked still")
	}
}

func TestABlockOfNobodyIsNone(t *testing.T) {
	n := newNetwork(t)
	addresses := n.node()
	n.block(t, addresses)
	if isBlocked(t, addresses, blockedAddress) || len(n.blocks(t)) > 0 {
		t.Errorf("%d blocks are stored", len(n.blocks(t)))
	}
}

func TestAnotherNodeLearnsOfABlockWithinAMinuteOrWhenItForgets(t *testing.T) {
	n := newNetwork(t)
	one, two := n.node(), n.node()
	if isBlocked(t, two, blockedAddress) {
		t.Fatal("blocked before anybody was")
	}
	n.block(t, one, pseudonym(t, one, blockedAddress))
	if !isBlocked(t, one, blockedAddress) {
		t.Fatal("the node that blocks does not know of it at once")
	}
	two.Doubt()
	if !isBlocked(t, two, blockedAddress) {
		t.Error("not known after a doubt")
	}
	two.Forget()
	if !isBlocked(t, two, blockedAddress) {
		t.Error("not known after forgetting")
	}
	must(t, one.Unblock(ctx, n.conversation))
	n.pass(time.Minute)
	if isBlocked(t, one, blockedAddress) || isBlocked(t, two, blockedAddress) {
		t.Error("a minute after the end it is blocked still")
	}
}

func TestTheBlocksAreReadOnceAMinute(t *testing.T) {
	n := newNetwork(t)
	addresses := n.node()
	n.block(t, addresses, pseudonym(t, addresses, blockedAddress))
	isBlocked(t, addresses, blockedAddress)
	must(t, n.Write(ctx, func(q store.Queries) error { return q.DeleteBlocks(ctx, n.conversation) }))
	n.pass(59 * time.Second)
	if !isBlocked(t, addresses, blockedAddress) {
		t.Error("it is forgotten")
	}
	n.pass(time.Second)
	if isBlocked(t, addresses, blockedAddress) {
		t.Error("nothing is read after a minute")
	}
}

func TestAStoreThatIsAwayLiftsNoBlockAndKeepsOutNobodyElse(t *testing.T) {
	n := newNetwork(t)
	addresses, started := n.node(), n.node()
	n.block(t, addresses, pseudonym(t, addresses, blockedAddress))
	isBlocked(t, addresses, blockedAddress)
	must(t, n.Close())
	for range 3 {
		n.pass(time.Minute)
		if !isBlocked(t, addresses, blockedAddress) || isBlocked(t, addresses, "192.0.2.2") {
			t.Error("what was known is no longer so")
		}
	}
	addresses.Doubt()
	if !isBlocked(t, addresses, blockedAddress) || isBlocked(t, addresses, "192.0.2.2") {
		t.Error("what was known is no longer so, since more may have been told")
	}
	started.Doubt()
	if _, err := started.Blocked(ctx, blockedAddress); err == nil {
		t.Error("a node that never read the blocks says that there are none")
	}
	addresses.Forget()
	if _, err := addresses.Blocked(ctx, blockedAddress); err == nil {
		t.Error("a node that was told of a block goes by what it knew before")
	}
}

// blocks are those in the store that have not ended.
func (n network) blocks(t *testing.T) []store.BlocksRow {
	t.Helper()
	rows, err := n.Read().Blocks(ctx, 0)
	must(t, err)
	return rows
}

func TestBlocksThatHaveEndedLeaveTheStoreWithTheNextOne(t *testing.T) {
	n := newNetwork(t)
	addresses := n.node()
	n.block(t, addresses, pseudonym(t, addresses, blockedAddress))
	n.pass(month)
	n.block(t, addresses, pseudonym(t, addresses, "192.0.2.2"))
	if rows := n.blocks(t); len(rows) != 1 || rows[0].Address != pseudonym(t, addresses, "192.0.2.2") {
		t.Errorf("%d blocks are stored", len(rows))
	}
}

func TestWhoIsBlockedAndComesFromEverywhereFillsNoFile(t *testing.T) {
	n := newNetwork(t)
	node := n.node()
	for i := range 70 {
		n.block(t, node, pseudonym(t, node, fmt.Sprintf("2001:db8:0:%x::1", i)))
	}
	blocked := 0
	for i := range 70 {
		is, err := node.Blocked(ctx, fmt.Sprintf("2001:db8:0:%x::1", i))
		must(t, err)
		if is {
			blocked++
		}
	}
	if first, err := node.Blocked(ctx, "2001:db8:0:0::1"); err != nil || !first || blocked != 8 {
		t.Errorf("%d addresses are blocked, the first among them: %t, %v", blocked, first, err)
	}
}
