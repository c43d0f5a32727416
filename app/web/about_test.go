package web_test

import (
	"strings"
	"testing"

	"porchlight/app/audit"
	"porchlight/app/presence"
)

var phone = headers{"Accept-Language": "pt-BR,en;q=0.5", "User-Agent": "Mozilla/5.0 (Linux; Android 16; K) Mobile"}

// about is what the roster knows of a browser's visitor.
func (b *browser) about() presence.Entry {
	b.t.Helper()
	e, listed := b.site.Roster.Entry(b.conversation())
	if !listed {
		b.t.Fatal("the visitor is not listed")
	}
	return e
}

func TestTheRosterKnowsWhatABrowserSaysOfItself(t *testing.T) {
	b := newSite(t).browser(t)
	page, _ := b.knock("/", "&from=News.Example:8080", phone)
	page.fence()
	if e := b.about(); e.Language != "pt-BR" || e.Device != "phone" || e.Referrer != "news.example:8080" || e.Talking || e.Node != b.site.Node {
		t.Errorf("%+v", e)
	}
	b.post("/conversation/messages", saying("Hello"), fragment)
	page.until("the message", func(frame string) bool { return strings.Contains(frame, "Hello") })
	if e := b.about(); !e.Talking {
		t.Errorf("in conversation: %+v", e)
	}
	b.site.owner(t).post("/inbox/"+b.conversation()+"/close", nil)
	page.until("the end of it", func(string) bool { return !b.about().Talking })
	b.site.owner(t).post("/inbox/"+b.conversation()+"/reopen", nil)
	b.open("/").fence()
	if e := b.about(); !e.Talking || e.Sockets != 2 || e.Referrer != "news.example:8080" {
		t.Errorf("a second tab: %+v", e)
	}
}

func TestTheRosterTakesNoMadeUpHostAndNothingOfWhoAsksNotToBeFollowed(t *testing.T) {
	s := newSite(t)
	for _, from := range []string{"%3Cscript%3E", "-", "a%20b", "news.example/path", "user@news.example"} {
		b := s.browser(t)
		page, _ := b.knock("/", "&from="+from, phone)
		page.fence()
		if e := b.about(); e.Referrer != "" {
			t.Errorf("%s is taken for the host %q", from, e.Referrer)
		}
	}
	seen := len(s.Roster.Entries())
	for _, ask := range []headers{gpc, {"Cookie": "unlisted=1"}} {
		page, _ := s.browser(t).knock("/", "&from=news.example", phone, ask)
		page.fence()
	}
	share := s.Roster.Whole()
	for visitor, data := range share.Set {
		_, listed := s.Roster.Entry(visitor)
		for _, told := range []string{"pt-BR", "phone", "news.example"} {
			if !listed && strings.Contains(string(data), told) {
				t.Errorf("of who asks not to be followed the nodes are told %s", data)
			}
		}
	}
	if len(share.Set) != seen+2 {
		t.Errorf("%d shares, want %d", len(share.Set), seen+2)
	}
}

func TestBlockingIsRecorded(t *testing.T) {
	s := newSite(t)
	id := s.visitor(t).conversation()
	s.owner(t).post("/inbox/"+id+"/block", nil)
	records, _, err := s.Audit.List(t.Context(), audit.Filter{})
	must(t, err)
	if len(records) != 1 || records[0].Action != "conversation.block" || records[0].Conversation != id || records[0].Email != ownerEmail || !records[0].At.Equal(s.Now()) {
		t.Errorf("%+v", records)
	}
}
