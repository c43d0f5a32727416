package account_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"porchlight/app/account"
	"porchlight/app/fault"
)

func TestAnOwnerMayDoAllThatAnAdminMay(t *testing.T) {
	for role, may := range map[account.Role]struct{ answer, watch bool }{
		account.Owner: {true, true},
		account.Admin: {false, true},
		"":            {false, false},
		"root":        {false, false},
	} {
		if role.MayAnswer() != may.answer || role.MayWatch() != may.watch {
			t.Errorf("%q may answer: %t, may watch: %t", role, role.MayAnswer(), role.MayWatch())
		}
	}
}

func TestCreateAddsAnAccountThatCanSignIn(t *testing.T) {
	h := newHouse(t)
	h.Accounts = account.New(h.store, time.Now) // this once at full cost
	created, err := h.Create(ctx, " Ada@Example.COM ", password, account.Admin)
	must(t, err)
	if created.Email != "ada@example.com" || created.Role != account.Admin || created.ID == 0 {
		t.Fatalf("created %+v", created)
	}
	_, signedIn, err := h.Login(ctx, "ADA@example.com", password, browser)
	must(t, err)
	if signedIn != created {
		t.Fatalf("signed in as %+v, created %+v", signedIn, created)
	}
}

func TestCreateSaysWhatIsWrong(t *testing.T) {
	local := strings.Repeat("a", 254-len("@example.com"))
	for _, c := range []struct {
		name, email, password string
		role                  account.Role
		sentence              string // empty: it is accepted
	}{
		{"no e-mail", "", password, account.Owner, "This is not an e-mail address; it should look like name@example.com."},
		{"no domain", "owner", password, account.Owner, "This is not an e-mail address; it should look like name@example.com."},
		{"a display name", "Me <owner@example.com>", password, account.Owner, "This is not an e-mail address; it should look like name@example.com."},
		{"a header in it", "owner@example.com\r\nBcc: all@example.com", password, account.Owner, "This is not an e-mail address; it should look like name@example.com."},
		{"two addresses", "a@example.com, b@example.com", password, account.Owner, "This is not an e-mail address; it should look like name@example.com."},
		{"an address of 254", local + "@example.com", password, account.Owner, ""},
		{"an address of 255", "a" + local + "@example.com", password, account.Owner, "An e-mail address has at most 254 characters."},
		{"a password of 11", "eleven@example.com", strings.Repeat("é", 11), account.Owner, "A password needs at least 12 characters."},
		{"a password of 12 in 24 bytes", "twelve@example.com", "éàüöñçøåæþðß", account.Owner, ""},
		{"a password of 256 bytes", "long@example.com", password + "!" + strings.Repeat("é", 117), account.Owner, ""},
		{"a password of 257 bytes", "longer@example.com", password + strings.Repeat("é", 118), account.Owner, "A password has at most 256 bytes."},
		{"no such role", "root@example.com", password, "root", "The role is either owner or admin."},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := newHouse(t).Create(ctx, c.email, c.password, c.role)
			if c.sentence == "" {
				must(t, err)
				return
			}
			wantKind(t, err, fault.Invalid)
			if got := fault.Of(err).Sentence; got != c.sentence {
				t.Errorf("it says %q, want %q", got, c.sentence)
			}
		})
	}
}

func TestAnAddressHasOneAccountInWhateverCase(t *testing.T) {
	h := newHouse(t)
	_, err := h.Create(ctx, "Zoë@example.com", password, account.Owner)
	must(t, err)
	_, err = h.Create(ctx, "ZOË@EXAMPLE.com", "another password", account.Admin)
	wantKind(t, err, fault.Conflict)
	_, _, err = h.Login(ctx, "zoë@example.com", password, browser)
	must(t, err)
}

func TestSetPasswordReplacesThePasswordAndEndsAllSessions(t *testing.T) {
	h := withOwner(t)
	_, err := h.Create(ctx, "other@example.com", password, account.Admin)
	must(t, err)
	other, _, err := h.Login(ctx, "other@example.com", password, browser)
	must(t, err)
	tokens := []string{h.login(t), h.login(t)}

	must(t, h.SetPassword(ctx, "OWNER@example.com", "a new long password"))

	for _, token := range tokens {
		_, err := h.Session(ctx, token)
		wantKind(t, err, fault.Unauthorized)
	}
	_, err = h.Session(ctx, other)
	must(t, err)
	_, _, err = h.Login(ctx, email, password, browser)
	wantKind(t, err, fault.Invalid)
	_, _, err = h.Login(ctx, email, "a new long password", browser)
	must(t, err)
}

func TestSetPasswordRefusesAWeakPasswordAndAnUnknownAddress(t *testing.T) {
	h := withOwner(t)
	wantKind(t, h.SetPassword(ctx, email, "too short"), fault.Invalid)
	wantKind(t, h.SetPassword(ctx, "nobody@example.com", password), fault.NotFound)
	h.login(t)
}

func TestTheStoreHoldsNeitherPasswordNorToken(t *testing.T) {
	h := newHouse(t)
	link := h.setupLink(t)
	session, _, err := h.Setup(ctx, link, email, password, browser)
	must(t, err)
	next := h.login(t)
	stored := h.stored(t)
	if !strings.Contains(stored, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Error("there is no argon2id hash of the intended cost in the store")
	}
	for name, secret := range map[string]string{"password": password, "setup link": link, "session": session, "next session": next} {
		if len(secret) < 12 || !utf8.ValidString(secret) || strings.Contains(stored, secret) {
			t.Errorf("the %s stands in the store, or is none: %q", name, secret)
		}
	}
}
