package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"porchlight/app/account"
	"porchlight/app/testparts"
)

// WSTG-SESS-03: whoever plants a session in a browser is not in it once somebody logs in there.
func TestEveryWayOfLoggingInEndsTheSessionThatWasInTheBrowser(t *testing.T) {
	s := newSite(t, named)
	device, owner := testparts.NewAuthenticator(t, s.origin), s.owner(t)
	key, invitation := owner.adds(device, "Laptop"), owner.invite("ada@example.com", account.Admin)
	for how, login := range map[string]func(*browser) answer{
		"password":   func(b *browser) answer { return b.post("/login", credentials(ownerEmail, password)) },
		"passkey":    func(b *browser) answer { return b.signs(device, key) },
		"invitation": func(b *browser) answer { return b.accept(invitation, "ada@example.com", herPassword) },
	} {
		thief, victim := s.browser(t), s.browser(t)
		thief.post("/login", credentials(adminEmail, password))
		planted := thief.cookie("staff")
		for _, token := range []string{planted, strings.Repeat("A", len(planted))} { // one that is good, and one that was made up
			if how == "invitation" && token != planted {
				continue // it is good once
			}
			victim.keep("staff", token)
			if a := login(victim); a.status != http.StatusSeeOther {
				t.Fatalf("%s: %d %s", how, a.status, a.body)
			}
			if got := victim.cookie("staff"); got == token || got == "" {
				t.Errorf("%s: the session is the one that was planted", how)
			}
			thief.keep("staff", token)
			if a := thief.get("/admin/you"); a.status != http.StatusSeeOther {
				t.Errorf("%s: who planted it is in: %d", how, a.status)
			}
		}
	}
}

func TestAnOpenPageKeepsNoSessionAliveAndIsClosedWithIt(t *testing.T) {
	for name, busy := range map[string]bool{"idle": false, "however busy": true} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			b := s.owner(t)
			page := b.open("/inbox")
			end := s.Now().Add(account.SessionIdle)
			for busy && end.Before(opening.Add(account.SessionAge)) {
				s.forward(24 * time.Hour)
				if a := b.get("/inbox"); a.status != http.StatusOK {
					t.Fatalf("on %v: %d", s.Now(), a.status)
				}
				end = s.Now().Add(account.SessionIdle)
			}
			if busy {
				end = opening.Add(account.SessionAge)
			}
			s.forward(end.Sub(s.Now()) + time.Second)
			if code := page.closed(); code != 1008 {
				t.Errorf("the page is closed with %d", code)
			}
			if a := b.get("/inbox"); a.status != http.StatusSeeOther {
				t.Errorf("the session: %d", a.status)
			}
		})
	}
}

func TestAProofChangesTheTokenAndClosesNoPageOfTheSession(t *testing.T) {
	s := newSite(t)
	b := s.owner(t)
	visitor, before := s.visitor(t), b.cookie("staff")
	page := b.open("/inbox/" + visitor.conversation())
	s.forward(account.ProofFor)
	if a := b.post("/admin/you/proof", url.Values{"password": {password}}); a.status != http.StatusSeeOther {
		t.Fatalf("%d %s", a.status, a.body)
	}
	copied := s.browser(t)
	copied.keep("staff", before)
	if a := copied.get("/admin/you"); a.status != http.StatusSeeOther {
		t.Errorf("the token of before is good: %d", a.status)
	}
	if a := b.get("/admin/you"); a.status != http.StatusOK || b.cookie("staff") == before {
		t.Errorf("the session: %d", a.status)
	}
	if a := s.admin(t).post("/logout", nil); a.status != http.StatusSeeOther { // has all sessions looked at
		t.Fatalf("somebody logs out: %d", a.status)
	}
	visitor.post("/conversation/messages", saying("Still there?"), fragment)
	page.until("what is said after the proof", func(frame string) bool { return strings.Contains(frame, "Still there?") })
}
