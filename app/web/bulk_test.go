package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"porchlight/app/conversation"

	"github.com/google/uuid"
)

func TestWhatIsFarMoreThanPeopleWriteIsReadAFewTimesAnHour(t *testing.T) {
	s := newSite(t)
	b := s.visitor(t)
	for range 220 { // 5 MB, escaped
		_, err := s.Conversations.Send(t.Context(), b.conversation(), conversation.Draft{ID: uuid.NewString(), Body: strings.Repeat("&", 4000), Place: "/", From: conversation.Visitor})
		must(t, err)
	}
	for n := range 20 {
		if a := b.get([]string{"/privacy/export", "/conversation/messages?after=0"}[n%2]); a.status != http.StatusOK {
			t.Fatalf("the %d. time: %d", n+1, a.status)
		}
	}
	for _, path := range []string{"/privacy/export", "/conversation/messages?after=0"} {
		if a := b.get(path); a.status != http.StatusTooManyRequests || a.Get("Retry-After") != "180" || !strings.Contains(a.body, "Please try again in 3 minutes.") {
			t.Errorf("%s: %d, Retry-After %q", path, a.status, a.Get("Retry-After"))
		}
	}
	for range 30 {
		if a := b.get("/conversation/messages?after=200"); a.status != http.StatusOK {
			t.Fatalf("what is new, as a page asks for it: %d", a.status)
		}
	}
	s.forward(3 * time.Minute)
	if a := b.get("/privacy/export"); a.status != http.StatusOK {
		t.Errorf("three minutes later: %d", a.status)
	}
}
