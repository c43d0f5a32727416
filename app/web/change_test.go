package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/web"

	"github.com/google/uuid"
)

// author is a side with a message of its own that it can change.
type author struct {
	name string
	*browser
	side, page, below string     // where it reads, where it posts
	form              url.Values // the message as it was posted
}

func (a author) edit(body string, with ...headers) answer {
	a.t.Helper()
	return a.post(a.below+"/"+a.form.Get("id")+"/edit", url.Values{"body": {body}}, with...)
}

func (a author) remove(with ...headers) answer {
	a.t.Helper()
	return a.post(a.below+"/"+a.form.Get("id")+"/delete", nil, with...)
}

// authors are the two sides of a new conversation, each with a message: the visitor's has seq 2, the owner's 3.
func (s *site) authors(t *testing.T) (visitor, owner author) {
	t.Helper()
	b, o := s.visitor(t), s.owner(t)
	thread := "/inbox/" + b.conversation()
	visitor = author{"the visitor", b, "visitor", "/conversation", "/conversation/messages", saying("As it was typed")}
	owner = author{"the owner", o, "owner", thread, thread + "/messages", saying("As it was typed")}
	for _, a := range []author{visitor, owner} {
		a.post(a.below, a.form, fragment).theMessage(t)
	}
	return visitor, owner
}

// changed waits for a message as it is after a change.
func (p *tab) changed(id, text string) shown {
	p.t.Helper()
	var m shown
	p.until(id+" is "+text, func(frame string) bool {
		for _, m = range messagesIn(frame) {
			if m.id == id && m.text == text {
				return true
			}
		}
		return false
	})
	return m
}

const gone = "<em>deleted</em>"

func TestBothSidesChangeAndDeleteTheirMessagesByHTMXAndByPlainForm(t *testing.T) {
	s := newSite(t)
	visitor, owner := s.authors(t)
	for _, a := range []author{visitor, owner} {
		id := a.form.Get("id")
		was := a.theMessage(id)
		rev := numberOf(was.rev)
		for _, step := range []struct {
			what, text string
			answer     answer
		}{
			{"an edit by HTMX", "As it should be", a.edit("As it should be", fragment)},
			{"an edit by plain form", "As it must be", a.edit("As it must be")},
			{"a deletion by HTMX", gone, a.remove(fragment)},
			{"a deletion by plain form", gone, a.remove()},
		} {
			if strings.HasSuffix(step.what, "form") {
				if step.answer.status != http.StatusSeeOther || step.answer.Get("Location") != a.page+"#message-"+id {
					t.Errorf("%s of %s: %d to %s", step.what, a.name, step.answer.status, step.answer.Get("Location"))
				}
				continue
			}
			m := step.answer.theMessage(t)
			if numberOf(m.rev) <= rev {
				t.Errorf("%s of %s has rev %s after %d", step.what, a.name, m.rev, rev)
			}
			rev, m.rev = numberOf(m.rev), was.rev
			if want := (shown{id: id, seq: was.seq, rev: was.rev, from: a.side, own: "own", about: was.about, text: step.text}); m != want {
				t.Errorf("%s of %s: %+v, want %+v", step.what, a.name, m, want)
			}
			if edited := strings.Contains(step.answer.body, `class="edited"`); edited != (step.text != gone) {
				t.Errorf("%s of %s says edited: %t", step.what, a.name, edited)
			}
		}
	}
	for _, a := range []author{visitor, owner} {
		if got := textsIn(a.get(a.page).body); !slices.Equal(got, []string{"Good morning", gone, gone}) {
			t.Errorf("%s reads %q", a.name, got)
		}
	}
}

func numberOf(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}

// theMessage is a message as its author reads it.
func (a author) theMessage(id string) shown {
	a.t.Helper()
	for _, m := range messagesIn(a.get(a.page).body) {
		if m.id == id {
			return m
		}
	}
	a.t.Fatalf("%s does not read %s", a.name, id)
	return shown{}
}

