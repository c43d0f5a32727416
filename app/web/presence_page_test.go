package web_test

import (
	"strings"
	"testing"
)

func TestStaffCountOnPublicPlacesOnly(t *testing.T) {
	s := newSite(t)
	owner := s.owner(t)
	owner.open("/inbox").next()
	s.admin(t).open("/admin/presence").next()
	if got := s.Roster.Count("/"); got != 0 {
		t.Errorf("two staff pages count as %d", got)
	}
	owner.open(ecosystem).counts(ecosystem, 1)
}

func TestThePresencePageListsWhoIsWhere(t *testing.T) {
	s := newSite(t)
	admin := s.admin(t)
	page := admin.open("/admin/presence")
	b := s.browser(t)
	visitor := b.open(ecosystem)
	link := `<a href="/admin/presence/` + b.conversation() + `">`
	row := func(place, tab string) func(string) bool {
		return func(text string) bool {
			return strings.Contains(text, link) && strings.Contains(text, `<a href="`+place+`">`) && strings.Contains(text, "<td>"+tab+"<td>")
		}
	}
	page.until("the visitor is listed", row(ecosystem, "visible"))
	visitor.at(redisCard, true)
	page.until("the visitor moves", row(redisCard, "visible"))
	visitor.at(redisCard, false)
	page.until("the visitor hides", row(redisCard, "hidden"))
	if a := admin.get("/admin/presence"); !row(redisCard, "hidden")(a.body) || !strings.Contains(a.body, "<b>1–1</b> of 1") {
		t.Errorf("the page says %s", a.body)
	}
}
