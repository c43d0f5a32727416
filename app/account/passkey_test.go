package account_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"porchlight/app/account"
	"porchlight/app/fault"
	"porchlight/app/testparts"

	"github.com/go-webauthn/webauthn/protocol"
)

const (
	origin    = "https://porchlight.example"
	anAttempt = "a browser's secret"
)

// desk is a house whose owner has logged in and holds an authenticator.
type desk struct {
	*house
	site  *account.Site
	who   account.Account
	token string
	*testparts.Authenticator
}

func atDesk(t *testing.T) *desk {
	t.Helper()
	h := withOwner(t)
	token, who, err := h.Login(ctx, email, password, browser)
	must(t, err)
	return &desk{h, account.NewSite(h.Accounts, origin), who, token, testparts.NewAuthenticator(t, origin)}
}

// withPasskey is a desk at which a passkey was added.
func withPasskey(t *testing.T) (*desk, *testparts.Key) {
	t.Helper()
	d := atDesk(t)
	return d, d.add(t, "Laptop")
}

func (d *desk) add(t *testing.T, label string) *testparts.Key {
	t.Helper()
	options, err := d.site.BeginAdd(ctx, d.token, d.who, "Porchlight")
	must(t, err)
	key, made := d.Make(t, options)
	added, err := d.site.Add(ctx, d.token, d.who, made, label)
	must(t, err)
	if added.Label != label || !added.At.Equal(d.clock) || !added.Used.IsZero() {
		t.Errorf("added %+v", added)
	}
	return key
}

// begin begins a login in a browser.
func (d *desk) begin(t *testing.T, secret string) []byte {
	t.Helper()
	options, err := d.site.BeginLogin(ctx, secret)
	must(t, err)
	return options
}

func (d *desk) login(t *testing.T, key *testparts.Key) (account.Opened, error) {
	t.Helper()
	return d.finish(d.Sign(t, key, d.begin(t, anAttempt)))
}

func (d *desk) finish(signed string) (account.Opened, error) {
	return d.site.Login(ctx, anAttempt, signed, browser, anybody)
}

func anybody(account.Account) error { return nil }

// only returns the one passkey of the owner.
func (d *desk) only(t *testing.T) account.Passkey {
	t.Helper()
	passkeys, err := d.Passkeys(ctx, d.who.ID)
	must(t, err)
	if len(passkeys) != 1 {
		t.Fatalf("passkeys: %+v", passkeys)
	}
	return passkeys[0]
}

func TestAPasskeyLogsInWhoseItIs(t *testing.T) {
	d, key := withPasskey(t)
	for range 2 {
		d.pass(time.Hour)
		opened, err := d.login(t, key)
		must(t, err)
		who, err := d.Session(ctx, opened.Token)
		must(t, err)
		if who != d.who || opened.Account != d.who || opened.Passkey.Label != "Laptop" {
			t.Errorf("opened %+v, the session is of %+v", opened, who)
		}
		if used := d.only(t).Used; !used.Equal(d.clock) {
			t.Errorf("used at %v, not %v", used, d.clock)
		}
	}
}

func TestAPasskeyThatDoesNotCountIsTaken(t *testing.T) {
	d := atDesk(t)
	d.Uncounted, d.Flags = true, byte(protocol.FlagBackupEligible|protocol.FlagBackupState)
	key := d.add(t, "Phone")
	for range 2 {
		_, err := d.login(t, key)
		must(t, err)
	}
	if !d.only(t).Synced {
		t.Error("it is not said to be copied between devices")
	}
}

