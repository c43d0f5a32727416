package web_test

import (
	"net/http"
	"strings"
	"testing"

	"porchlight/app/conversation"
)

// newCookie is the only cookie that an answer sets; nil: none.
func (a answer) newCookie(t *testing.T) *http.Cookie {
	t.Helper()
	cookies := (&http.Response{Header: a.Header}).Cookies()
	if len(cookies) > 1 {
		t.Fatalf("%d cookies: %v", len(cookies), cookies)
	}
	if len(cookies) == 0 {
		return nil
	}
	return cookies[0]
}

const halfAYear = 180 * 24 * 60 * 60 // seconds

func TestTheFirstHandshakeNamesTheBrowserAndItsFirstMessageMakesThatLast(t *testing.T) {
	b := newSite(t).browser(t)
	named := b.open("/").handshake.newCookie(t)
	if named == nil || named.Name != "visitor" || !named.HttpOnly || named.Secure || named.SameSite != http.SameSiteLaxMode || named.Path != "/" ||
		named.Domain != "" || named.MaxAge != 0 || !named.Expires.IsZero() || len(named.Value) != 43 {
		t.Fatalf("the handshake sets %v", named)
	}
	if again := b.open("/data-realtime").handshake.newCookie(t); again != nil {
		t.Errorf("the second tab is named %v", again)
	}
	first := b.post("/conversation/messages", saying("Hello"), fragment)
	lasting := first.newCookie(t)
	if lasting == nil || lasting.Value != named.Value || lasting.MaxAge != halfAYear || !lasting.HttpOnly || lasting.SameSite != http.SameSiteLaxMode || lasting.Path != "/" {
		t.Errorf("the first message sets %v, before it was %s", lasting, named.Value)
	}
	if first.Get("HX-Trigger") != "" {
		t.Errorf("a socket that has its name must not connect again: %s", first.Get("HX-Trigger"))
	}
}

func TestABrowserWithoutASocketIsNamedByItsFirstMessage(t *testing.T) {
	s := newSite(t)
	b := s.browser(t)
	first := b.post("/conversation/messages", saying("Hello"), fragment)
	named := first.newCookie(t)
	if named == nil || named.MaxAge != halfAYear || first.Get("HX-Trigger") != "visitor:named" {
		t.Fatalf("%v, HX-Trigger %q", named, first.Get("HX-Trigger"))
	}
	second := b.post("/conversation/messages", saying("Hello again"), fragment)
	if again := second.newCookie(t); again == nil || again.Value != named.Value || second.theMessage(t).seq != "2" {
		t.Errorf("the second message sets %v", again)
	}
	if other := s.browser(t).post("/conversation/messages", saying("Hello"), fragment).newCookie(t); other.Value == named.Value {
		t.Error("two browsers have one name")
	}
}

func TestACookieThatWeDidNotMakeIsReplaced(t *testing.T) {
	s := newSite(t)
	for _, made := range []string{"x", strings.Repeat("a", 42), strings.Repeat("a", 44), strings.Repeat("a", 42) + "!", strings.Repeat("a", 42) + "="} {
		b := s.browser(t)
		b.keep("visitor", made)
		if named := b.open("/").handshake.newCookie(t); named == nil || named.Value == made {
			t.Errorf("%q is answered with %v", made, named)
		}
	}
}

func TestOnHTTPSCookiesAreSecureAndBoundToTheHost(t *testing.T) {
	s := newSite(t, secure)
	b := s.browser(t)
	named := b.open("/").handshake.newCookie(t)
	if named == nil || named.Name != "__Host-visitor" || !named.Secure || named.Path != "/" || named.Domain != "" || !named.HttpOnly {
		t.Fatalf("the handshake sets %v", named)
	}
	// The jar takes loopback for as good as https, as browsers do.
	if lasting := b.post("/conversation/messages", saying("Hello"), fragment).newCookie(t); lasting == nil || lasting.Value != named.Value || !lasting.Secure {
		t.Errorf("the first message sets %v", lasting)
	}
	if got := textsIn(b.get("/conversation").body); len(got) != 1 {
		t.Errorf("the thread holds %q", got)
	}
	if got := textsIn(s.browser(t).get("/conversation", headers{"Cookie": "visitor=" + named.Value}).body); len(got) != 0 {
		t.Errorf("a cookie that a neighbour could set opens the thread: %q", got)
	}
	login := b.post("/login", credentials(adminEmail, password))
	for i, c := range (&http.Response{Header: login.Header}).Cookies() {
		if c.Name != []string{"__Host-staff", "__Host-known"}[i] || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("the login sets %v", c)
		}
	}
	gone := b.post("/logout", nil).newCookie(t)
	if gone == nil || gone.Name != "__Host-staff" || gone.Value != "" || gone.MaxAge >= 0 || !gone.Secure {
		t.Errorf("logging out sets %v", gone)
	}
}

var gpc = headers{"Sec-GPC": "1"}

func TestWhoAsksNotToBeFollowedIsNotNamedBeforeTheyWrite(t *testing.T) {
	s := newSite(t)
	b := s.browser(t)
	one, a := b.knock("/data-realtime", "", gpc)
	if a.newCookie(t) != nil {
		t.Fatalf("the handshake sets %v", a.newCookie(t))
	}
	two, _ := b.knock("/data-realtime", "", gpc)
	one.counts("/data-realtime", 2) // nobody can know that they are one
	two.say(frame{"type": "message", "id": saying("").Get("id"), "body": "By socket", "place": "/"})
	if got := two.refused(); got.code != "post-first" {
		t.Errorf("a message by socket gets %+v", got)
	}
	first := b.post("/conversation/messages", saying("By post"), fragment, gpc)
	named := first.newCookie(t)
	if named == nil || named.MaxAge != halfAYear || first.Get("HX-Trigger") != "visitor:named" {
		t.Fatalf("the first message sets %v, HX-Trigger %q", named, first.Get("HX-Trigger"))
	}
	if got := textsIn(b.get("/conversation").body); len(got) != 1 {
		t.Errorf("the thread holds %q", got)
	}
	again, a := b.knock("/data-realtime", "&after=1", gpc)
	if a.newCookie(t) != nil {
		t.Errorf("the second handshake sets %v", a.newCookie(t))
	}
	id := saying("").Get("id")
	again.say(frame{"type": "message", "id": id, "body": "By socket", "place": "/"})
	again.shows(id)
}

func TestTheStoreDoesNotHoldTheCookie(t *testing.T) {
	s := newSite(t)
	b := s.visitor(t)
	if _, err := s.conversations.Get(t.Context(), b.cookie("visitor")); err == nil {
		t.Error("the conversation is named by the secret itself")
	}
	if _, err := s.conversations.Get(t.Context(), conversation.IDOf(b.cookie("visitor"))); err != nil {
		t.Error(err)
	}
}
