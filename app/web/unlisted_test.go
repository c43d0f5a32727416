package web_test

import (
	"net/http"
	"strings"
	"testing"
)

// sees reports what staff can find of a visitor, by where they find it.
func (s *site) traces(t *testing.T, v *browser) (where []string) {
	t.Helper()
	owner, id := s.owner(t), v.conversation()
	for place, found := range map[string]bool{
		"the presence page": strings.Contains(owner.get("/admin/presence").body, id),
		"the inbox":         strings.Contains(owner.get("/inbox").body, "here now: "),
		"the thread":        strings.Contains(owner.get("/inbox/"+id).body, `<a href="`+redisCard+`">Redis</a> <time`) || strings.Contains(owner.get("/inbox/"+id).body, `id="whereabouts"><a`),
		"their own page":    owner.get("/admin/presence/"+id).status == http.StatusOK,
		"the trail":         strings.Contains(owner.get("/inbox/"+id).body, `class="trail"`),
	} {
		if found {
			where = append(where, place)
		}
	}
	return where
}

func TestWhoIsInvisibleIsCountedEverywhereAndListedNowhere(t *testing.T) {
	s := newSite(t)
	v := s.visitor(t)
	watcher, presence := s.browser(t).open("/"), s.admin(t).open("/admin/presence")
	page := v.open(redisCard)
	watcher.counts("/", 2)
	row := `"/admin/presence/` + v.conversation() + `"`
	presence.until("the admin sees the row", func(text string) bool { return strings.Contains(text, row) })
	eventually(t, "staff find them in four places", func() bool { return len(s.traces(t, v)) >= 3 })
	a := v.post("/privacy/unlisted", nil)
	if wish := a.newCookie(t); a.status != http.StatusSeeOther || a.Get("Location") != "/privacy#presence" || wish == nil || wish.Name != "unlisted" || wish.MaxAge != 400*24*60*60 || !wish.HttpOnly {
		t.Errorf("%d to %s with %v", a.status, a.Get("Location"), wish)
	}
	presence.until("the admin loses the row, and the count stays", func(text string) bool {
		return !strings.Contains(text, row) && said(text) == "1–1 of 1 1 more asks not to be listed, and is only counted"
	})
	if !strings.Contains(s.admin(t).get("/admin/presence").body, `data-total="2"`) {
		t.Error("the count does not stay")
	}
	page.at(mysqlCard, true)
	page.counts(mysqlCard, 1)
	another := v.open(redisCard) // reads the cookie
	another.counts(redisCard, 1)
	if where := s.traces(t, v); len(where) > 0 {
		t.Errorf("they are found in %q", where)
	}
	if got := s.Roster.Count("/"); got != 2 {
		t.Errorf("%d are counted", got)
	}
	v.get("/privacy").tells(t, "invisible", "You are listed nowhere", "You are here with 2 open tabs, and counted", "Be listed again")
	a = v.post("/privacy/unlisted", map[string][]string{"listed": {"1"}})
	if gone := a.newCookie(t); gone == nil || gone.Name != "unlisted" || gone.MaxAge >= 0 {
		t.Errorf("the wish is taken back with %v", gone)
	}
	presence.until("the row is back", func(text string) bool { return strings.Contains(text, row) })
}

func TestABrowserThatAsksNotToBeFollowedIsNotListedByAnotherOfItsVisitor(t *testing.T) {
	s := newSite(t, mailing(t))
	first, link := s.away(t)
	phone := s.browser(t)
	phone.opens(link)
	page, _ := first.knock(redisCard, "", gpc)
	page.fence()
	phone.post("/privacy/unlisted", nil)
	phone.post("/privacy/unlisted", map[string][]string{"listed": {"1"}})
	if _, listed := s.Roster.Entry(first.conversation()); listed {
		t.Error("it is listed")
	}
}

func TestNobodyBeginsAConversationWithWhoIsInvisible(t *testing.T) {
	s := newSite(t)
	v := s.browser(t)
	v.post("/privacy/unlisted", nil)
	v.open("/").fence()
	owner, form := s.owner(t), saying("Can I help?")
	form.Set("begin", "1")
	if a := owner.post("/inbox/"+v.conversation()+"/messages", form, fragment); a.status != http.StatusNotFound || s.Roster.Count("/") != 1 {
		t.Errorf("writing to them: %d, with %d here", a.status, s.Roster.Count("/"))
	}
}

func TestWhoAsksNotToBeFollowedIsUnlistedAndSaysNothingOfThemselves(t *testing.T) {
	s := newSite(t)
	b := s.browser(t)
	form := saying("Hello")
	form.Set("zone", "Asia/Tokyo")
	b.post("/conversation/messages", form, fragment, gpc, headers{"Accept-Language": "ja-JP", "User-Agent": "Mobile"}).theMessage(t)
	page, _ := b.knock(redisCard, "", gpc)
	page.counts(redisCard, 1)
	if where := s.traces(t, b); len(where) > 0 {
		t.Errorf("they are found in %q", where)
	}
	b.get("/privacy", gpc).tells(t, "unfollowed", "Global Privacy Control", "you are listed nowhere", "Your browser said Nothing that is kept", "Your browser asks for that everywhere")
	b.post("/privacy/unlisted", map[string][]string{"listed": {"1"}}, gpc)
	page.fence()
	if unlisted := s.Roster.Count("/") - len(s.Roster.Entries()); unlisted != 1 {
		t.Error("the button is stronger than what the browser asks for")
	}
	s.browser(t).get("/privacy", gpc).tells(t, "unknown and unfollowed", "Global Privacy Control", "Nothing. Your browser sent no cookie")
}
