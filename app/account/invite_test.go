package account_test

import (
	"strings"
	"testing"
	"time"

	"porchlight/app/account"
	"porchlight/app/fault"
)

// invited is a house whose owner has just invited ada as an admin.
func invited(t *testing.T) (h *house, owner, ada account.Account, token string) {
	t.Helper()
	h = withOwner(t)
	_, owner, err := h.Login(ctx, email, password, browser)
	must(t, err)
	token, ada, err = h.Invite(ctx, owner.ID, " Ada@Example.com ", account.Admin)
	must(t, err)
	return h, owner, ada, token
}

func TestWhoIsInvitedChoosesAPasswordAndIsIn(t *testing.T) {
	h, _, ada, token := invited(t)
	_, _, err := h.Login(ctx, adaEmail, "", browser) // there is no password, and none is not one
	wantKind(t, err, fault.Invalid)

	session, who, err := h.Accept(ctx, token, "ADA@example.com", "a password of hers", browser)
	must(t, err)
	if who != ada || who.Role != account.Admin {
		t.Errorf("who came is %+v, and %+v was invited", who, ada)
	}
	_, err = h.Session(ctx, session)
	must(t, err)
	_, _, err = h.Login(ctx, adaEmail, "a password of hers", browser)
	must(t, err)
}

func TestAnInvitationWorksOnceForAWeekAndOnlyAsGivenOut(t *testing.T) {
	for _, c := range []struct {
		name  string
		token func(t *testing.T, h *house, owner, ada account.Account, token string) string
		good  bool
	}{
		{"in its last moment", func(_ *testing.T, h *house, _, _ account.Account, token string) string {
			h.pass(account.InvitationFor - time.Millisecond)
			return token
		}, true},
		{"after a week", func(_ *testing.T, h *house, _, _ account.Account, token string) string {
			h.pass(account.InvitationFor)
			return token
		}, false},
		{"when it was used", func(t *testing.T, h *house, _, _ account.Account, token string) string {
			_, _, err := h.Accept(ctx, token, adaEmail, "a password of hers", browser)
			must(t, err)
			return token
		}, false},
		{"when there is a newer one", func(t *testing.T, h *house, owner, ada account.Account, token string) string {
			_, _, err := h.Link(ctx, owner.ID, ada.ID)
			must(t, err)
			return token
		}, false},
		{"when it is the newer one", func(t *testing.T, h *house, owner, ada account.Account, _ string) string {
			newer, _, err := h.Link(ctx, owner.ID, ada.ID)
			must(t, err)
			return newer
		}, true},
		{"when it was withdrawn", func(t *testing.T, h *house, owner, ada account.Account, token string) string {
			_, err := h.Withdraw(ctx, owner.ID, ada.ID)
			must(t, err)
			return token
		}, false},
		{"when the command line gave a password", func(t *testing.T, h *house, _, _ account.Account, token string) string {
			must(t, h.SetPassword(ctx, adaEmail, "from the terminal"))
			return token
		}, false},
		{"when it is wrong", func(_ *testing.T, _ *house, _, _ account.Account, token string) string { return token + "x" }, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, owner, ada, token := invited(t)
			given := c.token(t, h, owner, ada, token)
			if !c.good {
				h.OnHash(func(string) { t.Error("a hash was computed") })
			}
			session, _, err := h.Accept(ctx, given, adaEmail, password, browser)
			if c.good {
				must(t, err)
				return
			}
			wantKind(t, err, fault.Forbidden)
			if session != "" {
				t.Error("there is a session")
			}
		})
	}
}

func TestWhatIsTypedWrongLeavesTheInvitationUsable(t *testing.T) {
	h, _, _, token := invited(t)
	_, _, err := h.Accept(ctx, token, adaEmail, "too short", browser)
	wantKind(t, err, fault.Invalid)
	_, _, err = h.Accept(ctx, token, email, password, browser) // which is somebody else's
	wantKind(t, err, fault.Invalid)
	_, _, err = h.Accept(ctx, token, adaEmail, password, browser)
	must(t, err)
}

func TestALinkForALostPasswordReplacesItOnlyWhenUsed(t *testing.T) {
	h, owner, ada := twoOwners(t)
	before, _, err := h.Login(ctx, adaEmail, password, browser)
	must(t, err)
	token, _, err := h.Link(ctx, owner.ID, ada.ID)
	must(t, err)
	_, err = h.Session(ctx, before)
	must(t, err)

	_, _, err = h.Accept(ctx, token, adaEmail, "a new long password", browser)
	must(t, err)
	_, err = h.Session(ctx, before)
	wantKind(t, err, fault.Unauthorized)
	_, _, err = h.Login(ctx, adaEmail, password, browser)
	wantKind(t, err, fault.Invalid)
}

func TestADisabledAccountGetsNoLink(t *testing.T) {
	h, owner, ada := twoOwners(t)
	_, err := h.Disable(ctx, owner.ID, ada.ID)
	must(t, err)
	_, _, err = h.Link(ctx, owner.ID, ada.ID)
	wantKind(t, err, fault.Conflict)
}

func TestWhoHasJoinedIsNotWithdrawn(t *testing.T) {
	h, owner, ada := twoOwners(t)
	_, err := h.Withdraw(ctx, owner.ID, ada.ID)
	wantKind(t, err, fault.Conflict)
	_, _, err = h.Login(ctx, adaEmail, password, browser)
	must(t, err)
}

func TestNobodyIsInvitedTwice(t *testing.T) {
	h, owner, _, _ := invited(t)
	_, _, err := h.Invite(ctx, owner.ID, adaEmail, account.Owner)
	wantKind(t, err, fault.Conflict)
	_, _, err = h.Invite(ctx, owner.ID, "ada", account.Owner)
	wantKind(t, err, fault.Invalid)
	_, _, err = h.Invite(ctx, owner.ID, "grace@example.com", "root")
	wantKind(t, err, fault.Invalid)
}

func TestTheStoreHoldsNoInvitation(t *testing.T) {
	h, _, _, token := invited(t)
	if strings.Contains(h.stored(t), token) {
		t.Error("the link stands in the store")
	}
}
