package account_test

import (
	"encoding/base64"
	"testing"
	"time"

	"porchlight/app/account"
	"porchlight/app/fault"
)

func TestEachLoginStartsASessionOfItsOwn(t *testing.T) {
	h := withOwner(t)
	one, two := h.login(t), h.login(t)
	if one == two {
		t.Fatal("two logins gave one token")
	}
	for _, token := range []string{one, two} {
		if raw, err := base64.RawURLEncoding.DecodeString(token); err != nil || len(raw) != 32 {
			t.Errorf("token %q is not 32 bytes in base64url", token)
		}
		who, err := h.Session(ctx, token)
		must(t, err)
		if who.Email != email || who.Role != account.Owner {
			t.Errorf("the session is that of %+v", who)
		}
	}
}

func TestLogoutEndsOneSessionAndMayBeRepeated(t *testing.T) {
	h := withOwner(t)
	gone, stays := h.login(t), h.login(t)
	must(t, h.Logout(ctx, gone))
	must(t, h.Logout(ctx, gone))
	_, err := h.Session(ctx, gone)
	wantKind(t, err, fault.Unauthorized)
	_, err = h.Session(ctx, stays)
	must(t, err)
}

func TestATokenNobodyGaveOutIsNoSession(t *testing.T) {
	h := withOwner(t)
	token := h.login(t)
	for _, forged := range []string{"", "x", token + "x", token[1:], token[:len(token)-1]} {
		_, err := h.Session(ctx, forged)
		wantKind(t, err, fault.Unauthorized)
	}
}

func TestASessionEndsWhenItIsIdleForSevenDays(t *testing.T) {
	h := withOwner(t)
	token := h.login(t)
	h.pass(7 * 24 * time.Hour)
	_, err := h.Session(ctx, token)
	must(t, err)
	h.pass(7 * 24 * time.Hour) // counts from that use
	_, err = h.Session(ctx, token)
	must(t, err)
	h.pass(7*24*time.Hour + time.Millisecond)
	_, err = h.Session(ctx, token)
	wantKind(t, err, fault.Unauthorized)
}

func TestASessionEndsAfterThirtyDaysHoweverBusy(t *testing.T) {
	h := withOwner(t)
	token := h.login(t)
	for range 30 {
		h.pass(24 * time.Hour)
		_, err := h.Session(ctx, token)
		must(t, err)
	}
	h.pass(time.Millisecond)
	_, err := h.Session(ctx, token)
	wantKind(t, err, fault.Unauthorized)
}

func TestAClockThatIsMovedByAnHourEndsNoSessionEarlyAndNoneStaysForGood(t *testing.T) {
	for name, moved := range map[string]time.Duration{"forward": time.Hour, "back": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			h := withOwner(t)
			token := h.login(t)
			good := func(want bool) {
				t.Helper()
				if _, err := h.Session(ctx, token); (err == nil) != want || err != nil && !fault.Is(err, fault.Unauthorized) {
					t.Errorf("at %v: %v", h.clock, err)
				}
			}
			h.pass(moved)
			good(true)
			h.pass(-moved) // and it is set right again
			good(true)
			h.pass(account.SessionIdle)
			good(true) // which is a use
			h.pass(moved)
			h.pass(account.SessionIdle + time.Hour + time.Millisecond)
			good(false)
		})
	}
}

func TestAUseIsNotedAtMostOnceAMinute(t *testing.T) {
	h := withOwner(t)
	token := h.login(t)
	before := h.stored(t)
	for range 59 {
		h.pass(time.Second)
		_, err := h.Session(ctx, token)
		must(t, err)
	}
	if h.stored(t) != before {
		t.Fatal("a use within the minute was written")
	}
	h.pass(time.Second)
	_, err := h.Session(ctx, token)
	must(t, err)
	if h.stored(t) == before {
		t.Fatal("a use after a minute was not written")
	}
}

func TestALoginClearsAwayTheSessionsThatAreOver(t *testing.T) {
	h := withOwner(t)
	over := h.login(t)
	h.pass(account.SessionIdle + time.Millisecond)
	current := h.login(t)
	h.clock = h.clock.Add(-account.SessionIdle) // were it still stored, it would be good again
	_, err := h.Session(ctx, over)
	wantKind(t, err, fault.Unauthorized)
	_, err = h.Session(ctx, current)
	must(t, err)
}
