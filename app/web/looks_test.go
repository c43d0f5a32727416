package web_test

import (
	"testing"

	"porchlight/app/presence"
)

func TestAnOwnerLooksWhileTheirPageSaysThatItIsVisible(t *testing.T) {
	s := newSite(t)
	looks := func(what string, want bool) {
		t.Helper()
		eventually(t, what, func() bool { return s.Roster.OwnerLooks() == want })
	}
	s.admin(t).open("/admin/presence").say(frame{"type": "at", "visible": true})
	page := s.owner(t).open("/inbox")
	page.fence()
	looks("a page that has said nothing", false)
	page.say(frame{"type": "at", "place": "/inbox", "visible": true})
	looks("a visible page", true)
	page.say(frame{"type": "at", "place": "/inbox", "visible": false})
	looks("a hidden page", false)
	page.say(frame{"type": "at", "visible": true})
	looks("a visible page again", true)
	s.forward(presence.Look + 1)
	looks("a frozen page", false)
	if n := s.Roster.Count("/"); n != 0 {
		t.Errorf("pages of staff count as %d visitors", n)
	}
}

func TestAnOwnerOnAPublicPageDoesNotLookAtTheInbox(t *testing.T) {
	s := newSite(t)
	page := s.owner(t).open("/")
	page.at("/", true)
	page.fence()
	if s.Roster.OwnerLooks() {
		t.Error("a page where no question shows counts as the inbox")
	}
}
