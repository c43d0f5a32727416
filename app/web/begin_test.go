package web_test

import (
	"net/http"
	"strings"
	"testing"

	"porchlight/app/presence"
)

func TestAnOwnerBeginsAConversationWithWhoIsHere(t *testing.T) {
	s := newSite(t)
	b := s.browser(t)
	page := b.open(redisCard)
	page.fence() // the server knows them
	owner, id := s.owner(t), b.conversation()
	if list := owner.get("/admin/presence"); !strings.Contains(list.body, `href="/inbox/`+id+`/new"`) {
		t.Errorf("the presence page offers nothing: %s", list.body)
	}
	offer := owner.get("/inbox/" + id + "/new")
	for _, part := range []string{`action="/inbox/` + id + `/messages"`, `name="begin"`, `<a href="` + redisCard + `">`} {
		if offer.status != http.StatusOK || !offer.isPage() || !strings.Contains(offer.body, part) {
			t.Errorf("%d without %s: %s", offer.status, part, offer.body)
		}
	}
	form := saying("Can I help?")
	form.Del("place")
	if a := owner.post("/inbox/"+id+"/messages", form, fragment); a.status != http.StatusNotFound {
		t.Errorf("an answer to nobody's question: %d", a.status)
	}
	form.Set("begin", "1")
	if a := owner.post("/inbox/"+id+"/messages", form); a.status != http.StatusSeeOther || a.Get("Location") != "/inbox/"+id+"#message-"+form.Get("id") {
		t.Fatalf("beginning: %d to %s", a.status, a.Get("Location"))
	}
	if m := page.shows(form.Get("id")); m.seq != "1" || m.from != "owner" || m.own != "" || m.text != "Can I help?" {
		t.Errorf("the visitor is shown %+v", m)
	}
	if unread := changesForm.FindStringSubmatch(page.seen[len(page.seen)-1]); unread[4] != "1" {
		t.Errorf("their launcher counts %q", unread)
	}
	if a := owner.get("/inbox/" + id + "/new"); a.status != http.StatusSeeOther || a.Get("Location") != "/inbox/"+id {
		t.Errorf("once it has begun: %d to %s", a.status, a.Get("Location"))
	}
	again := saying("A second beginning")
	again.Set("begin", "1")
	owner.post("/inbox/"+id+"/messages", again, fragment).theMessage(t)
	reply := page.write("Yes, please")
	if m := page.shows(reply); m.seq != "3" || m.own != "own" {
		t.Errorf("the reply is %+v", m)
	}
	if list := owner.get("/inbox"); !strings.Contains(list.body, "conversation-"+id) || !strings.Contains(list.body, "Yes, please") {
		t.Errorf("the inbox: %s", list.body)
	}
}

func TestNobodyCanBeWrittenToWhoAskedNotToBeFollowedOrLeftOrIsNobody(t *testing.T) {
	s := newSite(t)
	owner := s.owner(t)
	unfollowed, _ := s.browser(t).knock("/", "", gpc)
	unfollowed.fence()
	invisible := s.browser(t)
	invisible.post("/privacy/unlisted", nil)
	invisible.open("/").fence()
	if entries, total := s.Roster.Entries(), s.Roster.Count("/"); len(entries) != 0 || total != 2 {
		t.Fatalf("%d of %d visitors are listed", len(entries), total)
	}
	if list := owner.get("/admin/presence"); strings.Contains(list.body, "/new") {
		t.Errorf("the presence page offers to write to them: %s", list.body)
	}
	left := s.browser(t)
	page := left.open("/")
	page.fence()
	must(t, page.Close())
	eventually(t, "the server knows", func() bool { return s.Sockets() == 2 })
	s.forward(presence.Grace)
	eventually(t, "they are gone", func() bool { _, here := s.Roster.Entry(left.conversation()); return !here })
	for who, id := range map[string]string{
		"who asked not to be listed": invisible.conversation(), "who left": left.conversation(), "nobody": "0123456789abcdef0123456789abcdef", "nonsense": "x",
	} {
		form := saying("Hello?")
		form.Set("begin", "1")
		for what, a := range map[string]answer{
			"the page": owner.get("/inbox/" + id + "/new"), "writing": owner.post("/inbox/"+id+"/messages", form), "writing by HTMX": owner.post("/inbox/"+id+"/messages", form, fragment),
		} {
			if a.status != http.StatusNotFound {
				t.Errorf("%s for %s: %d", what, who, a.status)
			}
		}
	}
	if list := owner.get("/inbox"); !strings.Contains(list.body, "0 conversations") {
		t.Errorf("something has begun: %s", list.body)
	}
}

func TestABeginningThatIsSentAgainAfterTheyLeftIsAnsweredWithWhatIsStored(t *testing.T) {
	s := newSite(t)
	b := s.browser(t)
	page := b.open("/")
	page.fence()
	owner, form := s.owner(t), saying("Can I help?")
	form.Set("begin", "1")
	first := owner.post("/inbox/"+b.conversation()+"/messages", form, fragment)
	must(t, page.Close())
	eventually(t, "the server knows", func() bool { return s.Sockets() == 0 })
	s.forward(presence.Grace)
	if again := owner.post("/inbox/"+b.conversation()+"/messages", form, fragment); first.theMessage(t).seq != "1" || again.theMessage(t) != first.theMessage(t) {
		t.Errorf("first %s\nthen %s", first.body, again.body)
	}
}
