package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// That no answer says anything of CORS is checked on every one.
func TestNoOtherSiteReadsAnything(t *testing.T) {
	s := newSite(t)
	owner := s.owner(t)
	foreign := headers{"Origin": "https://evil.example", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
	for _, path := range []string{"/", theRedis, "/feed.xml", "/conversation", "/inbox", "/privacy/export", "/nowhere"} {
		owner.get(path, foreign)
		if a := owner.do(http.MethodOptions, path, nil, foreign); a.status != http.StatusForbidden {
			t.Errorf("a preflight of %s is answered with %d", path, a.status)
		}
	}
}

func TestPasswordsAreTypedUnseenAndManagersMayHelp(t *testing.T) {
	t.Run("a site without an owner", func(t *testing.T) {
		s := newSite(t, func(o *setup) { o.empty = true })
		checkPasswords(t, s.browser(t), "/setup")
	})
	t.Run("a site with one", func(t *testing.T) {
		s := newSite(t)
		checkPasswords(t, s.browser(t), "/login", "/invitation")
		checkPasswords(t, s.owner(t), "/admin/you")
	})
}

func checkPasswords(t *testing.T, b *browser, paths ...string) {
	t.Helper()
	for _, path := range paths {
		fields := regexp.MustCompile(`<input[^>]*name="(?:password|current)"[^>]*>`).FindAllString(b.get(path).body, -1)
		if len(fields) == 0 {
			t.Errorf("%s asks for no password", path)
		}
		for _, input := range fields {
			if !strings.Contains(input, `type="password"`) || !regexp.MustCompile(`autocomplete="(current|new)-password"`).MatchString(input) || strings.Contains(input, "maxlength") {
				t.Errorf("%s has %s", path, input)
			}
		}
	}
}

func TestEveryPageOfStaffOffersToLogOut(t *testing.T) {
	s := newSite(t)
	owner := s.owner(t)
	seen := 0
	for _, r := range s.Table() {
		ofStaff := (strings.HasPrefix(r.Path, "/inbox") || strings.HasPrefix(r.Path, "/admin")) && !strings.Contains(r.Path, "export")
		if !ofStaff || r.Method != http.MethodGet || strings.ContainsAny(r.Path, ":.") {
			continue
		}
		seen++
		if a := owner.get(r.Path); !strings.Contains(a.body, `<form class="leave" method="post" action="/logout">`) {
			t.Errorf("%s: %d", r.Path, a.status)
		}
	}
	if seen < 8 {
		t.Errorf("only %d pages were looked at", seen)
	}
}

func TestAFieldIsReadFromTheFormAlone(t *testing.T) {
	s := newSite(t)
	form := headers{"Content-Type": "application/x-www-form-urlencoded"}
	for _, c := range []struct{ what, path, body string }{
		{"an address says it", "/login?" + credentials(ownerEmail, password).Encode(), ""},
		{"an address says what the form leaves out", "/login?password=" + url.QueryEscape(password), url.Values{"email": {ownerEmail}}.Encode()},
		{"the second of two says it", "/login", "password=wrong+horse+battery&" + credentials(ownerEmail, password).Encode()},
	} {
		if a := s.browser(t).send(http.MethodPost, c.path, c.body, form); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", c.what, a.status)
		}
	}
	if a := s.browser(t).send(http.MethodPost, "/login", credentials(ownerEmail, password).Encode()+"&password=wrong", form); a.status != http.StatusSeeOther {
		t.Errorf("the first of two says it: %d", a.status)
	}
}
