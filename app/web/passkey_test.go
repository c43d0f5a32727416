package web_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/account"
	"porchlight/app/audit"
	"porchlight/app/testparts"
	"porchlight/app/web"
)

// named is a site that has a name, as passkeys need one.
func named(o *setup) { o.baseURL = "http://localhost:3000" }

var optionsForm = regexp.MustCompile(`data-options="([^"]*)"`)

// challenge asks for what a passkey is to be made from, or to sign.
func (b *browser) challenge(path string) []byte {
	b.t.Helper()
	a := b.post(path+"/challenge", nil, fragment)
	found := optionsForm.FindStringSubmatch(a.body)
	if a.status != http.StatusOK || a.isPage() || found == nil {
		b.t.Fatalf("%s: %d %s", path, a.status, a.body)
	}
	return []byte(html.UnescapeString(found[1]))
}

// adds adds a passkey to the account that is logged in.
func (b *browser) adds(device *testparts.Authenticator, label string) *testparts.Key {
	b.t.Helper()
	key, made := device.Make(b.t, b.challenge("/admin/you/passkeys"))
	a := b.post("/admin/you/passkeys", url.Values{"credential": {made}, "label": {label}})
	if a.status != http.StatusSeeOther || a.Get("Location") != "/admin/you?done=added#passkeys" {
		b.t.Fatalf("adding a passkey: %d to %q: %s", a.status, a.Get("Location"), a.body)
	}
	return key
}

// signs logs in with a passkey, or tries to.
func (b *browser) signs(device *testparts.Authenticator, key *testparts.Key, with ...headers) answer {
	b.t.Helper()
	signed := device.Sign(b.t, key, b.challenge("/login/passkey"))
	return b.post("/login/passkey", url.Values{"credential": {signed}, "email": {"typed@example.com"}, "next": {"/admin/you"}}, with...)
}

// recorded returns what the audit log says, the oldest first, each as action, account, subject and detail.
func (s *site) recorded(t *testing.T) (lines []string) {
	t.Helper()
	records, _, err := audit.New(s.store, s.Now).List(t.Context(), audit.Filter{})
	must(t, err)
	for _, r := range slices.Backward(records) {
		lines = append(lines, strings.TrimSpace(strings.Join([]string{r.Action, r.Email, r.Subject, r.Detail}, " | ")))
	}
	return lines
}

func TestStaffLogInWithAPasskeyAndAreWhoTheyAre(t *testing.T) {
	s := newSite(t, named)
	device := testparts.NewAuthenticator(t, s.origin)
	for email, may := range map[string]struct {
		in    *browser
		inbox int
	}{ownerEmail: {s.owner(t), http.StatusOK}, adminEmail: {s.admin(t), http.StatusForbidden}} {
		key := may.in.adds(device, "Laptop")
		b := s.browser(t)
		a := b.signs(device, key)
		if a.status != http.StatusSeeOther || a.Get("Location") != "/admin/you" {
			t.Fatalf("%s: %d to %q: %s", email, a.status, a.Get("Location"), a.body)
		}
		if token := b.cookie("staff"); len(token) != 43 || token == may.in.cookie("staff") || b.cookie("passkey") != "" {
			t.Errorf("%s: the session is %q, what it was begun with %q", email, token, b.cookie("passkey"))
		}
		if page := b.get("/admin/you"); page.status != http.StatusOK || !strings.Contains(page.body, email) {
			t.Errorf("%s: the page: %d", email, page.status)
		}
		if a := b.get("/inbox"); a.status != may.inbox {
			t.Errorf("%s: the inbox: %d", email, a.status)
		}
		b.logout(b.cookie("staff"))
	}
	log := s.recorded(t)
	for _, line := range []string{
		"passkey.add | " + ownerEmail + " | Laptop |", "session.login | " + ownerEmail + " |  | by passkey Laptop in A browser on some device",
		"passkey.add | " + adminEmail + " | Laptop |", "session.login | " + adminEmail + " |  | by passkey Laptop in A browser on some device",
	} {
		if !slices.Contains(log, line) {
			t.Errorf("the audit log lacks %q: %q", line, log)
		}
	}
}

func TestTheSecretOfALoginIsShortLivedAndStaysInTheBrowser(t *testing.T) {
	for baseURL, name := range map[string]string{"http://localhost:3000": "passkey", "https://porchlight.example": "__Host-passkey"} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, func(o *setup) { o.baseURL = baseURL })
			a := s.browser(t).post("/login/passkey/challenge", nil, fragment)
			cookies := (&http.Response{Header: a.Header}).Cookies()
			if len(cookies) != 1 || cookies[0].Name != name || !cookies[0].HttpOnly || cookies[0].SameSite != http.SameSiteLaxMode || cookies[0].MaxAge != 300 ||
				cookies[0].Secure != (name != "passkey") || len(cookies[0].Value) != 43 || strings.Contains(a.body, cookies[0].Value) {
				t.Errorf("cookies: %v", cookies)
			}
		})
	}
}

