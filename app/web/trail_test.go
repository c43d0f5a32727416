package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/presence"

	"github.com/fasthttp/websocket"
)

var placeOfStep = regexp.MustCompile(`<a id="step-[0-9a-z]+" href="([^"]+)"`)

// stepsIn are the places of a trail, as a page or a frame shows them.
func stepsIn(html string) (places []string) {
	for _, found := range placeOfStep.FindAllStringSubmatch(html, -1) {
		places = append(places, found[1])
	}
	return places
}

// trailOf is where staff see the trail of a browser's visitor.
func trailOf(b *browser) string { return "/admin/presence/" + b.conversation() }

const (
	isHere  = "here now"
	hasLeft = "Not here any more"
)

func TestATrailShowsTheVisitAndGoesOnAsTheVisitorWalks(t *testing.T) {
	s := newSite(t)
	b := s.browser(t)
	visitor, _ := b.knock(ecosystem, "&from=news.example", phone)
	visitor.fence()
	admin := s.admin(t)
	page := admin.open(trailOf(b))
	page.until("the first place", func(frame string) bool { return slices.Equal(stepsIn(frame), []string{ecosystem}) })
	s.forward(130 * time.Second)
	visitor.at(redisCard, true)
	page.until("the next place, above the first, with how long they were there", func(frame string) bool {
		return slices.Equal(stepsIn(frame), []string{redisCard, ecosystem}) && strings.Contains(frame, ">2 min 10 s<") && strings.Contains(frame, `hx-target="#trail"`)
	})
	visitor.at(redisCard, false)
	page.until("they hide", func(frame string) bool { return strings.Contains(frame, "tab hidden") })
	for _, as := range []headers{{}, fragment} {
		a := admin.get(trailOf(b), as)
		if a.status != http.StatusOK || !slices.Equal(stepsIn(a.body), []string{redisCard, ecosystem}) {
			t.Errorf("%v: %d %s", as, a.status, a.body)
		}
		for _, told := range []string{"news.example", "pt-BR", "phone", isHere, "<dd>node</dd>", "<dt>Tabs</dt><dd>1</dd>"} {
			if !strings.Contains(a.body, told) {
				t.Errorf("%v: %q is not told", as, told)
			}
		}
		if document := strings.Contains(a.body, "<!doctype"); document == (as["HX-Request"] != "") {
			t.Errorf("%v: a document: %v", as, document)
		}
	}
}

func TestATrailSaysInPlaceThatTheVisitorHasLeftAndThatTheyAreBack(t *testing.T) {
	s := newSite(t)
	b := s.browser(t)
	visitor := b.open(ecosystem)
	visitor.fence()
	page := s.owner(t).open(trailOf(b))
	page.until("they are here", func(frame string) bool { return strings.Contains(frame, isHere) })
	must(t, visitor.Close())
	eventually(t, "the socket has ended", func() bool { return s.Sockets() == 1 })
	s.forward(presence.Grace)
	page.until("they have left, and nothing of the visit is shown any more", func(frame string) bool {
		return strings.Contains(frame, hasLeft) && strings.Contains(frame, `hx-target="#standing"`) && stepsIn(frame) == nil
	})
	a := s.admin(t).get(trailOf(b))
	if a.status != http.StatusNotFound || !strings.Contains(a.body, hasLeft) || !strings.Contains(a.body, `<a href="/admin/presence">Presence</a>`) {
		t.Errorf("their page: %d %s", a.status, a.body)
	}
	b.open("/")
	page.until("they are back, on a new visit", func(frame string) bool { return slices.Equal(stepsIn(frame), []string{"/"}) })
}

func TestATrailIsOfNobodyWhoAskedNotToBeListed(t *testing.T) {
	s := newSite(t)
	b := s.browser(t)
	visitor := b.open(ecosystem)
	visitor.fence()
	admin := s.admin(t)
	page := admin.open(trailOf(b))
	page.until("they are here", func(frame string) bool { return strings.Contains(frame, isHere) })
	b.post("/privacy/unlisted", nil)
	page.until("they are not found any more", func(frame string) bool {
		return strings.Contains(frame, hasLeft) && !strings.Contains(frame, ecosystem)
	})
	if a := admin.get(trailOf(b)); a.status != http.StatusNotFound || strings.Contains(a.body, ecosystem) {
		t.Errorf("their page: %d %s", a.status, a.body)
	}
	if a := s.owner(t).post(trailOf(b)+"/block", nil); a.status != http.StatusNotFound {
		t.Errorf("blocking them: %d", a.status)
	}
	followed, _ := s.browser(t).knock("/", "", gpc)
	followed.fence()
	for visitor := range s.Roster.Whole().Set {
		if a := admin.get("/admin/presence/" + url.PathEscape(visitor)); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", visitor, a.status)
		}
	}
}

