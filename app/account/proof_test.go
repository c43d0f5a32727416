package account_test

import (
	"testing"
	"time"

	"porchlight/app/account"
	"porchlight/app/fault"
)

func TestALoginProvesForTenMinutesThatOneMayChangeHowToLogIn(t *testing.T) {
	d, _ := withPasskey(t)
	id := d.only(t).ID
	d.pass(account.ProofFor - time.Millisecond)
	_, err := d.site.BeginAdd(ctx, d.token, d.who, "Porchlight")
	must(t, err)
	d.pass(time.Millisecond)
	_, err = d.site.BeginAdd(ctx, d.token, d.who, "Porchlight")
	wantKind(t, err, fault.Forbidden)
	err = d.RemovePasskey(ctx, d.token, d.who.ID, id)
	wantKind(t, err, fault.Forbidden)
	err = d.RenamePasskey(ctx, d.who.ID, id, "Phone") // opens nothing to anybody
	must(t, err)
	err = d.RemovePasskey(ctx, d.house.login(t), d.who.ID, id)
	must(t, err)
}

func TestAPasskeyBegunInTimeIsStored(t *testing.T) {
	d := atDesk(t)
	d.pass(account.ProofFor - time.Second)
	options, err := d.site.BeginAdd(ctx, d.token, d.who, "Porchlight")
	must(t, err)
	_, made := d.Make(t, options)
	d.pass(time.Minute)
	_, err = d.site.Add(ctx, d.token, d.who, made, "Laptop")
	must(t, err)
}

func TestAPasswordProvesOneSessionAgain(t *testing.T) {
	d := atDesk(t)
	other := d.house.login(t)
	d.pass(time.Hour)
	_, err := d.Prove(ctx, d.token, "wrong horse battery")
	wantKind(t, err, fault.Invalid)
	_, err = d.Prove(ctx, "no session", password)
	wantKind(t, err, fault.Unauthorized)
	d.wantProof(t, d.token, false)
	d.token = d.rotated(t, func(before string) (string, error) { return d.Prove(ctx, before, password) })
	d.wantProof(t, d.token, true)
	d.wantProof(t, other, false)
	d.pass(account.ProofFor)
	d.wantProof(t, d.token, false)
}

func TestAPasskeyProvesTheSessionItWasAskedFor(t *testing.T) {
	d, key := withPasskey(t)
	other := d.house.login(t)
	d.pass(time.Hour)
	options, err := d.site.BeginProof(ctx, d.token)
	must(t, err)
	signed := d.Sign(t, key, options)
	_, err = d.site.Prove(ctx, other, d.who, signed)
	wantKind(t, err, fault.Invalid)
	d.token = d.rotated(t, func(before string) (string, error) {
		opened, err := d.site.Prove(ctx, before, d.who, signed)
		return opened.Token, err
	})
	d.wantProof(t, d.token, true)
	d.wantProof(t, other, false)
	_, err = d.site.Prove(ctx, d.token, d.who, signed)
	wantKind(t, err, fault.Invalid)
}

func TestAPasskeyOfSomebodyElseProvesNothing(t *testing.T) {
	d, key := withPasskey(t)
	admin, err := d.Create(ctx, "admin@example.com", password, account.Admin)
	must(t, err)
	token, _, err := d.Login(ctx, "admin@example.com", password, browser)
	must(t, err)
	d.pass(time.Hour)
	options, err := d.site.BeginProof(ctx, token)
	must(t, err)
	_, err = d.site.Prove(ctx, token, admin, d.Sign(t, key, options))
	wantKind(t, err, fault.Invalid)
	d.wantProof(t, token, false)
}

func TestChangingOnesPasswordEndsAllSessionsAndStartsANewOne(t *testing.T) {
	d, key := withPasskey(t)
	other := d.house.login(t)
	d.pass(time.Hour)
	for current, next := range map[string]string{"wrong horse battery": "a new long password", password: "too short"} {
		_, err := d.ChangePassword(ctx, d.token, current, next, browser)
		wantKind(t, err, fault.Invalid)
	}
	next, err := d.ChangePassword(ctx, d.token, password, "a new long password", browser)
	must(t, err)
	for _, token := range []string{d.token, other} {
		_, err := d.Session(ctx, token)
		wantKind(t, err, fault.Unauthorized)
	}
	d.wantProof(t, next, true)
	_, _, err = d.Login(ctx, email, password, browser)
	wantKind(t, err, fault.Invalid)
	_, err = d.login(t, key) // only its owner could change the password: passkeys stay
	must(t, err)
}

func TestAPasswordChangedMeanwhileIsNotChangedBack(t *testing.T) {
	d := atDesk(t)
	once := true
	d.OnHash(func(string) {
		if once {
			once = false
			must(t, d.anotherNode().SetPassword(ctx, email, "a new long password"))
		}
	})
	_, err := d.ChangePassword(ctx, d.token, password, "another long password", browser)
	wantKind(t, err, fault.Unauthorized)
	_, _, err = d.Login(ctx, email, "a new long password", browser)
	must(t, err)
}

// rotated proves the session and returns its next token: the one before is of no use any more, and the session is the same.
func (d *desk) rotated(t *testing.T, prove func(before string) (string, error)) string {
	t.Helper()
	id, err := d.SessionID(ctx, d.token)
	must(t, err)
	next, err := prove(d.token)
	must(t, err)
	_, err = d.Session(ctx, d.token)
	wantKind(t, err, fault.Unauthorized)
	if same, err := d.SessionID(ctx, next); err != nil || same != id || next == d.token {
		t.Errorf("the next token is of session %q, %v; want %q", same, err, id)
	}
	must(t, d.Check(ctx, id))
	return next
}

func (d *desk) wantProof(t *testing.T, token string, proved bool) {
	t.Helper()
	until, err := d.ProvedUntil(ctx, token)
	must(t, err)
	if got := d.clock.Before(until); got != proved {
		t.Errorf("proved: %t, until %v", got, until)
	}
}