func TestARefusedPasskeyGetsTheAnswerOfAWrongPassword(t *testing.T) {
	s := newSite(t, named)
	device := testparts.NewAuthenticator(t, s.origin)
	key := s.owner(t).adds(device, "Laptop")
	wrong := s.browser(t).post("/login", url.Values{"email": {"typed@example.com"}, "password": {"wrong horse battery"}, "next": {"/admin/you"}})
	want := strings.NewReplacer("The e-mail address or the password is not right.", "This passkey does not open an account here. Use another one, or your password.",
		` aria-invalid="true" aria-describedby="login-error"`, "").Replace(wrong.body)
	nobodys, _ := device.Make(t, []byte(`{}`))
	elsewhere := testparts.NewAuthenticator(t, "https://evil.example")
	unverified := testparts.NewAuthenticator(t, s.origin)
	unverified.Unverified = true
	for name, c := range map[string]struct {
		device *testparts.Authenticator
		key    *testparts.Key
	}{"a passkey of nobody": {device, nobodys}, "one used elsewhere": {elsewhere, key}, "one whose owner was not looked at": {unverified, key}} {
		b := s.browser(t)
		a := b.signs(c.device, c.key)
		if a.status != wrong.status || b.cookie("staff") != "" || a.body != want {
			t.Errorf("%s: %d\n%s\nnot\n%s", name, a.status, a.body, want)
		}
	}
	b := s.browser(t)
	b.challenge("/login/passkey")
	for _, sent := range []string{"", "{}", strings.Repeat("x", 20<<10)} {
		if a := b.post("/login/passkey", url.Values{"credential": {sent}}); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%d bytes: %d", len(sent), a.status)
		}
	}
	if a := b.send(http.MethodPost, "/login/passkey", "{}", headers{"Content-Type": "application/json"}); a.status != http.StatusUnsupportedMediaType {
		t.Errorf("as JSON: %d", a.status)
	}
	s.leave(0) // and what was gathered is recorded
	want = "session.fail |  | " + ownerEmail + " | 2 attempts"
	if log := s.recorded(t); !slices.Contains(log, want) || len(log) != 3 { // beside the passkey that was added, and the address that has no account
		t.Errorf("recorded: %q", log)
	}
}

func TestWhatOneBrowserWasAskedToSignIsOfNoUseInAnother(t *testing.T) {
	s := newSite(t, named)
	device := testparts.NewAuthenticator(t, s.origin)
	key := s.owner(t).adds(device, "Laptop")
	victim, thief, other := s.browser(t), s.browser(t), newSite(t, named, func(o *setup) { o.beside = s })
	signed := device.Sign(t, key, victim.challenge("/login/passkey"))
	thief.challenge("/login/passkey")
	for _, b := range []*browser{thief, s.browser(t), thief.beside(other)} {
		if a := b.post("/login/passkey", url.Values{"credential": {signed}}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "That took too long, or was begun again meanwhile.") {
			t.Errorf("%d: %s", a.status, a.body)
		}
	}
	secret := victim.cookie("passkey")
	if a := victim.beside(other).post("/login/passkey", url.Values{"credential": {signed}}); a.status != http.StatusSeeOther {
		t.Errorf("the browser it was for, on another node: %d %s", a.status, a.body)
	}
	victim.keep("passkey", secret)
	for _, node := range []*site{s, other} {
		if a := victim.beside(node).post("/login/passkey", url.Values{"credential": {signed}}); a.status != http.StatusUnprocessableEntity {
			t.Errorf("once more: %d", a.status)
		}
	}
}

func TestLoginsByPasskeyAreLimited(t *testing.T) {
	s := newSite(t, named, only(web.Limits{LoginsPerAccount: 2, LoginsPerAddress: 4}))
	device := testparts.NewAuthenticator(t, s.origin)
	key := s.owner(t).adds(device, "Laptop")
	nobodys, _ := device.Make(t, []byte(`{}`))
	b := s.browser(t)
	for range 2 {
		if a := b.signs(device, key); a.status != http.StatusSeeOther {
			t.Errorf("the passkey: %d", a.status)
		}
	}
	if a := b.signs(device, key); a.status != http.StatusTooManyRequests || a.Get("Retry-After") != "450" || !strings.Contains(a.body, "typed@example.com") {
		t.Errorf("the third attempt to be the owner: %d, Retry-After %q", a.status, a.Get("Retry-After"))
	}
	if a := b.signs(device, nobodys); a.status != http.StatusUnprocessableEntity {
		t.Errorf("the fourth attempt from here: %d", a.status)
	}
	if a := b.signs(device, nobodys); a.status != http.StatusTooManyRequests || a.Get("Retry-After") != "225" {
		t.Errorf("the fifth: %d, Retry-After %q", a.status, a.Get("Retry-After"))
	}
	for range 4*6 - 5 {
		b.challenge("/login/passkey")
	}
	if a := b.post("/login/passkey/challenge", nil, fragment); a.status != http.StatusTooManyRequests || a.Get("Retry-After") == "" {
		t.Errorf("one challenge too many: %d", a.status)
	}
	s.forward(web.LoginSpan)
	if a := b.signs(device, key); a.status != http.StatusSeeOther {
		t.Errorf("a quarter of an hour later: %d", a.status)
	}
}

