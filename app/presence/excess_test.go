package presence_test

import (
	"slices"
	"testing"
	"time"

	"porchlight/app/presence"
)

func TestTheSocketsThatOpenedLastAreTooMany(t *testing.T) {
	r, c := newRoster()
	excess := func(what string, perVisitor, perAddress int, want ...string) {
		t.Helper()
		got := r.Excess([]string{"ann", "bob", "nobody"}, perVisitor, perAddress)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q are too many, want %q", what, got, want)
		}
	}
	for _, id := range []string{"z", "y", "x"} {
		r.Join("ann", tabFrom(id, "home"))
		c.pass(time.Second)
	}
	r.Join("bob", tabFrom("w", "home"))
	r.Join("eve", tabFrom("v", "work"))
	excess("three of ann", 2, 0, "x")
	excess("four from home", 0, 1, "w", "x", "y")
	excess("both", 2, 3, "w", "x")
	excess("no limit", 0, 0)
	excess("room for all", 3, 4)
	r.Leave("ann", "z")
	excess("one is in its grace, which takes no room", 2, 3)
}

func TestEveryNodeClosesItsOwnPartOfWhatIsTooMuch(t *testing.T) {
	one, c := newRoster()
	two := presence.New(func() time.Time { return c.now })
	one.Join("ann", tabFrom("a", "home"))
	c.pass(time.Second)
	two.Join("ann", tabFrom("b", "home"))
	c.pass(time.Second)
	one.Join("ann", tabFrom("c", "work"))
	c.pass(time.Second)
	two.Join("bob", tabFrom("d", "home"))
	for from, to := range map[*presence.Roster]*presence.Roster{one: two, two: one} {
		whole := from.Whole()
		whole.Node = map[*presence.Roster]string{one: "one", two: "two"}[from]
		merged(t, to, whole)
	}
	all := []string{"ann", "bob"}
	if a, b := one.Excess(all, 1, 0), two.Excess(all, 1, 0); !slices.Equal(a, []string{"c"}) || !slices.Equal(b, []string{"b"}) {
		t.Errorf("of three sockets of one visitor %q and %q are too many", a, b)
	}
	if a, b := one.Excess(all, 0, 2), two.Excess(all, 0, 2); a != nil || !slices.Equal(b, []string{"d"}) {
		t.Errorf("of three sockets from one address %q and %q are too many", a, b)
	}
}