func TestAChangeReachesTheOpenTabsOfBothSidesAndThoseThatWereAway(t *testing.T) {
	s := newSite(t)
	visitor, owner := s.authors(t)
	thread := "/inbox/" + visitor.conversation()
	for _, a := range []author{visitor, owner} {
		id := a.form.Get("id")
		before := changesForm.FindStringSubmatch(visitor.get("/conversation/messages").body)[1]
		open := map[string]*tab{
			"the visitor's tab": visitor.open("/"), "the other tab of the visitor": visitor.open(ecosystem),
			"the owner's tab": owner.open(thread), "the other tab of the owner": owner.open(thread),
		}
		a.edit("Mended", fragment)
		for name, page := range open {
			if m := page.changed(id, "Mended"); (m.own == "own") != (strings.Contains(name, a.side)) {
				t.Errorf("%s shows %+v", name, m)
			}
		}
		a.remove(fragment)
		for _, page := range open {
			page.changed(id, gone)
		}
		for name, page := range map[string]*tab{
			"the visitor's tab that was away": visitor.open("/", "&after="+before),
			"the owner's tab that was away":   owner.open(thread, "&after="+before),
		} {
			page.changed(id, gone)
			page.fence()
			if got := page.shown(); !slices.Equal(got, []string{id}) {
				t.Errorf("%s is brought %q", name, got)
			}
		}
		for name, poll := range map[string]answer{
			"the visitor": visitor.get("/conversation/messages?after=" + before), "the owner": owner.get(thread + "/messages?after=" + before),
		} {
			if got := messagesIn(poll.body); len(got) != 1 || got[0].id != id || got[0].text != gone {
				t.Errorf("%s polls %+v", name, got)
			}
		}
	}
}

func TestAMessageStaysAsItIsAfterFiveMinutes(t *testing.T) {
	s := newSite(t)
	visitor, owner := s.authors(t)
	s.forward(conversation.EditWithin)
	const late = "A message can be changed for 5 minutes after it was sent. This one stays as it is."
	for _, a := range []author{visitor, owner} {
		a.edit("Just in time", fragment).theMessage(t)
	}
	s.forward(time.Millisecond)
	for _, a := range []author{visitor, owner} {
		for what, refused := range map[string]answer{
			"an edit by HTMX": a.edit("Too late", fragment), "a deletion by HTMX": a.remove(fragment), "a deletion by plain form": a.remove(),
		} {
			if refused.status != http.StatusForbidden || !strings.Contains(refused.body, late) || refused.isPage() != strings.HasSuffix(what, "form") {
				t.Errorf("%s of %s: %d %s", what, a.name, refused.status, refused.body)
			}
		}
		refused := a.edit("Too late", headers{})
		if text, reason := refused.draft(t); refused.status != http.StatusForbidden || text != "Too late" || reason != late {
			t.Errorf("an edit by plain form of %s: %d, %q comes back because %q", a.name, refused.status, text, reason)
		}
		if got := a.theMessage(a.form.Get("id")).text; got != "Just in time" {
			t.Errorf("%s reads %q", a.name, got)
		}
	}
}

func TestNobodyChangesWhatAnotherWrote(t *testing.T) {
	s := newSite(t)
	visitor, owner := s.authors(t)
	theirs, mine := visitor.form.Get("id"), owner.form.Get("id")
	other := s.visitor(t)
	elsewhere := "/inbox/" + other.conversation() + "/messages/"
	for who, try := range map[string]struct {
		*browser
		message string
	}{
		"the visitor the owner's":              {visitor.browser, visitor.below + "/" + mine},
		"the owner the visitor's":              {owner.browser, owner.below + "/" + theirs},
		"another visitor":                      {other, visitor.below + "/" + theirs},
		"somebody without a name":              {s.browser(t), visitor.below + "/" + theirs},
		"the owner, in another's conversation": {owner.browser, elsewhere + mine},
		"the owner, what there is not":         {owner.browser, owner.below + "/" + uuid.NewString()},
		"the visitor, what there is not":       {visitor.browser, visitor.below + "/" + uuid.NewString()},
	} {
		for _, with := range []headers{{}, fragment} {
			for what, a := range map[string]answer{
				"edits": try.post(try.message+"/edit", url.Values{"body": {"Taken over"}}, with), "deletes": try.post(try.message+"/delete", nil, with),
			} {
				if a.status != http.StatusNotFound || a.isPage() != (with["HX-Request"] == "") {
					t.Errorf("%s %s: %d", who, what, a.status)
				}
			}
		}
	}
	if got := textsIn(visitor.get("/conversation").body); !slices.Equal(got, []string{"Good morning", "As it was typed", "As it was typed"}) {
		t.Errorf("the thread holds %q", got)
	}
}

