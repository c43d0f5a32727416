package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestWhoIsSignedOutIsAskedToLogIn(t *testing.T) {
	s := newSite(t)
	thread := "/inbox/" + s.visitor(t).conversation()
	for path, next := range map[string]string{
		"/inbox": "%2Finbox", "/admin/presence": "%2Fadmin%2Fpresence", thread: "%2Finbox%2F" + thread[7:], "/inbox/x?y=//z": "%2Finbox%2Fx",
	} {
		for who, b := range map[string]*browser{"nobody": s.browser(t), "a visitor": s.visitor(t), "someone with a made-up session": s.intruder(t)} {
			if a := b.get(path); a.status != http.StatusSeeOther || a.Get("Location") != "/login?next="+next {
				t.Errorf("%s at %s: %d to %s", who, path, a.status, a.Get("Location"))
			}
			if a := b.get(path, fragment); a.status != http.StatusUnauthorized || a.Get("HX-Redirect") != "/login?next="+next {
				t.Errorf("the fragment of %s for %s: %d to %s", path, who, a.status, a.Get("HX-Redirect"))
			}
		}
	}
	if a := s.browser(t).post(thread+"/messages", saying("Hello"), fragment); a.status != http.StatusUnauthorized || a.Get("HX-Redirect") != "/login?next=%2Finbox" {
		t.Errorf("answering: %d to %s", a.status, a.Get("HX-Redirect"))
	}
}

// intruder has a session's cookie with nothing behind it.
func (s *site) intruder(t *testing.T) *browser {
	b := s.browser(t)
	b.keep("staff", strings.Repeat("A", 43))
	return b
}

func TestAnAdminIsRefusedTheInbox(t *testing.T) {
	s := newSite(t)
	visitor := s.visitor(t)
	admin, thread := s.admin(t), "/inbox/"+visitor.conversation()
	for _, with := range []headers{{}, fragment} {
		for _, a := range []answer{
			admin.get("/inbox", with), admin.get(thread, with), admin.get(thread+"/messages", with),
			admin.post(thread+"/messages", saying("I am not the owner"), with), admin.post(thread+"/block", nil, with),
		} {
			if a.status != http.StatusForbidden || strings.Contains(a.body, "Good morning") {
				t.Errorf("%d %s", a.status, a.body)
			}
		}
	}
	if texts := textsIn(visitor.get("/conversation").body); len(texts) != 1 {
		t.Errorf("the thread holds %q", texts)
	}
}

func TestAnUnknownConversationIsNotFound(t *testing.T) {
	s := newSite(t)
	silent := s.browser(t)
	silent.open("/")
	owner := s.owner(t)
	for _, id := range []string{"0123456789abcdef0123456789abcdef", silent.conversation(), "x", "%00", strings.ToUpper(s.visitor(t).conversation())} {
		for _, with := range []headers{{}, fragment} {
			for what, a := range map[string]answer{
				"reading": owner.get("/inbox/"+id, with), "polling": owner.get("/inbox/"+id+"/messages", with),
				"answering": owner.post("/inbox/"+id+"/messages", saying("Hello?"), with), "blocking": owner.post("/inbox/"+id+"/block", nil, with),
			} {
				if a.status != http.StatusNotFound || a.isPage() != (with["HX-Request"] == "") {
					t.Errorf("%s %q: %d", what, id, a.status)
				}
			}
		}
	}
}

func TestTheOwnerAnswersByHTMXAndByPlainForm(t *testing.T) {
	s := newSite(t)
	visitor := s.visitor(t)
	owner, thread := s.owner(t), "/inbox/"+visitor.conversation()
	form := saying("Good morning to you")
	first, again := owner.post(thread+"/messages", form, fragment), owner.post(thread+"/messages", form, fragment)
	if m := first.theMessage(t); m.seq != "2" || m.from != "owner" || m.own != "own" || first.body != again.body {
		t.Errorf("first %s\nthen %s", first.body, again.body)
	}
	if a := owner.post(thread+"/messages", form); a.status != http.StatusSeeOther || a.Get("Location") != thread+"#message-"+form.Get("id") {
		t.Errorf("by form: %d to %s", a.status, a.Get("Location"))
	}
	want := []string{"Good morning", "Good morning to you"}
	for _, a := range []answer{owner.get(thread), owner.get(thread + "/messages"), visitor.get("/conversation"), visitor.get("/conversation/messages")} {
		if got := textsIn(a.body); !slices.Equal(got, want) {
			t.Errorf("it holds %q", got)
		}
	}
	answer := messagesIn(visitor.get("/conversation").body)[1]
	if answer.own != "" || answer.from != "owner" || answer.about != "" {
		t.Errorf("the visitor sees %+v", answer)
	}
}

func TestAnAnswerThatCannotBeIsReturnedAsADraft(t *testing.T) {
	s := newSite(t)
	visitor := s.visitor(t)
	owner := s.owner(t)
	path := "/inbox/" + visitor.conversation() + "/messages"
	taken := saying("Said already")
	taken.Del("place")
	owner.post(path, taken, fragment)
	for _, c := range []struct {
		id, body string
		status   int
		reason   string
	}{
		{saying("").Get("id"), " ", 422, "Write a few words first."},
		{"no-uuid", "</textarea><b>bold</b>", 422, "The message came without a proper id. Reload the page and send it again."},
		{taken.Get("id"), "Said otherwise", 409, "A different message was already sent under this id. Reload the page and send it again."},
	} {
		form := saying(c.body)
		form.Set("id", c.id)
		form.Del("place")
		owner.refusedBothWaysAt(path, form, c.status, c.reason)
	}
	if texts := textsIn(visitor.get("/conversation").body); len(texts) != 2 {
		t.Errorf("the thread holds %q", texts)
	}
}

func TestWritingReachesTheInboxAndReadingTheThreadIsReceivingIt(t *testing.T) {
	s := newSite(t)
	visitor := s.visitor(t)
	owner := s.owner(t)
	if a := owner.get("/inbox"); !strings.Contains(a.body, `id="conversation-`+visitor.conversation()+`"`) || !strings.Contains(a.body, "1 conversation, 1 unread") {
		t.Errorf("the inbox: %s", a.body)
	}
	if before := changesForm.FindStringSubmatch(visitor.get("/conversation/messages").body); before[2] != "0" {
		t.Errorf("received before anyone looked: %q", before)
	}
	owner.get("/inbox/" + visitor.conversation())
	if after := changesForm.FindStringSubmatch(visitor.get("/conversation/messages").body); after[2] != "1" || after[3] != "0" {
		t.Errorf("received after the owner looked: %q", after)
	}
}
