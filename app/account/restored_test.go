package account_test

import (
	"testing"

	"porchlight/app/account"
	"porchlight/app/fault"
)

func TestARestoredDatabaseLetsNobodyInWithWhatWasGivenOutBefore(t *testing.T) {
	d := atDesk(t)
	d.house.login(t)
	invitation, _, err := d.Invite(ctx, d.who.ID, "ada@example.com", account.Admin)
	must(t, err)
	d.begin(t, anAttempt)
	must(t, d.AddDevice(ctx, deviceOf(d.who.ID)))

	ended, err := d.Restored(ctx)
	must(t, err)
	if ended != 2 {
		t.Errorf("%d sessions ended, not 2", ended)
	}
	_, err = d.Session(ctx, d.token)
	wantKind(t, err, fault.Unauthorized)
	_, _, err = d.Accept(ctx, invitation, "ada@example.com", password, browser)
	wantKind(t, err, fault.Forbidden)
	for _, table := range []string{"session", "invitation", "setup_link", "passkey_challenge", "push_subscription"} {
		if n := d.count(t, table); n != 0 {
			t.Errorf("%d rows are left in %s", n, table)
		}
	}
	d.house.login(t) // the password stays
}

func TestASetupLinkOfBeforeMakesNobodyTheOwnerOfARestoredDatabase(t *testing.T) {
	h := newHouse(t)
	link := h.setupLink(t)
	_, err := h.Restored(ctx)
	must(t, err)
	_, _, err = h.Setup(ctx, link, email, password, browser)
	wantKind(t, err, fault.Forbidden)
	h.setupLink(t) // the next start shows a new one
}