func TestATrailIsForStaffAndWhatCanBeDoneForOwners(t *testing.T) {
	s := newSite(t)
	b := s.browser(t)
	b.open(ecosystem).fence()
	acts := []string{"Write to them", "/admin/broadcasts?visitor=" + b.conversation(), "Block for 30 days"}
	for who, c := range map[string]struct {
		browser                *browser
		page, socket, blocking int
		acts                   bool
	}{
		"a visitor": {s.browser(t), http.StatusSeeOther, http.StatusForbidden, http.StatusSeeOther, false},
		"an admin":  {s.admin(t), http.StatusOK, http.StatusSwitchingProtocols, http.StatusForbidden, false},
		"an owner":  {s.owner(t), http.StatusOK, http.StatusSwitchingProtocols, http.StatusSeeOther, true},
	} {
		a := c.browser.get(trailOf(b))
		if a.status != c.page {
			t.Errorf("%s: the page: %d", who, a.status)
		}
		for _, act := range acts {
			if strings.Contains(a.body, act) != c.acts {
				t.Errorf("%s is offered %q: %v", who, act, !c.acts)
			}
		}
		if _, a := c.browser.knock(trailOf(b), ""); a.status != c.socket {
			t.Errorf("%s: the socket: %d", who, a.status)
		}
		if who == "an owner" {
			continue // which would block them
		}
		if a := c.browser.post(trailOf(b)+"/block", nil); a.status != c.blocking {
			t.Errorf("%s blocks: %d", who, a.status)
		}
	}
	for _, made := range []string{"x", "../x", strings.Repeat("g", 32), "~" + strings.Repeat("0", 32)} {
		if a := s.admin(t).get("/admin/presence/" + url.PathEscape(made)); a.status != http.StatusNotFound {
			t.Errorf("the page of %q: %d", made, a.status)
		}
		if _, a := s.admin(t).knock("/admin/presence/"+url.PathEscape(made), ""); a.status != http.StatusNotFound {
			t.Errorf("the socket of %q: %d", made, a.status)
		}
	}
}

func TestATrailLeadsToTheConversationWhereThereIsOne(t *testing.T) {
	s := newSite(t)
	b := s.browser(t)
	b.open(ecosystem).fence()
	owner, id := s.owner(t), b.conversation()
	if a := owner.get(trailOf(b)); !strings.Contains(a.body, `href="/inbox/`+id+`/new"`) {
		t.Errorf("of who has not written: %s", a.body)
	}
	b.post("/conversation/messages", saying("Hello"), fragment)
	if a := owner.get(trailOf(b)); !strings.Contains(a.body, `href="/inbox/`+id+`"`) || strings.Contains(a.body, "/new") {
		t.Errorf("of who has written: %s", a.body)
	}
}

func TestWhoHasNeverWrittenIsBlockedFromTheirTrailAsAnybodyElse(t *testing.T) {
	s := newSite(t, behindProxy)
	b, neighbour := s.browser(t), s.browser(t)
	visitor, _ := b.knock(ecosystem, "", home)
	visitor.fence()
	still, _ := neighbour.knock("/", "", elsewhere)
	owner, id := s.owner(t), b.conversation()
	if a := owner.post(trailOf(b)+"/block", nil); a.status != http.StatusSeeOther || a.Get("Location") != trailOf(b) {
		t.Fatalf("blocking: %d to %s", a.status, a.Get("Location"))
	}
	if code := visitor.closed(); code != websocket.ClosePolicyViolation {
		t.Errorf("the socket ends with %d", code)
	}
	if a := owner.get(trailOf(b)); !strings.Contains(a.body, "<b>Blocked</b> until") || strings.Contains(a.body, "Block for 30 days") {
		t.Errorf("the trail says: %s", a.body)
	}
	if again, a := b.knock("/", "", home); again != nil || a.status != http.StatusForbidden {
		t.Errorf("a handshake: %d", a.status)
	}
	for where, from := range map[string]headers{"there": home, "elsewhere": elsewhere} {
		if a := b.post("/conversation/messages", saying("Let me in"), fragment, from); a.status != http.StatusForbidden {
			t.Errorf("a message from %s: %d", where, a.status)
		}
	}
	if _, status := s.begins(t, home); status != http.StatusForbidden {
		t.Errorf("somebody begins from there: %d", status)
	}
	if still.fence(); t.Failed() {
		t.Error("a neighbour was cut")
	}
	if a := b.get("/privacy"); !strings.Contains(a.body, "nothing that you write is taken") || strings.Contains(a.body, "it was erased") {
		t.Errorf("they are told: %s", a.body)
	}
	if a := owner.get("/inbox?state=blocked"); !strings.Contains(a.body, "/inbox/"+id) {
		t.Errorf("they are not among the blocked: %s", a.body)
	}
	if a := owner.get("/inbox"); strings.Contains(a.body, "/inbox/"+id) {
		t.Error("they are listed as if they had written")
	}
	if a := owner.post("/inbox/"+id+"/unblock", nil); a.status != http.StatusSeeOther {
		t.Fatalf("unblocking: %d", a.status)
	}
	again, a := b.knock("/", "", home)
	if again == nil {
		t.Fatalf("their handshake after it: %d", a.status)
	}
	again.fence()
	if b.about().Talking {
		t.Error("they are said to be in conversation")
	}
	b.post("/conversation/messages", saying("Thank you"), fragment, home).theMessage(t)
}