func TestWhatABrowserIsAskedFor(t *testing.T) {
	d := atDesk(t)
	first := d.add(t, "Laptop")
	creation, err := d.site.BeginAdd(ctx, d.token, d.who, "Porchlight")
	must(t, err)
	var asked protocol.PublicKeyCredentialCreationOptions
	must(t, json.Unmarshal(creation, &asked))
	if asked.RelyingParty.ID != "porchlight.example" || asked.RelyingParty.Name != "Porchlight" || asked.User.Name != email || asked.Attestation != "none" {
		t.Errorf("asked for %s", creation)
	}
	if s := asked.AuthenticatorSelection; s.ResidentKey != "required" || !*s.RequireResidentKey || s.UserVerification != "required" {
		t.Errorf("of an authenticator: %+v", s)
	}
	if e := asked.CredentialExcludeList; len(e) != 1 || !bytes.Equal(e[0].CredentialID, first.ID) {
		t.Errorf("those that are known: %+v", e)
	}
	if len(first.Handle) != 64 || bytes.Contains(first.Handle, []byte(email)) || len(asked.Challenge) < 32 || asked.Timeout != 300000 {
		t.Errorf("handle %q, challenge %q, timeout %d", first.Handle, asked.Challenge, asked.Timeout)
	}
	var assertion protocol.PublicKeyCredentialRequestOptions
	must(t, json.Unmarshal(d.begin(t, anAttempt), &assertion))
	if assertion.RelyingPartyID != "porchlight.example" || assertion.UserVerification != "required" || len(assertion.AllowedCredentials) != 0 {
		t.Errorf("for a login: %+v", assertion)
	}
}

func TestAnAccountKeepsItsHandleAndSharesItWithNobody(t *testing.T) {
	d := atDesk(t)
	first, second := d.add(t, "Laptop"), d.add(t, "Phone")
	if !bytes.Equal(first.Handle, second.Handle) {
		t.Error("one account has two handles")
	}
	admin, err := d.Create(ctx, "admin@example.com", password, account.Admin)
	must(t, err)
	token, _, err := d.Login(ctx, "admin@example.com", password, browser)
	must(t, err)
	options, err := d.site.BeginAdd(ctx, token, admin, "Porchlight")
	must(t, err)
	if key, _ := d.Make(t, options); bytes.Equal(key.Handle, first.Handle) {
		t.Error("two accounts have one handle")
	}
}

// TestALoginByPasskeyIsRefused goes through everything that can be wrong with what a browser sends.
func TestALoginByPasskeyIsRefused(t *testing.T) {
	const sentence = "This passkey does not open an account here. Use another one, or your password."
	for name, spoil := range map[string]func(d *desk, key *testparts.Key) string{
		"of another origin": func(d *desk, _ *testparts.Key) string {
			d.Origin = "https://porchlight.example.evil.example"
			return ""
		},
		"of another port":    func(d *desk, _ *testparts.Key) string { d.Origin = origin + ":8443"; return "" },
		"of plain http":      func(d *desk, _ *testparts.Key) string { d.Origin = "http://porchlight.example"; return "" },
		"origin with a path": func(d *desk, _ *testparts.Key) string { d.Origin = origin + "/login"; return "" },
		"for another site":   func(d *desk, _ *testparts.Key) string { d.Site = "evil.example"; return "" },
		"without a look at its owner": func(d *desk, _ *testparts.Key) string {
			d.Unverified = true
			return ""
		},
		"that nobody has":             func(_ *desk, key *testparts.Key) string { key.ID[0]++; return "" },
		"under another handle":        func(_ *desk, key *testparts.Key) string { key.Handle[0]++; return "" },
		"without a handle":            func(_ *desk, key *testparts.Key) string { key.Handle = nil; return "" },
		"that may suddenly be copied": func(d *desk, _ *testparts.Key) string { d.Flags = byte(protocol.FlagBackupEligible); return "" },
		"signed by another key": func(d *desk, key *testparts.Key) string {
			key.Private = d.add(t, "Phone").Private
			return ""
		},
		"that is no JSON":  func(*desk, *testparts.Key) string { return "{" },
		"that is empty":    func(*desk, *testparts.Key) string { return "{}" },
		"that is too long": func(*desk, *testparts.Key) string { return strings.Repeat(" ", 16<<10) + "{}" },
	} {
		t.Run(name, func(t *testing.T) {
			d, key := withPasskey(t)
			sent := spoil(d, key)
			if sent == "" {
				sent = d.Sign(t, key, d.begin(t, anAttempt))
			} else {
				d.begin(t, anAttempt)
			}
			opened, err := d.finish(sent)
			wantKind(t, err, fault.Invalid)
			if got := fault.Of(err).Sentence; got != sentence {
				t.Errorf("it says %q", got)
			}
			if opened != (account.Opened{}) {
				t.Errorf("it tells %+v", opened)
			}
		})
	}
}

