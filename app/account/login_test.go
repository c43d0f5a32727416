package account_test

import (
	"strings"
	"testing"

	"porchlight/app/account"
	"porchlight/app/fault"
)

func TestAnUnknownAccountCostsAndSaysTheSameAsAWrongPassword(t *testing.T) {
	h := withOwner(t)
	var hashes []string
	h.OnHash(func(cost string) { hashes = append(hashes, cost) })
	fail := func(email, password string) (sentence string, cost []string) {
		hashes = nil
		token, who, err := h.Login(ctx, email, password, browser)
		wantKind(t, err, fault.Invalid)
		if token != "" || who != (account.Account{}) {
			t.Errorf("a failed login tells %q, %+v", token, who)
		}
		return fault.Of(err).Sentence, hashes
	}
	wrong, cost := fail(email, "wrong horse battery")
	if len(cost) != 1 || !strings.HasPrefix(cost[0], "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("hashes for a wrong password: %q", cost)
	}
	owner, err := h.ByEmail(ctx, email)
	must(t, err)
	_, invited, err := h.Invite(ctx, owner.ID, "invited@example.com", account.Admin)
	must(t, err)
	disabled, err := h.Create(ctx, "disabled@example.com", password, account.Admin)
	must(t, err)
	_, err = h.Disable(ctx, owner.ID, disabled.ID)
	must(t, err)
	_, withdrawn, err := h.Invite(ctx, owner.ID, "withdrawn@example.com", account.Admin)
	must(t, err)
	_, err = h.Withdraw(ctx, owner.ID, withdrawn.ID)
	must(t, err)
	for _, who := range []string{"nobody@example.com", "", "not an address", strings.Repeat("a", 300) + "@example.com", invited.Email, disabled.Email, withdrawn.Email} {
		before := h.stored(t)
		sentence, same := fail(who, password)
		if h.stored(t) != before {
			t.Errorf("%q: something was written", who)
		}
		if sentence != wrong {
			t.Errorf("%q: it says %q, for a wrong password %q", who, sentence, wrong)
		}
		if len(same) != 1 || same[0] != cost[0] {
			t.Errorf("%q: hashes %q, for a wrong password %q", who, same, cost)
		}
	}
}

func TestThePasswordIsTakenAsItIs(t *testing.T) {
	h := withOwner(t)
	for _, almost := range []string{"", strings.ToUpper(password), password + " ", " " + password, password[:len(password)-1]} {
		_, _, err := h.Login(ctx, email, almost, browser)
		wantKind(t, err, fault.Invalid)
	}
}

func TestAPasswordChangedDuringALoginLeavesNoSessionBehind(t *testing.T) {
	h := withOwner(t)
	h.OnHash(func(string) { must(t, h.anotherNode().SetPassword(ctx, email, "a new long password")) })
	_, _, err := h.Login(ctx, email, password, browser)
	wantKind(t, err, fault.Invalid)
}
