package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/account"
	"porchlight/app/testparts"
	"porchlight/app/web"
)

var passkeyForm = regexp.MustCompile(`id="passkey-(\d+)"`)

// passkey returns where the first passkey on one's page is changed.
func (b *browser) passkey() string {
	b.t.Helper()
	found := passkeyForm.FindStringSubmatch(b.get("/admin/you").body)
	if found == nil {
		b.t.Fatal("there is no passkey on the page")
	}
	return "/admin/you/passkeys/" + found[1]
}

func TestOnesPasskeysAreNamedRenamedAndRemoved(t *testing.T) {
	s := newSite(t, named)
	device, admin := testparts.NewAuthenticator(t, s.origin), s.admin(t)
	if page := admin.get("/admin/you", headers{"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}); !strings.Contains(page.body, `value="Firefox on Linux"`) || !strings.Contains(page.body, "You have none yet.") {
		t.Errorf("before there is one: %s", page.body)
	}
	key := admin.adds(device, attack[:60])
	if page := admin.get("/admin/you"); strings.Contains(page.body, `<script src="/x"`) || !strings.Contains(page.body, "never used") {
		t.Errorf("the page: %s", page.body)
	}
	path := admin.passkey()
	if a := s.owner(t).post(path+"/label", url.Values{"label": {"Mine"}}); a.status != http.StatusNotFound {
		t.Errorf("renamed by somebody else: %d", a.status)
	}
	if a := s.owner(t).post(path+"/delete", nil); a.status != http.StatusNotFound {
		t.Errorf("removed by somebody else: %d", a.status)
	}
	if a := admin.post(path+"/label", url.Values{"label": {"  "}}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Give the passkey a name") {
		t.Errorf("without a name: %d", a.status)
	}
	if a := admin.post(path+"/label", url.Values{"label": {" Phone "}}); a.status != http.StatusSeeOther {
		t.Errorf("renamed: %d", a.status)
	}
	if page := admin.get("/admin/you?done=renamed"); !strings.Contains(page.body, "<b>Phone</b>") || !strings.Contains(page.body, "The passkey has its new name.") {
		t.Errorf("the page: %s", page.body)
	}
	if a := admin.post(path+"/delete", nil); a.status != http.StatusSeeOther || a.Get("Location") != "/admin/you?done=removed#passkeys" {
		t.Errorf("removed: %d", a.status)
	}
	if a := s.browser(t).signs(device, key); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a login with it: %d", a.status)
	}
	if a := admin.post(path+"/delete", nil); a.status != http.StatusNotFound {
		t.Errorf("removed again: %d", a.status)
	}
	log := s.recorded(t)
	want := []string{"passkey.add | " + adminEmail + " | " + attack[:60] + " |", "passkey.rename | " + adminEmail + " | " + attack[:60] + " | to Phone", "passkey.remove | " + adminEmail + " | Phone |"}
	if !slices.Equal(log, want) {
		t.Errorf("recorded: %q", log)
	}
}

func TestAfterTenMinutesOneConfirmsWhoOneIsBeforeChangingPasskeys(t *testing.T) {
	s := newSite(t, named)
	device, owner := testparts.NewAuthenticator(t, s.origin), s.owner(t)
	key := owner.adds(device, "Laptop")
	s.forward(account.ProofFor)
	for _, prove := range []func() answer{
		func() answer { return owner.post("/admin/you/proof", url.Values{"password": {password}}) },
		func() answer {
			signed := device.Sign(t, key, owner.challenge("/admin/you/proof"))
			return owner.post("/admin/you/proof", url.Values{"credential": {signed}})
		},
	} {
		if page := owner.get("/admin/you"); !strings.Contains(page.body, "Confirm that it is you") || strings.Contains(page.body, "Add a passkey") || strings.Contains(page.body, `aria-label="Remove`) {
			t.Errorf("the page: %s", page.body)
		}
		if a := owner.post("/admin/you/passkeys/challenge", nil, fragment); a.status != http.StatusForbidden || !strings.Contains(a.body, "Confirm first that it is you") {
			t.Errorf("adding one begins: %d %s", a.status, a.body)
		}
		if a := owner.post(owner.passkey()+"/delete", nil); a.status != http.StatusForbidden || !strings.Contains(a.body, "Confirm first that it is you") {
			t.Errorf("removing one: %d", a.status)
		}
		if a := owner.post("/admin/you/proof", url.Values{"password": {"wrong horse battery"}}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "This is not your password.") {
			t.Errorf("a wrong password: %d", a.status)
		}
		if a := prove(); a.status != http.StatusSeeOther || a.Get("Location") != "/admin/you?done=proved#passkeys" {
			t.Errorf("proved: %d %s", a.status, a.body)
		}
		if page := owner.get("/admin/you"); !strings.Contains(page.body, "Add a passkey") || !strings.Contains(page.body, `aria-label="Remove`) {
			t.Errorf("the page: %s", page.body)
		}
		s.forward(account.ProofFor)
	}
}

func TestAPasskeyOfSomebodyElseConfirmsNothing(t *testing.T) {
	s := newSite(t, named)
	device, owner, admin := testparts.NewAuthenticator(t, s.origin), s.owner(t), s.admin(t)
	key := owner.adds(device, "Laptop")
	s.forward(account.ProofFor)
	signed := device.Sign(t, key, admin.challenge("/admin/you/proof"))
	if a := admin.post("/admin/you/proof", url.Values{"credential": {signed}}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "This passkey does not open an account here") {
		t.Errorf("%d %s", a.status, a.body)
	}
}

