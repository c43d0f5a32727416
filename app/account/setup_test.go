package account_test

import (
	"sync"
	"testing"
	"time"

	"porchlight/app/account"
	"porchlight/app/fault"
)

func TestFirstOwnerIsCreatedOnce(t *testing.T) {
	h := newHouse(t)
	created, err := h.FirstOwner(ctx, email, password)
	must(t, err)
	if !created {
		t.Fatal("the first owner was not created")
	}
	created, err = h.FirstOwner(ctx, "not an address", "short") // ignored: not even looked at
	must(t, err)
	if created {
		t.Fatal("a second first owner was created")
	}
	_, who, err := h.Login(ctx, email, password, browser)
	must(t, err)
	if who.Role != account.Owner {
		t.Fatalf("the first owner is %+v", who)
	}
}

func TestFirstOwnerIsCheckedLikeAnyAccount(t *testing.T) {
	h := newHouse(t)
	_, err := h.FirstOwner(ctx, "owner", password)
	wantKind(t, err, fault.Invalid)
	_, err = h.FirstOwner(ctx, email, "too short")
	wantKind(t, err, fault.Invalid)
	_, err = h.Create(ctx, email, password, account.Admin)
	must(t, err)
	created, err := h.FirstOwner(ctx, email, password)
	wantKind(t, err, fault.Conflict)
	if created {
		t.Fatal("it says created")
	}
}

func TestOfNodesThatStartAtOnceOneCreatesTheFirstOwner(t *testing.T) {
	h := newHouse(t)
	var nodes sync.WaitGroup
	created := make([]bool, 4)
	for i := range created {
		node := h.anotherNodeOnTheStore(t)
		nodes.Go(func() {
			var err error
			if created[i], err = node.FirstOwner(ctx, email, password); err != nil {
				t.Error(err)
			}
		})
	}
	nodes.Wait()
	owners := 0
	for _, c := range created {
		if c {
			owners++
		}
	}
	if owners != 1 {
		t.Fatalf("%d nodes created an owner", owners)
	}
}

func TestSetupMakesTheFirstOwnerAndSignsThemIn(t *testing.T) {
	h := newHouse(t)
	session, owner, err := h.Setup(ctx, h.setupLink(t), "Owner@Example.com", password, browser)
	must(t, err)
	if owner.Email != email || owner.Role != account.Owner {
		t.Fatalf("the owner is %+v", owner)
	}
	if who, err := h.Session(ctx, session); err != nil || who != owner {
		t.Fatalf("the session is that of %+v, %v", who, err)
	}
	h.login(t)
	if token, needed, err := h.SetupLink(ctx); needed || token != "" || err != nil {
		t.Fatalf("there is an owner, and SetupLink says %q, %t, %v", token, needed, err)
	}
}

func TestASetupLinkWorksOnceForAnHourBesideNewerOnesAndOnlyAsGivenOut(t *testing.T) {
	for _, c := range []struct {
		name  string
		token func(*testing.T, *house) string
		good  bool
	}{
		{"in its last moment", func(t *testing.T, h *house) string {
			link := h.setupLink(t)
			h.pass(time.Hour - time.Millisecond)
			return link
		}, true},
		{"after an hour", func(t *testing.T, h *house) string {
			link := h.setupLink(t)
			h.pass(time.Hour)
			return link
		}, false},
		{"when there is a newer one", func(t *testing.T, h *house) string {
			link := h.setupLink(t)
			h.setupLink(t)
			return link
		}, true},
		{"when it was used", func(t *testing.T, h *house) string {
			link := h.setupLink(t)
			_, _, err := h.Setup(ctx, link, "first@example.com", password, browser)
			must(t, err)
			return link
		}, false},
		{"when an owner came another way", func(t *testing.T, h *house) string {
			link := h.setupLink(t)
			_, err := h.Create(ctx, "first@example.com", password, account.Owner)
			must(t, err)
			return link
		}, false},
		{"when it is wrong", func(t *testing.T, h *house) string { return h.setupLink(t) + "x" }, false},
		{"when there is none", func(*testing.T, *house) string { return "" }, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			session, _, err := h.Setup(ctx, c.token(t, h), email, password, browser)
			if c.good {
				must(t, err)
				return
			}
			wantKind(t, err, fault.Forbidden)
			if session != "" {
				t.Error("there is a session")
			}
			_, _, err = h.Login(ctx, email, password, browser)
			wantKind(t, err, fault.Invalid)
		})
	}
}

func TestWhatIsTypedWrongLeavesTheSetupLinkUsable(t *testing.T) {
	h := newHouse(t)
	_, err := h.Create(ctx, "admin@example.com", password, account.Admin)
	must(t, err)
	link := h.setupLink(t)
	_, _, err = h.Setup(ctx, link, "owner", password, browser)
	wantKind(t, err, fault.Invalid)
	_, _, err = h.Setup(ctx, link, email, "too short", browser)
	wantKind(t, err, fault.Invalid)
	_, _, err = h.Setup(ctx, link, "ADMIN@example.com", password, browser)
	wantKind(t, err, fault.Conflict)
	_, _, err = h.Setup(ctx, link, email, password, browser)
	must(t, err)
}

func TestAWrongSetupLinkCostsNoHash(t *testing.T) {
	h := newHouse(t)
	h.setupLink(t)
	h.OnHash(func(string) { t.Error("a hash was computed") })
	_, _, err := h.Setup(ctx, "wrong", email, password, browser)
	wantKind(t, err, fault.Forbidden)
}

func TestOfTwoWhoUseASetupLinkAtOnceOneBecomesOwner(t *testing.T) {
	h := newHouse(t)
	link := h.setupLink(t)
	h.OnHash(func(string) { // by now the link was found good, and then another is faster
		_, _, err := h.anotherNodeOnTheStore(t).Setup(ctx, link, "fast@example.com", password, browser)
		must(t, err)
	})
	_, _, err := h.Setup(ctx, link, email, password, browser)
	wantKind(t, err, fault.Forbidden)
	_, _, err = h.anotherNode().Login(ctx, email, password, browser)
	wantKind(t, err, fault.Invalid)
}

func TestTheLinksOfAllNodesAreGoodUntilOneOfThemIsUsed(t *testing.T) {
	h := newHouse(t)
	older, newer := h.setupLink(t), h.setupLink(t)
	_, _, err := h.Setup(ctx, older, email, password, browser)
	must(t, err)
	_, _, err = h.Setup(ctx, newer, "second@example.com", password, browser)
	wantKind(t, err, fault.Forbidden)
}
