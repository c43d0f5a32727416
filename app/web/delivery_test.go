package web_test

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"porchlight/app/conversation"

	"github.com/google/uuid"
)

// shows waits for a message and returns it as the tab shows it.
func (p *tab) shows(id string) (m shown) {
	p.t.Helper()
	p.until("message "+id+" comes", func(text string) bool {
		at := slices.IndexFunc(messagesIn(text), func(m shown) bool { return m.id == id })
		if at >= 0 {
			m = messagesIn(text)[at]
		}
		return at >= 0
	})
	return m
}

// shown lists every message that came so far, in order.
func (p *tab) shown() (ids []string) {
	for _, m := range messagesIn(strings.Join(p.seen, "")) {
		ids = append(ids, m.id)
	}
	return ids
}

// write sends a message by frame and returns its id.
func (p *tab) write(body string, more ...frame) string {
	p.t.Helper()
	f := frame{"type": "message", "id": uuid.NewString(), "body": body, "place": redisCard}
	for _, m := range more {
		for k, v := range m {
			f[k] = v
		}
	}
	p.say(f)
	return f["id"].(string)
}

func (p *tab) wants(ids ...string) {
	p.t.Helper()
	if got := p.shown(); !slices.Equal(got, ids) {
		p.t.Errorf("messages came as %q, want %q", got, ids)
	}
}

