package web_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"porchlight/app/presence"

	"github.com/fasthttp/websocket"
)

func TestTypingIsToldToTheOtherSideOnly(t *testing.T) {
	s := newSite(t)
	b := s.visitor(t)
	mine, second, owner := b.open("/"), b.open("/"), s.owner(t).open("/inbox/"+b.conversation())
	stranger := s.visitor(t).open("/")
	owner.fence()
	second.fence()
	typing := func(side string) func(string) bool {
		return func(text string) bool { return strings.Contains(text, `data-typing="`+side+`"`) }
	}
	mine.say(frame{"type": "typing"})
	owner.until("the owner sees it", typing("visitor"))
	mine.fence()
	owner.say(frame{"type": "typing", "conversation": b.conversation()})
	mine.until("the visitor sees it", typing("owner"))
	second.until("the other tab, too", typing("owner"))
	owner.fence()
	stranger.fence()
	for who, seen := range map[string]bool{
		"the visitor sees their own typing": slices.ContainsFunc(append(mine.seen, second.seen...), typing("visitor")),
		"the owner sees their own typing":   slices.ContainsFunc(owner.seen, typing("owner")),
		"a stranger sees someone's typing":  slices.ContainsFunc(stranger.seen, func(text string) bool { return strings.Contains(text, "data-typing") }),
	} {
		if seen {
			t.Error(who)
		}
	}
}

func TestMarksAreShownToTheOtherSide(t *testing.T) {
	s := newSite(t)
	b := s.visitor(t)
	page, owner := b.open("/", "&after=1"), s.owner(t).open("/inbox/"+b.conversation())
	got := func(received, read string) func(string) bool {
		return func(text string) bool {
			return strings.Contains(text, fmt.Sprintf(`data-received="%s" data-read="%s"`, received, read))
		}
	}
	owner.say(frame{"type": "received", "seq": 1})
	page.until("the message is delivered", got("1", "0"))
	owner.say(frame{"type": "read", "seq": 1, "conversation": b.conversation()})
	page.until("the message is read", got("1", "1"))
	answer := owner.write("Hello")
	page.shows(answer)
	page.say(frame{"type": "read", "seq": 99}) // no further than there is
	owner.until("the answer is read", got("2", "2"))
	page.say(frame{"type": "received", "seq": 1}) // never back
	page.say(frame{"type": "read", "seq": -5})
	page.say(frame{"type": "received"})
	page.fence()
	if now := changesForm.FindStringSubmatch(s.owner(t).get("/inbox/" + b.conversation() + "/messages").body); now[2] != "2" || now[3] != "2" {
		t.Errorf("the marks moved back: %q", now)
	}
}

func TestTheOwnersPagesFollowWhatHappens(t *testing.T) {
	s := newSite(t)
	inbox := s.owner(t).open("/inbox")
	b := s.visitor(t)
	listed := func(words ...string) func(string) bool {
		return func(text string) bool {
			return strings.Contains(text, `hx-target="#inbox-list"`) && !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
		}
	}
	inbox.until("the conversation is listed", listed("conversation-"+b.conversation(), "Good morning", "1 unread"))
	page := b.open(ecosystem, "&after=1")
	inbox.until("the visitor is here", listed("here now"))
	page.write("A second line")
	inbox.until("the last message is shown", listed("A second line"))
	thread := s.owner(t).open("/inbox/" + b.conversation())
	here := func(words string) func(string) bool {
		return func(text string) bool {
			return strings.Contains(text, `hx-target="#whereabouts"`) && strings.Contains(text, words)
		}
	}
	thread.until("the place is shown", here(`at <a href="/data-realtime">`))
	page.at(redisCard, true)
	thread.until("the place changes", here(`at <a href="/data-realtime/technologies/redis">`))
	page.at(redisCard, false)
	thread.until("the tab hides", here("tab hidden"))
	must(t, page.Close())
	eventually(t, "the server knows", func() bool { return s.Sockets() == 2 })
	s.forward(presence.Grace)
	thread.until("the visitor left", here("not here now"))
}

func TestLoggingOutClosesTheSocketsOfTheSession(t *testing.T) {
	s := newSite(t)
	b, owner := s.visitor(t), s.owner(t)
	var tabs []*tab
	for range 3 {
		tabs = append(tabs, owner.open("/inbox/"+b.conversation()))
	}
	for _, page := range tabs {
		page.fence()
	}
	owner.logout(owner.cookie("staff"))
	for _, page := range tabs {
		if code := page.closed(); code != websocket.ClosePolicyViolation {
			t.Errorf("closed with %d", code)
		}
	}
}

func TestAnOwnerAnswersInTheOpenThreadOnly(t *testing.T) {
	s := newSite(t)
	b, other := s.visitor(t), s.visitor(t)
	page := s.owner(t).open("/inbox/" + b.conversation())
	for _, wrong := range []string{other.conversation(), "x"} {
		page.write("Misdirected", frame{"conversation": wrong})
		if got := page.refused(); got.code != "forbidden" {
			t.Errorf("%+v", got)
		}
	}
	inbox := s.owner(t).open("/inbox")
	inbox.write("To nobody")
	if got := inbox.refused(); got.code == "" {
		t.Errorf("%+v", got)
	}
	for _, v := range []*browser{b, other} {
		if got := textsIn(v.get("/conversation").body); len(got) != 1 {
			t.Errorf("a thread holds %q", got)
		}
	}
}