func TestAChangedPasswordEndsOnesOtherSessions(t *testing.T) {
	s := newSite(t)
	here, there := s.owner(t), s.browser(t)
	there.post("/login", credentials(ownerEmail, password))
	page := there.open("/admin/you")
	before := here.cookie("staff")
	for name, form := range map[string]url.Values{
		"This is not your password.":                {"current": {"wrong horse battery"}, "password": {"a new long password"}},
		"A password needs at least 12 characters.":  {"current": {password}, "password": {"too short"}},
		"A password has at most 256 bytes.":         {"current": {password}, "password": {strings.Repeat("x", 257)}},
		"A password needs at least 12 characters. ": {"current": {password}},
	} {
		if a := here.post("/admin/you/password", form); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, strings.TrimSpace(name)) || strings.Contains(a.body, "horse") {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	a := here.post("/admin/you/password", url.Values{"current": {password}, "password": {"a new long password"}})
	if a.status != http.StatusSeeOther || a.Get("Location") != "/admin/you?done=password#password" {
		t.Fatalf("%d to %q", a.status, a.Get("Location"))
	}
	if code := page.closed(); code != 1008 {
		t.Errorf("its socket was closed with %d", code)
	}
	if after := here.cookie("staff"); after == before || here.get("/inbox").status != http.StatusOK {
		t.Error("the session here is not a new one, or none")
	}
	if a := there.get("/inbox"); a.status != http.StatusSeeOther {
		t.Errorf("the session there: %d", a.status)
	}
	if a := s.admin(t).get("/admin/you"); a.status != http.StatusOK {
		t.Errorf("somebody else: %d", a.status)
	}
	if log := s.recorded(t); log[len(log)-1] != "account.own-password | "+ownerEmail+" |  |" {
		t.Errorf("recorded: %q", log)
	}
}

func TestWhoFindsAPageOpenCannotGuessThePasswordThere(t *testing.T) {
	s := newSite(t, only(web.Limits{LoginsPerAccount: 2}))
	owner := s.owner(t)
	form := url.Values{"current": {"wrong horse battery"}, "password": {"a new long password"}}
	for _, status := range []int{422, 422, 429} {
		if a := owner.post("/admin/you/password", form); a.status != status {
			t.Errorf("%d, want %d", a.status, status)
		}
	}
	if a := owner.post("/admin/you/proof", url.Values{"password": {password}}); a.status != http.StatusTooManyRequests || a.Get("Retry-After") != "450" {
		t.Errorf("the confirmation: %d, Retry-After %q", a.status, a.Get("Retry-After"))
	}
	elsewhere := s.browser(t)
	if a := elsewhere.post("/login", credentials(ownerEmail, password)); a.status != http.StatusSeeOther {
		t.Errorf("the login of the owner, elsewhere: %d", a.status)
	}
	if a := elsewhere.post("/admin/you/proof", url.Values{"password": {password}}); a.status != http.StatusSeeOther {
		t.Errorf("their confirmation there: %d", a.status)
	}
}

var endForm = regexp.MustCompile(`action="(/admin/you/sessions/\w+/end)"`)

func TestOnesSessionsAreListedAndEnded(t *testing.T) {
	s := newSite(t)
	here, phone, other := s.owner(t), s.browser(t), s.browser(t)
	phone.post("/login", credentials(ownerEmail, password), headers{"User-Agent": "Mozilla/5.0 (iPhone) Version/18.0 Safari/604.1"})
	page := phone.open("/inbox")
	s.forward(time.Minute)
	list := here.get("/admin/you").body
	if !strings.Contains(list, "<b>Safari on iPhone</b>") || strings.Count(list, "this session") != 1 || len(endForm.FindAllString(list, -1)) != 1 {
		t.Fatalf("the list: %s", list)
	}
	end := endForm.FindStringSubmatch(list)[1]
	if a := s.admin(t).post(end, nil); a.status != http.StatusNotFound {
		t.Errorf("ended by somebody else: %d", a.status)
	}
	if a := here.post(end, nil); a.status != http.StatusSeeOther || a.Get("Location") != "/admin/you?done=ended#sessions" {
		t.Errorf("ended: %d", a.status)
	}
	if code := page.closed(); code != 1008 {
		t.Errorf("its socket was closed with %d", code)
	}
	if a := phone.get("/inbox"); a.status != http.StatusSeeOther {
		t.Errorf("there: %d", a.status)
	}
	if a := here.post(end, nil); a.status != http.StatusNotFound {
		t.Errorf("ended again: %d", a.status)
	}
	other.post("/login", credentials(ownerEmail, password))
	if a := here.post("/admin/you/sessions/end", nil); a.status != http.StatusSeeOther {
		t.Errorf("all others ended: %d", a.status)
	}
	if a := other.get("/inbox"); a.status != http.StatusSeeOther {
		t.Errorf("another: %d", a.status)
	}
	if page := here.get("/admin/you"); page.status != http.StatusOK || !strings.Contains(page.body, "You are logged in nowhere else.") {
		t.Errorf("here: %d", page.status)
	}
	if a := s.admin(t).get("/admin/you"); a.status != http.StatusOK {
		t.Errorf("somebody else: %d", a.status)
	}
	if log := s.recorded(t); !slices.Contains(log, "session.end-all | "+ownerEmail+" | "+ownerEmail+" | but the one in use") {
		t.Errorf("recorded: %q", log)
	}
}
