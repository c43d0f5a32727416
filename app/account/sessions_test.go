package account_test

import (
	"testing"
	"time"

	"porchlight/app/account"
	"porchlight/app/fault"
)

// signedIn is a house whose owner is logged in on a phone and, an hour later, on a laptop.
func signedIn(t *testing.T) (h *house, owner account.Account, phone, laptop string) {
	t.Helper()
	h = withOwner(t)
	phone, owner, err := h.Login(ctx, email, password, "Safari on iPhone")
	must(t, err)
	h.pass(time.Hour)
	return h, owner, phone, h.login(t)
}

func (h *house) sessions(t *testing.T, account int64) []account.Session {
	t.Helper()
	sessions, err := h.Sessions(ctx, account)
	must(t, err)
	return sessions
}

func TestSessionsSayWhereSomebodyIsLoggedInAndSinceWhen(t *testing.T) {
	h, owner, phone, laptop := signedIn(t)
	begun := h.clock
	h.pass(2 * time.Hour)
	_, err := h.Session(ctx, phone)
	must(t, err)

	sessions := h.sessions(t, owner.ID)
	if len(sessions) != 2 {
		t.Fatalf("%d sessions are listed, not 2", len(sessions))
	}
	first, second := sessions[0], sessions[1] // the one used last comes first
	if first.Browser != "Safari on iPhone" || !first.At.Equal(begun.Add(-time.Hour)) || !first.Used.Equal(h.clock) || !first.Is(phone) || first.Is(laptop) {
		t.Errorf("the first is %+v", first)
	}
	if second.Browser != browser || !second.At.Equal(begun) || !second.Used.Equal(begun) || !second.Is(laptop) || second.Is(phone) {
		t.Errorf("the second is %+v", second)
	}
}

func TestASessionIsNotListedOnceItIsOver(t *testing.T) {
	h, owner, _, laptop := signedIn(t)
	h.pass(account.SessionIdle)
	if sessions := h.sessions(t, owner.ID); len(sessions) != 1 || !sessions[0].Is(laptop) {
		t.Fatalf("after a week without use of the phone %+v are listed", sessions)
	}
}

func TestWhatNamesASessionLogsNobodyIn(t *testing.T) {
	h, owner, _, _ := signedIn(t)
	for _, s := range h.sessions(t, owner.ID) {
		_, err := h.Session(ctx, s.ID)
		wantKind(t, err, fault.Unauthorized)
	}
}

func TestEndSessionEndsThatOneAndNoneOfAnybodyElse(t *testing.T) {
	h, owner, phone, laptop := signedIn(t)
	other, err := h.Create(ctx, "other@example.com", password, account.Owner)
	must(t, err)
	id := h.sessions(t, owner.ID)[1].ID

	wantKind(t, h.EndSession(ctx, other.ID, id), fault.NotFound)
	must(t, h.EndSession(ctx, owner.ID, id))
	wantKind(t, h.EndSession(ctx, owner.ID, id), fault.NotFound)

	_, err = h.Session(ctx, phone)
	wantKind(t, err, fault.Unauthorized)
	_, err = h.Session(ctx, laptop)
	must(t, err)
}

func TestEndOthersLeavesTheOneInHandAndEveryoneElses(t *testing.T) {
	h, owner, phone, laptop := signedIn(t)
	_, err := h.Create(ctx, "other@example.com", password, account.Owner)
	must(t, err)
	others, _, err := h.Login(ctx, "other@example.com", password, browser)
	must(t, err)

	ended, err := h.EndOthers(ctx, owner.ID, laptop)
	must(t, err)
	if ended != 1 {
		t.Errorf("%d ended, not 1", ended)
	}
	_, err = h.Session(ctx, phone)
	wantKind(t, err, fault.Unauthorized)
	for _, token := range []string{laptop, others} {
		_, err = h.Session(ctx, token)
		must(t, err)
	}

	ended, err = h.EndOthers(ctx, owner.ID, "") // all of them
	must(t, err)
	if sessions := h.sessions(t, owner.ID); ended != 1 || len(sessions) != 0 {
		t.Errorf("%d ended, and %+v are left", ended, sessions)
	}
}
