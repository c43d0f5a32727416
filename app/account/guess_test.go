package account_test

import (
	"testing"

	"porchlight/app/account"
	"porchlight/app/fault"
)

// The first ones are at the top of lists of leaked passwords, as far as these have 12 characters; the rest is made of what guessers
// know of the site and of whoever logs in.
func TestAPasswordThatIsGuessedEarlyIsRefusedWhereverOneIsSet(t *testing.T) {
	h := withOwner(t)
	for _, guessed := range []string{
		"123456789012", "1234567890123", "qwertyuiop12", "qwertyuiop123", "1q2w3e4r5t6y", "1qaz2wsx3edc", "zaq12wsxcde3", "passwordpassword", "password1234",
		"P@ssw0rd1234", "administrator", "iloveyou1234", "aaaaaaaaaaaa", "abc123abc123", "letmein123456", "changeme1234", "manchesterunited", "unbelievable", "asdfghjkl123",
		"porchlight2026", "porchlightowner", "owner@example.com", "ownerownerowner", "Owner12345678",
		"éééééééééééé", "жажажажажажа", "界界界界界界界界界界界界", "😀😀😀😀😀😀😀😀😀😀😀😀",
	} {
		if _, err := account.Check(email, guessed); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q is taken for the first owner: %v", guessed, err)
		}
	}
	const guessed, sentence = "password1234", "This password is among the first that are guessed. Take a few words that nobody would put together."
	_, err := h.Create(ctx, "ada@example.com", guessed, account.Admin)
	session, owner, loggedIn := h.Login(ctx, email, password, browser)
	must(t, loggedIn)
	_, changed := h.ChangePassword(ctx, session, password, guessed, browser)
	link, _, invited := h.Invite(ctx, owner.ID, "bea@example.com", account.Admin)
	must(t, invited)
	_, _, accepted := h.Accept(ctx, link, "bea@example.com", guessed, browser)
	for where, err := range map[string]error{"a new account": err, "the command line": h.SetPassword(ctx, email, guessed), "a change": changed, "an invitation": accepted} {
		if fault.Of(err).Sentence != sentence {
			t.Errorf("%s: %v", where, err)
		}
	}
	_, _, err = h.Accept(ctx, link, "bea@example.com", "another long passphrase", browser)
	must(t, err)
}

func TestAnyCharactersMakeAPassword(t *testing.T) {
	for _, unguessed := range []string{"correct horse battery", "tulipkettleforty", "834120957716", "日本語のながいことば十二字", "éàüöñçøåæþðß", " spaces at the ends "} {
		if _, err := account.Check(email, unguessed); err != nil {
			t.Errorf("%q: %v", unguessed, err)
		}
	}
}
