package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fasthttp/websocket"
)

// behindProxy is a site that is told by X-Real-IP who comes.
func behindProxy(o *setup) { o.proxies = []string{"127.0.0.1"} }

var (
	home      = headers{"X-Real-IP": "203.0.113.7"}
	elsewhere = headers{"X-Real-IP": "203.0.113.8"}
)

const (
	blockLasts  = 30 * 24 * time.Hour
	barredWords = "Messages from this network are not accepted at the moment."
)

// begins posts a first message, as a browser that nobody knows does.
func (s *site) begins(t *testing.T, from headers) (*browser, int) {
	t.Helper()
	b := s.browser(t)
	return b, b.post("/conversation/messages", saying("Hello"), fragment, from).status
}

// blockedAtHome is a visitor who was blocked while a socket of theirs was open, with that socket.
func (s *site) blockedAtHome(t *testing.T) (*browser, *tab) {
	t.Helper()
	b, status := s.begins(t, home)
	page, _ := b.knock("/", "", home)
	if status != http.StatusOK || page == nil {
		t.Fatalf("the first message: %d", status)
	}
	page.fence()
	if a := s.owner(t).post("/inbox/"+b.conversation()+"/block", nil, fragment); a.status != http.StatusOK || !strings.Contains(a.body, "blocked</b> until") {
		t.Fatalf("blocking: %d %s", a.status, a.body)
	}
	return b, page
}

func TestABlockDropsTheVisitorsSocketsAndRefusesAllTheySend(t *testing.T) {
	s := newSite(t, behindProxy)
	neighbour, _ := s.begins(t, home)
	still, _ := neighbour.knock("/", "", home)
	thread := s.owner(t).open("/inbox")
	b, page := s.blockedAtHome(t)
	if code := page.closed(); code != websocket.ClosePolicyViolation {
		t.Errorf("the socket ends with %d", code)
	}
	for _, from := range []headers{home, elsewhere} {
		if again, a := b.knock("/", "", from); again != nil || a.status != http.StatusForbidden {
			t.Errorf("a handshake from %v: %d", from, a.status)
		}
		if a := b.post("/conversation/messages", saying("Let me in"), fragment, from); a.status != http.StatusForbidden {
			t.Errorf("a message from %v: %d", from, a.status)
		}
	}
	for name, tab := range map[string]*tab{"a neighbour's": still, "the owner's": thread} {
		if tab.fence(); t.Failed() {
			t.Errorf("%s socket was cut", name)
		}
	}
	if got := textsIn(b.get("/conversation").body); !slices.Equal(got, []string{"Hello"}) {
		t.Errorf("they read %q", got)
	}
}

func TestNobodyBeginsAConversationFromABlockedAddressUntilTheBlockEnds(t *testing.T) {
	s := newSite(t, behindProxy)
	neighbour, _ := s.begins(t, home)
	s.blockedAtHome(t)
	for _, day := range []string{"today", "tomorrow", "the day after"} {
		if _, status := s.begins(t, home); status != http.StatusForbidden {
			t.Errorf("%s somebody begins from there: %d", day, status)
		}
		if _, status := s.begins(t, elsewhere); status != http.StatusOK {
			t.Errorf("%s somebody begins from elsewhere: %d", day, status)
		}
		if a := neighbour.post("/conversation/messages", saying("Still here"), fragment, home); a.status != http.StatusOK {
			t.Errorf("%s who has a conversation writes from there: %d", day, a.status)
		}
		if page, a := s.browser(t).knock("/", "", home); page == nil {
			t.Errorf("%s somebody only reads from there: %d", day, a.status)
		}
		s.forward(24 * time.Hour)
	}
	silent := s.browser(t)
	silent.knock("/", "", home) // has a name, and no conversation
	refused := silent.post("/conversation/messages", url.Values{"id": saying("")["id"], "body": {"Hello"}}, home)
	if text, reason := refused.draft(t); refused.status != http.StatusForbidden || text != "Hello" || reason != barredWords {
		t.Errorf("by plain form: %d, %q comes back because %q", refused.status, text, reason)
	}
	s.forward(blockLasts)
	if _, status := s.begins(t, home); status != http.StatusOK {
		t.Errorf("after the block somebody begins from there: %d", status)
	}
}

func TestWhoCameBeforeMidnightIsBlockedWithTheirAddress(t *testing.T) {
	s := newSite(t, behindProxy)
	b, _ := s.begins(t, home)
	page, _ := b.knock("/", "", home)
	page.fence()
	s.forward(16 * time.Hour) // it is 1 o'clock
	s.owner(t).post("/inbox/"+b.conversation()+"/block", nil)
	if _, status := s.begins(t, home); status != http.StatusForbidden {
		t.Errorf("somebody begins from there: %d", status)
	}
}

func TestUnblockingLetsTheVisitorAndTheirAddressWriteAgain(t *testing.T) {
	s := newSite(t, behindProxy)
	b, page := s.blockedAtHome(t)
	page.closed()
	if a := s.owner(t).post("/inbox/"+b.conversation()+"/unblock", nil, fragment); a.status != http.StatusOK || strings.Contains(a.body, "blocked</b> until") {
		t.Errorf("unblocking: %d %s", a.status, a.body)
	}
	if again, a := b.knock("/", "", home); again == nil {
		t.Errorf("their handshake: %d", a.status)
	}
	b.post("/conversation/messages", saying("Thank you"), fragment, home).theMessage(t)
	if _, status := s.begins(t, home); status != http.StatusOK {
		t.Errorf("somebody else begins from there: %d", status)
	}
}

func TestTheAddressOfWhoWasNotHereIsLearnedWhenTheyComeBack(t *testing.T) {
	s := newSite(t, behindProxy)
	b, _ := s.begins(t, home)
	s.owner(t).post("/inbox/"+b.conversation()+"/block", nil)
	if _, status := s.begins(t, home); status != http.StatusOK {
		t.Errorf("somebody begins from where they once were: %d", status)
	}
	other := s.browser(t)
	waiting, _ := other.knock("/", "", home)
	if a := b.post("/conversation/messages", saying("Let me in"), fragment, home); a.status != http.StatusForbidden {
		t.Errorf("their message: %d", a.status)
	}
	if _, status := s.begins(t, home); status != http.StatusForbidden {
		t.Errorf("another cookie of theirs begins: %d", status)
	}
	waiting.write("By a socket that was open before")
	if got := waiting.refused(); got.code != "forbidden" {
		t.Errorf("%+v", got)
	}
	s.forward(time.Hour + time.Second)
	if _, status := s.begins(t, home); status != http.StatusOK {
		t.Errorf("an hour after they were there for the last time, somebody else begins: %d", status)
	}
}
