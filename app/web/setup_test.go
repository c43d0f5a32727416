package web_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestTheFirstOwnerIsMadeWithTheLinkOfTheTerminal(t *testing.T) {
	s := newSite(t, func(o *setup) { o.empty = true })
	b := s.browser(t)
	token, needed, err := s.accounts.SetupLink(t.Context())
	if err != nil || !needed {
		t.Fatal(needed, err)
	}
	form := credentials(ownerEmail, "short")
	form.Set("token", token)
	if a := b.post("/setup", form); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `value="`+token+`"`) || strings.Contains(a.body, `value="short"`) {
		t.Errorf("a short password: %d", a.status)
	}
	form.Set("password", password)
	form.Set("token", token+"x")
	if a := b.post("/setup", form); a.status != http.StatusForbidden {
		t.Errorf("a wrong token: %d", a.status)
	}
	form.Set("token", token)
	if a := b.post("/setup", form); a.status != http.StatusSeeOther || a.Get("Location") != "/inbox" {
		t.Errorf("the link: %d to %s", a.status, a.Get("Location"))
	}
	if a := b.get("/inbox"); a.status != http.StatusOK {
		t.Errorf("the new owner's inbox: %d", a.status)
	}
	form.Set("email", "thief@example.com")
	if a := s.browser(t).post("/setup", form); a.status != http.StatusForbidden {
		t.Errorf("the link again: %d", a.status)
	}
}
