package web_test

import (
	"encoding/json"
	"html"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/testparts"
)

// calling is a site that calls this program.
func calling(e *testparts.Endpoint) func(*setup) {
	return func(o *setup) { o.hook = e.URL + "/secret-path" }
}

func TestATestCallSaysWhatBecameOfIt(t *testing.T) {
	program := testparts.NewEndpoint(t)
	s := newSite(t, calling(program))
	b := s.owner(t)
	page := b.get("/inbox/reach").body
	host := strings.TrimPrefix(program.URL, "http://")
	if !strings.Contains(page, "<b>"+host+"</b>") || strings.Contains(page, "secret-path") || strings.Contains(page, "whsec_") {
		t.Errorf("the page says %s", page)
	}
	if shown := b.get("/inbox/reach?secret=shown").body; !strings.Contains(html.UnescapeString(shown), s.Webhook.Secret()) {
		t.Error("the secret is not shown to who asks")
	}
	test := func() string {
		t.Helper()
		a := b.post("/inbox/reach/test", nil)
		if a.status != http.StatusSeeOther {
			t.Fatalf("%d %s", a.status, a.body)
		}
		where := a.Get("Location")
		eventually(t, "it is known", func() bool { return !strings.Contains(b.get(where).body, "is on its way") })
		return b.get(where).body
	}
	if page := test(); !strings.Contains(page, "The test call was taken.") || !strings.Contains(page, "Nothing waits.") {
		t.Errorf("taken: %s", page)
	}
	asked := program.Asked()
	var body struct {
		Type      string
		Timestamp time.Time
		Data      struct{ URL string }
	}
	if len(asked) != 1 || asked[0].Path != "/secret-path" || asked[0].Header.Get("webhook-signature") == "" {
		t.Fatalf("the program was asked %+v", asked)
	}
	must(t, json.Unmarshal(asked[0].Body, &body))
	if body.Type != "test" || !body.Timestamp.Equal(s.Now()) || body.Data.URL != s.public()+"/inbox/reach" {
		t.Errorf("it was told %s", asked[0].Body)
	}
	program.Answer(http.StatusInternalServerError, "no disk left")
	if page := test(); !strings.Contains(page, "The test call was not taken:") || !strings.Contains(page, "no disk left") || !strings.Contains(page, "after 1 attempt<") {
		t.Errorf("not taken: %s", page)
	}
	program.Answer(http.StatusOK, "")
	if page := test(); !strings.Contains(page, "The test call was taken.") || strings.Contains(page, "Given up") {
		t.Errorf("taken at last: %s", page)
	}
}

func TestEachMessageIsToldToTheProgram(t *testing.T) {
	program := testparts.NewEndpoint(t)
	s := newSite(t, calling(program))
	v := s.browser(t)
	say := saying("Does it keep sessions?")
	say.Set("place", redisCard)
	v.post("/conversation/messages", say)
	s.owner(t).post("/inbox/"+v.conversation()+"/messages", saying("It does."))
	eventually(t, "both are told", func() bool { return len(program.Asked()) == 2 })
	type told struct {
		Type      string
		Timestamp time.Time
		Data      struct {
			Conversation, ID, From, Place, Title, Body, URL string
			Seq                                             int64
			Deleted                                         bool
		}
	}
	calls := func() (all []told) {
		for _, a := range program.Asked() {
			var c told
			must(t, json.Unmarshal(a.Body, &c))
			all = append(all, c)
		}
		slices.SortFunc(all, func(a, b told) int { return int(a.Data.Seq - b.Data.Seq) })
		return all
	}
	first, second := calls()[0], calls()[1]
	if d := first.Data; first.Type != "message.created" || !first.Timestamp.Equal(opening) || d.Conversation != v.conversation() || d.ID != say.Get("id") || d.Seq != 1 ||
		d.From != "visitor" || d.Place != redisCard || d.Title != "Redis" || d.Body != "Does it keep sessions?" || d.URL != s.public()+"/inbox/"+v.conversation() || d.Deleted {
		t.Errorf("the first is %+v", first)
	}
	if d := second.Data; d.Seq != 2 || d.From != "owner" || d.Body != "It does." {
		t.Errorf("the second is %+v", second)
	}

	program.Answer(http.StatusServiceUnavailable, "")
	last := saying("A slip")
	v.post("/conversation/messages", last)
	eventually(t, "the third fails, and waits for its next try", func() bool {
		notices, err := s.Outbox.Of(t.Context(), v.conversation())
		return err == nil && len(notices) == 1 && notices[0].Reason != ""
	})
	v.post("/conversation/messages/"+last.Get("id")+"/delete", nil)
	program.Answer(http.StatusOK, "")
	s.forward(time.Minute)
	eventually(t, "it is told again", func() bool { return len(program.Asked()) == 4 })
	if d := calls()[3].Data; d.Body != "" || !d.Deleted {
		t.Errorf("what was deleted meanwhile is told: %+v", d)
	}
}
