package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"porchlight/app/web"
)

func credentials(email, password string) url.Values {
	return url.Values{"email": {email}, "password": {password}}
}

func TestSigningInLeadsWhereOneWantedToGo(t *testing.T) {
	s := newSite(t)
	b := s.browser(t)
	a := b.post("/login", url.Values{"email": {strings.ToUpper(ownerEmail)}, "password": {password}, "next": {"/inbox/x?y"}})
	if a.status != http.StatusSeeOther || a.Get("Location") != "/inbox/x" {
		t.Fatalf("%d to %s", a.status, a.Get("Location"))
	}
	cookies := (&http.Response{Header: a.Header}).Cookies()
	if len(cookies) != 2 || cookies[0].Name != "staff" || !cookies[0].HttpOnly || cookies[0].SameSite != http.SameSiteLaxMode || cookies[0].Path != "/" ||
		cookies[0].Secure || cookies[0].MaxAge != 30*24*60*60 || len(cookies[0].Value) != 43 {
		t.Errorf("cookies: %v", cookies)
	}
	if a := b.get("/inbox"); a.status != http.StatusOK {
		t.Errorf("the inbox: %d", a.status)
	}
	if a := b.get("/login"); a.status != http.StatusSeeOther || a.Get("Location") != "/inbox" {
		t.Errorf("the login again: %d to %s", a.status, a.Get("Location"))
	}
	furnished, _ := house()
	if token := b.cookie("staff"); token == furnished.owner {
		t.Error("the session is not a new one")
	}
	b.logout(b.cookie("staff"))
}

// logout signs out and expects that the session is over, also for who kept its token.
func (b *browser) logout(token string) {
	b.t.Helper()
	if a := b.post("/logout", nil); a.status != http.StatusSeeOther || a.Get("Location") != "/login" || b.cookie("staff") != "" {
		b.t.Errorf("logging out: %d to %s, the cookie is %q", a.status, a.Get("Location"), b.cookie("staff"))
	}
	b.keep("staff", token)
	if a := b.get("/inbox"); a.status != http.StatusSeeOther {
		b.t.Errorf("after logging out: %d", a.status)
	}
}

func TestOnlyPathsOfThisSiteAreGoneToAfterLogin(t *testing.T) {
	s := newSite(t)
	owner, admin := s.owner(t), s.admin(t)
	for next, want := range map[string]string{
		"/inbox/x": "/inbox/x", "/admin/presence": "/admin/presence", "/a%20b": "/a%20b", "/a?b=//c#d": "/a",
		"": "", "inbox": "", "//evil.example": "", "//evil.example/inbox": "", "///evil.example": "", "https://evil.example/inbox": "", "http:/inbox": "", "javascript:alert(1)": "",
		`/\evil.example`: "", `\\evil.example`: "", "/\t/evil.example": "", "/%2Fevil.example": "", "/%5Cevil.example": "/%5Cevil.example", "/\r\nSet-Cookie: a=b": "", "@evil.example": "", "/.//evil.example": "", "/inbox/..//evil.example": "", "/inbox/../admin": "", "/%zz": "",
	} {
		query := "/login?next=" + url.QueryEscape(next)
		byDefault := want
		if want == "" {
			byDefault = "/inbox"
		}
		if a := owner.get(query); a.status != http.StatusSeeOther || a.Get("Location") != byDefault {
			t.Errorf("%q: the owner goes to %q, want %q", next, a.Get("Location"), byDefault)
		}
		if want == "" || strings.HasPrefix(want, "/inbox") { // the inbox is no place for an admin
			byDefault = "/admin/presence"
		}
		if a := admin.get(query); a.Get("Location") != byDefault {
			t.Errorf("%q: the admin goes to %q, want %q", next, a.Get("Location"), byDefault)
		}
		if a := s.browser(t).get(query); !strings.Contains(a.body, `name="next" value="`+want+`"`) {
			t.Errorf("%q: the form holds something else than %q", next, want)
		}
	}
}

func TestAWrongPasswordAndAnUnknownAccountGetTheSameAnswer(t *testing.T) {
	b := newSite(t).browser(t)
	for _, with := range []headers{{}, fragment} {
		wrong := b.post("/login", credentials(ownerEmail, "wrong horse battery"), with)
		unknown := b.post("/login", credentials("nobody@example.com", "wrong horse battery"), with)
		if wrong.status != http.StatusUnprocessableEntity || unknown.status != wrong.status || wrong.isPage() != (with["HX-Request"] == "") {
			t.Errorf("wrong %d, unknown %d", wrong.status, unknown.status)
		}
		if strings.ReplaceAll(wrong.body, ownerEmail, "") != strings.ReplaceAll(unknown.body, "nobody@example.com", "") {
			t.Errorf("they differ:\n%s\n%s", wrong.body, unknown.body)
		}
		if !strings.Contains(wrong.body, `role="alert"`) || !strings.Contains(wrong.body, `value="`+ownerEmail+`"`) || strings.Contains(wrong.body, "wrong horse") {
			t.Errorf("the form: %s", wrong.body)
		}
	}
}

func TestLoginsAreLimitedByAccountAndByAddress(t *testing.T) {
	s := newSite(t, only(web.Limits{LoginsPerAccount: 1, LoginsPerAddress: 3}))
	b := s.browser(t)
	for _, try := range []struct {
		email  string
		status int
		wait   string
	}{
		{ownerEmail, 422, ""}, {" " + strings.ToUpper(ownerEmail), 429, "900"}, {adminEmail, 422, ""}, {"nobody@example.com", 429, "300"},
	} {
		a := b.post("/login", credentials(try.email, "wrong horse battery"))
		if a.status != try.status || a.Get("Retry-After") != try.wait || !strings.Contains(a.body, strings.TrimSpace(try.email)) {
			t.Errorf("%s: %d, Retry-After %q", try.email, a.status, a.Get("Retry-After"))
		}
	}
	s.forward(15 * time.Minute)
	if a := b.post("/login", credentials(ownerEmail, password)); a.status != http.StatusSeeOther {
		t.Errorf("a quarter of an hour later: %d", a.status)
	}
}

func TestASessionThatWasNotUsedForAWeekIsOver(t *testing.T) {
	s := newSite(t)
	b := s.owner(t)
	s.forward(6 * 24 * time.Hour)
	if a := b.get("/inbox"); a.status != http.StatusOK {
		t.Errorf("after six days: %d", a.status)
	}
	s.forward(7*24*time.Hour + time.Minute)
	if a := b.get("/inbox"); a.status != http.StatusSeeOther || a.Get("Location") != "/login?next=%2Finbox" {
		t.Errorf("a week later: %d to %s", a.status, a.Get("Location"))
	}
	if page, a := b.knock("/inbox", ""); page != nil || a.status != http.StatusForbidden {
		t.Errorf("its handshake: %d", a.status)
	}
}

func TestAnAdminWhoIsRefusedIsLedBackToPresence(t *testing.T) {
	s := newSite(t)
	if a := s.admin(t).get("/admin/accounts"); a.status != 403 || !strings.Contains(a.body, `<a href="/admin/presence">Who is here</a>`) {
		t.Errorf("%d, %s", a.status, a.body)
	}
	if a := s.browser(t).post("/login/passkey/challenge", nil); a.status != 403 || strings.Contains(a.body, `href="/admin/presence"`) {
		t.Errorf("a visitor is led there too: %s", a.body)
	}
}
