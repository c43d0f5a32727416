package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"porchlight/app/account"
	"porchlight/app/web"
)

func TestWhoGuessesAtAPasswordDoesNotKeepItsOwnerOut(t *testing.T) {
	s := newSite(t, only(web.Limits{LoginsPerAccount: 2, LoginsPerAddress: 5}))
	home, admin, thief := s.browser(t), s.browser(t), s.browser(t)
	logIn := func(b *browser, email, password string, want int) {
		t.Helper()
		if a := b.post("/login", credentials(email, password)); a.status != want {
			t.Errorf("%d, want %d", a.status, want)
		}
	}
	logIn(home, ownerEmail, password, http.StatusSeeOther)
	logIn(admin, adminEmail, password, http.StatusSeeOther)
	for _, b := range []*browser{home, admin} {
		b.post("/logout", nil)
	}
	for _, status := range []int{422, 429, 429, 429} { // the account's attempts, and then those of the network
		logIn(thief, ownerEmail, "wrong horse battery", status)
	}
	logIn(s.browser(t), adminEmail, password, http.StatusTooManyRequests)

	logIn(home, ownerEmail, password, http.StatusSeeOther)
	logIn(admin, adminEmail, password, http.StatusSeeOther)
	logIn(admin, ownerEmail, password, http.StatusTooManyRequests) // it is known to another account
	for _, kept := range []string{"", "x", home.cookie("known")[1:], strings.Repeat("A", 75)} {
		thief.keep("known", kept)
		logIn(thief, ownerEmail, password, http.StatusTooManyRequests)
	}
	thief.keep("known", home.cookie("known")) // who has stolen that is not in, and has its attempts and no more
	if a := thief.get("/inbox"); a.status != http.StatusSeeOther {
		t.Errorf("what makes a browser known lets it in: %d", a.status)
	}
	for _, status := range []int{422, 422, 429, 429} {
		logIn(thief, ownerEmail, "wrong horse battery", status)
	}
}

func TestABrowserIsKnownByThePasswordThatItsOwnerHas(t *testing.T) {
	s := newSite(t, only(web.Limits{LoginsPerAccount: 3, LoginsPerAddress: 50}))
	home, thief := s.browser(t), s.browser(t)
	home.post("/login", credentials(ownerEmail, password))
	thief.post("/login", credentials(ownerEmail, password)) // who has it from somewhere
	const next = "a lighthouse keeper's kettle"
	if a := home.post("/admin/you/password", url.Values{"current": {password}, "password": {next}}); a.status != http.StatusSeeOther {
		t.Fatalf("the password cannot be changed: %d", a.status)
	}
	s.browser(t).post("/login", credentials(ownerEmail, "wrong horse battery")) // the account's last attempt
	if a := thief.post("/login", credentials(ownerEmail, password)); a.status != http.StatusTooManyRequests {
		t.Errorf("who knew the former password has attempts of their own: %d", a.status)
	}
	if a := home.post("/login", credentials(ownerEmail, next)); a.status != http.StatusSeeOther {
		t.Errorf("the browser in which it was changed is not known: %d", a.status)
	}
}

func TestABrowserIsKnownByACookieThatOnlyALoginSets(t *testing.T) {
	s := newSite(t, func(o *setup) { o.baseURL = "https://porchlight.example" })
	b := s.browser(t)
	if a := b.post("/login", credentials(ownerEmail, "wrong horse battery")); len(a.Values("Set-Cookie")) != 0 {
		t.Errorf("a wrong password sets %q", a.Values("Set-Cookie"))
	}
	a := b.post("/login", credentials(ownerEmail, password))
	want := fmt.Sprintf("__Host-known=.{75}; max-age=%d; path=/; HttpOnly; secure; SameSite=Lax", int(account.KnownFor/time.Second))
	if all := strings.Join(a.Values("Set-Cookie"), "\n"); !regexp.MustCompile(want).MatchString(all) {
		t.Errorf("it sets %q, not %s", all, want)
	}
}

// What guesses an address tries is no matter: the answers to each kind of account are the same byte for byte, but for what was typed.
func TestNoAnswerTellsWhatAccountsThereAre(t *testing.T) {
	s := newSite(t, only(web.Limits{LoginsPerAccount: 2}))
	owner := s.owner(t)
	owner.invite("invited@example.com", account.Admin)
	s.colleague(t)
	owner.post(s.pageOf(t, colleagueEmail)+"/disable", nil)
	told := func(email, with string) (all []string) {
		for _, as := range []headers{{}, fragment, {}} {
			a := s.browser(t).post("/login", credentials(email, with), as)
			a.Header.Del("Date")
			a.Header.Del("X-Request-Id")
			a.Header.Del("Content-Length") // that of the address
			all = append(all, strings.ReplaceAll(fmt.Sprintln(a.status, a.Header, a.body), email, "ADDRESS"))
		}
		return all
	}
	want := told("nobody@example.com", password)
	if !strings.HasPrefix(want[0], "422") || !strings.HasPrefix(want[2], "429") {
		t.Fatalf("nobody is told %q", want)
	}
	for email, with := range map[string]string{ownerEmail: "wrong horse battery", adminEmail: "", colleagueEmail: password, "invited@example.com": password} {
		for i, answer := range told(email, with) {
			if answer != want[i] {
				t.Errorf("%s is told\n%s\nnobody\n%s", email, answer, want[i])
			}
		}
	}
}