func TestAnEditIsCheckedAsAMessageIs(t *testing.T) {
	s := newSite(t)
	visitor, owner := s.authors(t)
	for _, a := range []author{visitor, owner} {
		for body, reason := range map[string]string{
			" \n":                     "Write a few words first.",
			strings.Repeat("é", 4001): "That is 4001 characters; a message holds 4000. Please shorten it or send it in parts.",
			"a\x00b":                  "The message holds a character that cannot be stored. Please remove it.",
			"</textarea><script>alert(1)</script>\xff": "The message holds bytes that are not text. Please write it again as plain text.",
		} {
			if got := a.edit(body, fragment); got.status != http.StatusUnprocessableEntity || got.isPage() || !strings.Contains(got.body, reason) {
				t.Errorf("%.20q of %s by HTMX: %d %s", body, a.name, got.status, got.body)
			}
			got := a.edit(body)
			if text, why := got.draft(t); got.status != http.StatusUnprocessableEntity || text != kept(body) || why != reason {
				t.Errorf("%.20q of %s: %d, %.20q comes back because %q", body, a.name, got.status, text, why)
			}
		}
		if got := a.theMessage(a.form.Get("id")); got.text != "As it was typed" {
			t.Errorf("%s reads %+v", a.name, got)
		}
	}
}

func TestAMessageThatIsSentAgainAfterItWasChangedStaysChanged(t *testing.T) {
	s := newSite(t)
	visitor, owner := s.authors(t)
	page := visitor.open("/")
	for _, a := range []author{visitor, owner} {
		for _, step := range []struct {
			text string
			do   func(...headers) answer
		}{
			{"Mended", func(with ...headers) answer { return a.edit("Mended", with...) }},
			{gone, a.remove},
		} {
			changed := step.do(fragment).theMessage(t)
			if again := a.post(a.below, a.form, fragment).theMessage(t); again != changed {
				t.Errorf("%s sends it again and gets %+v, want %+v", a.name, again, changed)
			}
			if again := a.post(a.below, a.form); again.status != http.StatusSeeOther {
				t.Errorf("%s sends it again by form: %d", a.name, again.status)
			}
			other := url.Values{"id": a.form["id"], "body": {"Mended"}, "place": a.form["place"]} // as it is, and not as it was sent
			want := http.StatusConflict
			if step.text == gone { // nothing is known of what it said
				want = http.StatusOK
			}
			if again := a.post(a.below, other, fragment); again.status != want {
				t.Errorf("%s sends another text under its id: %d", a.name, again.status)
			}
		}
	}
	page.write(visitor.form.Get("body"), frame{"id": visitor.form.Get("id")}) // and once more by socket
	last := page.write("The end")
	page.shows(last)
	if got := textsIn(visitor.get("/conversation").body); !slices.Equal(got, []string{"Good morning", gone, gone, "The end"}) {
		t.Errorf("the thread holds %q", got)
	}
}

func TestChangesCountAgainstTheLimitOfMessages(t *testing.T) {
	s := newSite(t, only(web.Limits{MessagesPerSecond: 1, MessageBurst: 5}))
	visitor, owner := s.authors(t) // two of the five
	for i := range 3 {
		visitor.edit(fmt.Sprint("Version ", i), fragment).theMessage(t)
	}
	if a := visitor.edit("One too many", fragment); a.status != http.StatusTooManyRequests || a.Get("Retry-After") != "1" {
		t.Errorf("an edit too many: %d, Retry-After %q", a.status, a.Get("Retry-After"))
	}
	a := visitor.edit("One too many")
	if text, _ := a.draft(t); a.status != http.StatusTooManyRequests || text != "One too many" {
		t.Errorf("by form: %d, %q comes back", a.status, text)
	}
	if a := visitor.remove(fragment); a.status != http.StatusTooManyRequests {
		t.Errorf("a deletion too many: %d", a.status)
	}
	for i := range 9 { // an owner is not limited
		owner.edit(fmt.Sprint("Version ", i), fragment).theMessage(t)
	}
	s.forward(time.Second)
	visitor.remove(fragment).theMessage(t)
}

func TestWhoIsBlockedChangesNothing(t *testing.T) {
	s := newSite(t)
	visitor, owner := s.authors(t)
	owner.post("/inbox/"+visitor.conversation()+"/block", nil)
	const reason = "Messages from this browser are not accepted at the moment."
	if a := visitor.edit("Insults", fragment); a.status != http.StatusForbidden || !strings.Contains(a.body, reason) {
		t.Errorf("by HTMX: %d %s", a.status, a.body)
	}
	a := visitor.edit("Insults")
	if text, why := a.draft(t); a.status != http.StatusForbidden || text != "Insults" || why != reason {
		t.Errorf("by form: %d, %q comes back because %q", a.status, text, why)
	}
	visitor.remove(fragment).theMessage(t) // taking something back is no insult
	owner.edit("The owner can", fragment).theMessage(t)
}