func TestAMessageByFrameComesToAllTabsOfBothSides(t *testing.T) {
	s := newSite(t)
	b := s.visitor(t)
	mine, other := b.open("/", "&after=1"), b.open(ecosystem)
	thread := "/inbox/" + b.conversation()
	owner, second := s.owner(t).open(thread, "&after=1"), s.owner(t).open(thread)
	stranger := s.visitor(t).open("/")
	id := mine.write("By socket")
	for tab, own := range map[*tab]string{mine: "own", other: "own", owner: "", second: ""} {
		want := shown{id: id, seq: "2", rev: "2", from: "visitor", own: own, about: redisCard, text: "By socket"}
		if got := tab.shows(id); got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	answer := owner.write("By socket, too", frame{"conversation": b.conversation()})
	for tab, own := range map[*tab]string{mine: "", other: "", owner: "own", second: "own"} {
		want := shown{id: answer, seq: "3", rev: "3", from: "owner", own: own, text: "By socket, too"}
		if got := tab.shows(answer); got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
		tab.wants(id, answer)
	}
	stranger.fence()
	stranger.wants()
}

func TestAMessageByPostComesToTheSocketsOnce(t *testing.T) {
	s := newSite(t)
	b := s.visitor(t)
	page, owner := b.open("/"), s.owner(t).open("/inbox/"+b.conversation())
	form := saying("By post")
	b.post("/conversation/messages", form, fragment)
	page.shows(form.Get("id"))
	owner.shows(form.Get("id"))
	b.post("/conversation/messages", form, fragment)
	last := page.write("The end")
	page.shows(last)
	owner.shows(last)
	page.wants(form.Get("id"), last)
	owner.wants(form.Get("id"), last)
}

func TestAPostOfWhatAFrameBroughtDoublesNothing(t *testing.T) {
	s := newSite(t)
	b := s.visitor(t)
	page := b.open("/")
	form := saying("Twice on its way")
	id := page.write("Twice on its way", frame{"id": form.Get("id")})
	page.shows(id)
	if got := b.post("/conversation/messages", form, fragment).theMessage(t); got.seq != "2" || got.about != redisCard {
		t.Errorf("the post is answered with %+v", got)
	}
	page.write("Twice on its way", frame{"id": id}) // and once more by socket
	last := page.write("The end")
	page.shows(last)
	page.wants(id, last)
	if got := textsIn(b.get("/conversation").body); len(got) != 3 {
		t.Errorf("the thread holds %q", got)
	}
}

func TestATabThatWasAwayGetsExactlyWhatItMissed(t *testing.T) {
	s := newSite(t)
	b := s.visitor(t)
	var ids []string
	for i := range 4 {
		form := saying(fmt.Sprint("missed ", i))
		ids = append(ids, form.Get("id"))
		b.post("/conversation/messages", form, fragment)
	}
	before, err := s.conversations.Since(t.Context(), b.conversation(), 0)
	must(t, err)
	first := before.Messages[0].ID
	fromNow := b.open("/")
	fromNow.until("the socket knows the rev", func(text string) bool { return strings.Contains(text, `data-rev="5"`) })
	page := map[string]*tab{"0": b.open("/", "&after=0"), "2": b.open("/", "&after=2"), "5": b.open("/", "&after=5")}
	owner := s.owner(t).open("/inbox/"+b.conversation(), "&after=3")
	page["0"].shows(ids[3])
	page["2"].shows(ids[3])
	owner.shows(ids[3])
	last := fromNow.write("From now on")
	all := append(slices.Clone(ids), last)
	fromNow.shows(last)
	fromNow.wants(last)
	for after, want := range map[string][]string{"0": append([]string{first}, all...), "2": all[1:], "5": {last}} {
		page[after].shows(last)
		page[after].wants(want...)
	}
	owner.shows(last)
	owner.wants(all[2:]...)
}

func TestAFirstMessageThatIsSentAsSoonAsTheHandshakeIsAnsweredComes(t *testing.T) {
	s := newSite(t)
	for range 40 { // it races with the socket's joining
		b := s.browser(t)
		page := b.open("/")
		form := saying("Quick")
		b.post("/conversation/messages", form, fragment)
		page.shows(form.Get("id"))
		page.wants(form.Get("id"))
	}
}

func TestTheRevOfABrowserThatHasLostItsCookieCountsForNothing(t *testing.T) {
	b := newSite(t).browser(t)
	page := b.open("/", "&after=7")
	form := saying("From the beginning")
	b.post("/conversation/messages", form, fragment)
	page.shows(form.Get("id"))
	page.wants(form.Get("id"))
}

func TestALongThreadIsShownAPageAtATime(t *testing.T) {
	s := newSite(t)
	b := s.visitor(t)
	for n := range 448 {
		d := conversation.Draft{ID: uuid.NewString(), Body: fmt.Sprintf("line %d.", n+2), Place: "/", From: conversation.Visitor}
		_, err := s.conversations.Send(t.Context(), b.conversation(), d)
		must(t, err)
	}
	b.post("/conversation/messages", saying("line 450"), fragment).theMessage(t)
	for at, who := range map[string]*browser{"/conversation": b, "/inbox/" + b.conversation(): s.owner(t)} {
		for query, want := range map[string]struct {
			first, last    string
			earlier, later string
		}{
			"":            {"251", "450", at + "?before=251", ""},
			"?before=251": {"51", "250", at + "?before=51", at},
			"?before=51":  {"1", "50", "", at},
			"?before=1":   {"", "", "", at},
			"?before=999": {"251", "450", at + "?before=251", ""},
		} {
			page := who.get(at + query).body
			shown := messagesIn(page)
			first, last := "", ""
			if len(shown) > 0 {
				first, last = shown[0].seq, shown[len(shown)-1].seq
			}
			if first != want.first || last != want.last || linkTo(page, "Earlier messages") != want.earlier || linkTo(page, "The latest messages") != want.later {
				t.Errorf("%s%s shows %s to %s, then %q and %q; want %+v", at, query, first, last, linkTo(page, "Earlier messages"), linkTo(page, "The latest messages"), want)
			}
		}
		if a := who.get(at + "?before=x"); a.status != http.StatusUnprocessableEntity {
			t.Errorf("before x: %d", a.status)
		}
	}
	if all := messagesIn(b.get("/conversation/messages?after=0").body); len(all) != 450 { // catching up leaves nothing out
		t.Errorf("all are %d", len(all))
	}
	owner := s.owner(t)
	eventually(t, "search finds all of it", func() bool { return strings.Contains(owner.get("/inbox?q=449").body, "1 message found") })
	link := regexp.MustCompile(`href="(/inbox/[^"]+)#message-`).FindStringSubmatch(owner.get("/inbox?q=130").body)
	if link == nil || !slices.Contains(textsIn(owner.get(html.UnescapeString(link[1])).body), "line 130.") {
		t.Errorf("search leads to %q, where the message is not", link)
	}
}

// linkTo returns where a link of this name leads; empty: there is none.
func linkTo(page, name string) string {
	if found := regexp.MustCompile(`href="([^"]+)">` + name + `<`).FindStringSubmatch(page); found != nil {
		return found[1]
	}
	return ""
}