func TestWhoGuessesPasswordsKeepsNobodyFromTheirPasskey(t *testing.T) {
	s := newSite(t, named, only(web.Limits{LoginsPerAccount: 1}))
	device, owner, stranger := testparts.NewAuthenticator(t, s.origin), s.owner(t), s.browser(t)
	key := owner.adds(device, "Laptop")
	for _, status := range []int{422, 429} {
		if a := stranger.post("/login", credentials(strings.ToUpper(ownerEmail), "wrong horse battery")); a.status != status {
			t.Errorf("a guess: %d, want %d", a.status, status)
		}
	}
	if a := s.browser(t).signs(device, key); a.status != http.StatusSeeOther {
		t.Errorf("the owner with their passkey: %d", a.status)
	}
}

func TestACopyOfAPasskeyIsRefusedRecordedAndShown(t *testing.T) {
	s := newSite(t, named)
	device, owner := testparts.NewAuthenticator(t, s.origin), s.owner(t)
	key := owner.adds(device, "Laptop")
	copied := *key
	for range 2 {
		s.browser(t).signs(device, key)
	}
	b := s.browser(t)
	if a := b.signs(device, &copied); a.status != http.StatusUnprocessableEntity || b.cookie("staff") != "" {
		t.Errorf("the copy: %d", a.status)
	}
	line := "passkey.refuse | " + ownerEmail + " | Laptop | its counter went backwards, as that of a copy does"
	if log := s.recorded(t); log[len(log)-1] != line {
		t.Errorf("recorded: %q", log)
	}
	if page := owner.get("/admin/you"); !strings.Contains(page.body, "its counter went backwards") {
		t.Error("the page does not tell of it")
	}
}

func TestUnderAnAddressThatIsNoNamePasskeysAreNotOfferedAndThePageSaysWhy(t *testing.T) {
	for name, c := range map[string]struct {
		baseURL, says string
		offered       bool
	}{
		"localhost":                     {"http://localhost:3000", "", true},
		"a name":                        {"https://porchlight.example", "", true},
		"127.0.0.1 beside localhost":    {"", "Passkeys of this site are bound to another address. Open <a href=\"http://localhost:", false},
		"an address as the base URL":    {"http://127.0.0.1:3000", "This site is reached under an IP address", false},
		"the address of another family": {"http://[::1]:3000", "This site is reached under an IP address", false},
		"a name without https":          {"http://porchlight.example", "browsers make passkeys over https only", false},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, func(o *setup) { o.baseURL = c.baseURL })
			login := s.browser(t).get("/login").body
			if offered := strings.Contains(login, "Use a passkey") && strings.Contains(login, `autocomplete="username webauthn"`); offered != c.offered {
				t.Errorf("the login page offers passkeys: %t", offered)
			}
			want := http.StatusOK
			if !c.offered {
				want = http.StatusForbidden
			}
			if a := s.browser(t).post("/login/passkey/challenge", nil, fragment); a.status != want {
				t.Errorf("a challenge: %d", a.status)
			}
			if s.https {
				return // whose cookies this browser does not send over http
			}
			page := s.owner(t).get("/admin/you").body
			if offered := strings.Contains(page, "Add a passkey"); offered != c.offered || !strings.Contains(page, c.says) || strings.Contains(page, "Not possible here") == c.offered {
				t.Errorf("the page offers to add one: %t: %s", offered, page)
			}
			if a := s.owner(t).post("/admin/you/passkeys/challenge", nil, fragment); a.status != want {
				t.Errorf("a challenge to add one: %d", a.status)
			}
		})
	}
}

func TestLoginsAreRecordedWithWhatTheyWereBy(t *testing.T) {
	s := newSite(t)
	b := s.browser(t)
	b.post("/login", credentials(ownerEmail, "wrong horse battery"))
	b.post("/login", credentials(ownerEmail, password))
	if log := s.recorded(t); len(log) != 1 || log[0] != "session.login | "+ownerEmail+" |  | by password in A browser on some device" {
		t.Errorf("recorded: %q", log)
	}
}

func TestAChallengeIsGoodForFiveMinutes(t *testing.T) {
	s := newSite(t, named)
	device := testparts.NewAuthenticator(t, s.origin)
	key := s.owner(t).adds(device, "Laptop")
	b := s.browser(t)
	signed := device.Sign(t, key, b.challenge("/login/passkey"))
	secret := b.cookie("passkey")
	s.forward(account.ChallengeFor + time.Second)
	b.keep("passkey", secret)
	if a := b.post("/login/passkey", url.Values{"credential": {signed}}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "took too long") {
		t.Errorf("%d %s", a.status, a.body)
	}
}