func TestAChallengeIsGoodOnceForOneBrowserAndForFiveMinutes(t *testing.T) {
	const sentence = "That took too long, or was begun again meanwhile. Please try again."
	for name, c := range map[string]struct {
		do   func(t *testing.T, d *desk, key *testparts.Key) error
		good bool
	}{
		"used in time": {good: true, do: func(t *testing.T, d *desk, key *testparts.Key) error {
			signed := d.Sign(t, key, d.begin(t, anAttempt))
			d.pass(account.ChallengeFor - time.Millisecond)
			_, err := d.finish(signed)
			return err
		}},
		"used too late": {do: func(t *testing.T, d *desk, key *testparts.Key) error {
			signed := d.Sign(t, key, d.begin(t, anAttempt))
			d.pass(account.ChallengeFor)
			_, err := d.finish(signed)
			return err
		}},
		"used again": {do: func(t *testing.T, d *desk, key *testparts.Key) error {
			signed := d.Sign(t, key, d.begin(t, anAttempt))
			_, err := d.finish(signed)
			must(t, err)
			_, err = d.finish(signed)
			return err
		}},
		"used again on another node": {do: func(t *testing.T, d *desk, key *testparts.Key) error {
			signed := d.Sign(t, key, d.begin(t, anAttempt))
			_, err := d.finish(signed)
			must(t, err)
			_, err = account.NewSite(d.anotherNode(), origin).Login(ctx, anAttempt, signed, browser, anybody)
			return err
		}},
		"used on another node": {good: true, do: func(t *testing.T, d *desk, key *testparts.Key) error {
			_, err := account.NewSite(d.anotherNode(), origin).Login(ctx, anAttempt, d.Sign(t, key, d.begin(t, anAttempt)), browser, anybody)
			return err
		}},
		"used after it failed": {do: func(t *testing.T, d *desk, key *testparts.Key) error {
			signed := d.Sign(t, key, d.begin(t, anAttempt))
			_, err := d.finish("{}")
			wantKind(t, err, fault.Invalid)
			_, err = d.finish(signed)
			return err
		}},
		"of another browser": {do: func(t *testing.T, d *desk, key *testparts.Key) error {
			signed := d.Sign(t, key, d.begin(t, "another browser's secret"))
			_, err := d.finish(signed)
			return err
		}},
		"never given": {do: func(t *testing.T, d *desk, key *testparts.Key) error {
			_, err := d.finish(d.Sign(t, key, []byte(`{"challenge":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}`)))
			return err
		}},
		"given for a proof": {do: func(t *testing.T, d *desk, key *testparts.Key) error {
			options, err := d.site.BeginProof(ctx, anAttempt)
			must(t, err)
			_, err = d.finish(d.Sign(t, key, options))
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			d, key := withPasskey(t)
			err := c.do(t, d, key)
			if c.good {
				must(t, err)
			} else if got := fault.Of(err).Sentence; err == nil || got != sentence {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestBeginningAgainTakesTheFirstChallengeBack(t *testing.T) {
	d, key := withPasskey(t)
	before := d.Sign(t, key, d.begin(t, anAttempt))
	d.begin(t, anAttempt)
	if _, err := d.finish(before); err == nil || !strings.HasPrefix(fault.Of(err).Sentence, "That took too long, or was begun again meanwhile.") {
		t.Errorf("what was signed before: %v", err)
	}
}

func TestChallengesAreClearedAway(t *testing.T) {
	d := atDesk(t)
	for i := range 3 {
		d.begin(t, fmt.Sprint(i))
	}
	d.pass(account.ChallengeFor)
	d.begin(t, "the last")
	if left := d.count(t, "passkey_challenge"); left != 1 {
		t.Errorf("%d challenges are kept", left)
	}
}

func TestACopyIsRefusedAndNoted(t *testing.T) {
	d, key := withPasskey(t)
	copied := *key
	_, err := d.login(t, key)
	must(t, err)
	_, err = d.login(t, key)
	must(t, err)
	d.pass(time.Hour)
	opened, err := d.login(t, &copied)
	wantKind(t, err, fault.Invalid)
	if !errors.Is(err, account.ErrCopied) || opened.Token != "" || opened.Account != d.who || opened.Passkey.Label != "Laptop" {
		t.Errorf("%v, opened %+v", err, opened)
	}
	if refused := d.only(t).Refused; !refused.Equal(d.clock) {
		t.Errorf("refused at %v", refused)
	}
	_, err = d.login(t, key) // the one that counts on is still good
	must(t, err)
}

func TestADisabledAccountDoesNotOpen(t *testing.T) {
	d, key := withPasskey(t)
	other, err := d.Create(ctx, "ada@example.com", password, account.Owner)
	must(t, err)
	_, err = d.Disable(ctx, other.ID, d.who.ID)
	must(t, err)
	_, byPasskey := d.login(t, key)
	unknown, _ := d.Make(t, []byte(`{}`))
	_, byNobodys := d.login(t, unknown)
	if byPasskey == nil || fault.Of(byPasskey).Sentence != fault.Of(byNobodys).Sentence {
		t.Errorf("it says %v, to an unknown passkey %v", byPasskey, byNobodys)
	}
	_, _, byPassword := d.Login(ctx, email, password, browser)
	_, _, byWrongOne := d.Login(ctx, email, "wrong horse battery", browser)
	if byPassword == nil || fault.Of(byPassword).Sentence != fault.Of(byWrongOne).Sentence {
		t.Errorf("it says %v, to a wrong password %v", byPassword, byWrongOne)
	}
}

func TestWhoseItIsIsAskedBeforeItIsBelieved(t *testing.T) {
	d, key := withPasskey(t)
	d.Unverified = true
	busy := fault.Limit(time.Minute, "Later.")
	_, err := d.site.Login(ctx, anAttempt, d.Sign(t, key, d.begin(t, anAttempt)), browser, func(who account.Account) error {
		if who != d.who {
			t.Errorf("it is said to be of %+v", who)
		}
		return busy
	})
	if !errors.Is(err, busy) {
		t.Error(err)
	}
}

func TestAddingAPasskeyIsRefused(t *testing.T) {
	d := atDesk(t)
	for name, spoil := range map[string]func(d *desk) string{
		"of another origin":           func(d *desk) string { d.Origin = "https://evil.example"; return "" },
		"origin with a path":          func(d *desk) string { d.Origin = origin + "/admin/you"; return "" },
		"for another site":            func(d *desk) string { d.Site = "evil.example"; return "" },
		"without a look at its owner": func(d *desk) string { d.Unverified = true; return "" },
		"that is no JSON":             func(d *desk) string { return "{" },
		"that is too long":            func(*desk) string { return strings.Repeat(" ", 16<<10) + "{}" },
	} {
		t.Run(name, func(t *testing.T) {
			d := *d
			device := *d.Authenticator
			d.Authenticator = &device
			options, err := d.site.BeginAdd(ctx, d.token, d.who, "Porchlight")
			must(t, err)
			made := spoil(&d)
			if made == "" {
				_, made = d.Make(t, options)
			}
			_, err = d.site.Add(ctx, d.token, d.who, made, "Laptop")
			wantKind(t, err, fault.Invalid)
		})
	}
}

func TestAPasskeyMadeForOneSessionIsOfNoUseInAnother(t *testing.T) {
	d := atDesk(t)
	options, err := d.site.BeginAdd(ctx, d.token, d.who, "Porchlight")
	must(t, err)
	_, made := d.Make(t, options)
	_, err = d.site.Add(ctx, d.house.login(t), d.who, made, "Laptop")
	wantKind(t, err, fault.Invalid)
	_, err = d.site.Add(ctx, d.token, d.who, made, "Laptop")
	must(t, err)
	_, err = d.site.Add(ctx, d.token, d.who, made, "Laptop again")
	wantKind(t, err, fault.Invalid)
}

func TestAPasskeyHasOneAccount(t *testing.T) {
	d, key := withPasskey(t)
	admin, err := d.Create(ctx, "admin@example.com", password, account.Admin)
	must(t, err)
	token, _, err := d.Login(ctx, "admin@example.com", password, browser)
	must(t, err)
	options, err := d.site.BeginAdd(ctx, token, admin, "Porchlight")
	must(t, err)
	handle := key.Handle
	_, err = d.site.Add(ctx, token, admin, d.Remake(t, key, options), "Found")
	wantKind(t, err, fault.Conflict)
	key.Handle = handle
	opened, err := d.login(t, key)
	must(t, err)
	if opened.Account != d.who {
		t.Errorf("it opens %+v", opened.Account)
	}
}

func TestAnAccountHasTenPasskeysAtMost(t *testing.T) {
	d := atDesk(t)
	options, err := d.site.BeginAdd(ctx, d.token, d.who, "Porchlight")
	must(t, err)
	_, early := d.Make(t, options)
	other := d.house.login(t)
	for i := range account.PasskeysMost {
		options, err := d.site.BeginAdd(ctx, other, d.who, "Porchlight")
		must(t, err)
		_, made := d.Make(t, options)
		_, err = d.site.Add(ctx, other, d.who, made, fmt.Sprint("Key ", i))
		must(t, err)
	}
	_, err = d.site.BeginAdd(ctx, d.token, d.who, "Porchlight")
	wantKind(t, err, fault.Conflict)
	_, err = d.site.Add(ctx, d.token, d.who, early, "One too many")
	wantKind(t, err, fault.Conflict)
}

func TestPasskeysAreRenamedAndRemovedByWhoseTheyAre(t *testing.T) {
	d, key := withPasskey(t)
	admin, err := d.Create(ctx, "admin@example.com", password, account.Admin)
	must(t, err)
	id := d.only(t).ID
	err = d.RenamePasskey(ctx, admin.ID, id, "Mine")
	wantKind(t, err, fault.NotFound)
	token, _, err := d.Login(ctx, "admin@example.com", password, browser)
	must(t, err)
	err = d.RemovePasskey(ctx, token, admin.ID, id)
	wantKind(t, err, fault.NotFound)

	must(t, d.RenamePasskey(ctx, d.who.ID, id, "  Phone "))
	if now := d.only(t); now.Label != "Phone" {
		t.Errorf("it is %q", now.Label)
	}
	for _, label := range []string{"", " \t", strings.Repeat("é", 61), "two\nlines", "a\x00b", "\xff"} {
		err := d.RenamePasskey(ctx, d.who.ID, id, label)
		wantKind(t, err, fault.Invalid)
	}
	err = d.RenamePasskey(ctx, d.who.ID, id, strings.Repeat("é", 60))
	must(t, err)

	err = d.RemovePasskey(ctx, d.token, d.who.ID, id)
	must(t, err)
	_, err = d.login(t, key)
	wantKind(t, err, fault.Invalid)
	err = d.RemovePasskey(ctx, d.token, d.who.ID, id)
	wantKind(t, err, fault.NotFound)
	d.house.login(t) // the password is always a way in
}

func TestAPasswordSetByTheOperatorForgetsPasskeys(t *testing.T) {
	d, key := withPasskey(t)
	must(t, d.SetPassword(ctx, email, "a new long password"))
	_, err := d.login(t, key)
	wantKind(t, err, fault.Invalid)
}

func TestWherePasskeysAreImpossibleTheSiteSaysWhy(t *testing.T) {
	h := withOwner(t)
	for origin, why := range map[string]string{
		"https://example.com": "", "https://example.com:8443": "", "http://localhost:3000": "", "http://porch.localhost:3000": "",
		"http://127.0.0.1:3000": "an IP address", "http://[::1]:3000": "an IP address", "https://192.0.2.1": "an IP address",
		"http://example.com": "over https only", "https://exa_mple": "that of this site is none",
	} {
		site := account.NewSite(h.Accounts, origin)
		if got := site.Impossible(); got == "" != (why == "") || !strings.Contains(got, why) {
			t.Errorf("%s: %q", origin, got)
		}
		if _, err := site.BeginLogin(ctx, anAttempt); (err == nil) != (why == "") || err != nil && !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s: a login begins with %v", origin, err)
		}
	}
}

func TestTheStoreHoldsNoSecretOfAChallenge(t *testing.T) {
	d := atDesk(t)
	d.begin(t, anAttempt)
	stored := d.stored(t)
	if strings.Contains(stored, anAttempt) || strings.Contains(stored, base64.RawURLEncoding.EncodeToString([]byte(anAttempt))) {
		t.Error("the secret of the browser stands in the store")
	}
}
