package web_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/web"

	"github.com/fasthttp/websocket"
	"github.com/google/uuid"
)

func TestAMessageByFrameIsRefusedLikeOneByPost(t *testing.T) {
	s := newSite(t, only(web.Limits{MessagesPerSecond: 1, MessageBurst: 3}))
	b := s.visitor(t)
	page := b.open("/")
	id := page.write("Fine")
	page.shows(id)
	for _, c := range []struct {
		code string
		with frame
	}{
		{"invalid", frame{"body": " "}}, {"invalid", frame{"body": "a\x00b"}}, {"invalid", frame{"body": strings.Repeat("é", 4001)}},
		{"invalid", frame{"id": strings.ToUpper(uuid.NewString())}}, {"not-found", frame{"place": "/nowhere"}}, {"not-found", frame{"place": ""}},
		{"conflict", frame{"id": id}}, {"forbidden", frame{"conversation": b.conversation()}},
	} {
		about := page.write("Refused", c.with)
		if got := page.refused(); got.code != c.code || got.about != about {
			t.Errorf("%v: %+v", c.with, got)
		}
	}
	page.shows(page.write("The last of the burst"))
	page.write("One too many")
	if got := page.refused(); got.code != "limited" {
		t.Errorf("%+v", got)
	}
	if a := s.owner(t).post("/inbox/"+b.conversation()+"/block", nil); a.status != 303 {
		t.Fatal(a.status)
	}
	s.forward(2 * time.Second)
	if code := page.closed(); code != websocket.ClosePolicyViolation {
		t.Errorf("the socket of who is blocked ends with %d", code)
	}
	if again, a := b.knock("/", ""); again != nil || a.status != http.StatusForbidden {
		t.Errorf("their next handshake: %d", a.status)
	}
	if got := textsIn(b.get("/conversation").body); len(got) != 3 {
		t.Errorf("the thread holds %q", got)
	}
}

func TestWhatCannotBeUnderstoodChangesNothing(t *testing.T) {
	s := newSite(t)
	b := s.visitor(t)
	page := b.open(redisCard)
	for what, c := range map[string]struct{ text, code string }{
		"no JSON":              {`hello`, "bad-frame"},
		"nothing":              {``, "bad-frame"},
		"null":                 {`null`, "bad-frame"},
		"a list":               {`["at"]`, "bad-frame"},
		"no type":              {`{"place":"/"}`, "bad-frame"},
		"an unknown type":      {`{"type":"delete"}`, "bad-frame"},
		"a type in upper case": {`{"type":"AT","place":"/"}`, "bad-frame"},
		"a number as a place":  {`{"type":"at","place":1}`, "bad-frame"},
		"a fraction as a seq":  {`{"type":"read","seq":1.5}`, "bad-frame"},
		"two frames in one":    {`{"type":"at","place":"/"} {"type":"typing"}`, "bad-frame"},
		"an unfinished frame":  {`{"type":"at","place":"/"`, "bad-frame"},
		"an unknown place":     {`{"type":"at","place":"/nowhere","visible":true}`, "not-found"},
		"an empty place":       {`{"type":"at"}`, "not-found"},
		"someone else's place": {`{"type":"at","place":"/inbox","visible":true}`, "not-found"},
		"a conversation":       {`{"type":"at","place":"/","conversation":"` + b.conversation() + `"}`, "forbidden"},
	} {
		page.saySomething(websocket.TextMessage, []byte(c.text))
		if got := page.refused(); got.code != c.code {
			t.Errorf("%s gets %+v", what, got)
		}
	}
	page.fence()
	if s.Roster.Count(redisCard) != 1 || s.Roster.Count("/") != 1 {
		t.Errorf("%d at the card, %d on the site", s.Roster.Count(redisCard), s.Roster.Count("/"))
	}
	if got := textsIn(b.get("/conversation").body); len(got) != 1 {
		t.Errorf("the thread holds %q", got)
	}
}

func TestAPageThatDoubtsItsSocketIsTold(t *testing.T) {
	page := newSite(t).browser(t).open("/")
	page.say(frame{"type": "hear"})
	if !slices.Contains(page.fence(), "<!--heard-->") {
		t.Errorf("the answer is missing; so far came %q", page.seen)
	}
}

func TestASocketThatBreaksTheRulesIsClosed(t *testing.T) {
	s := newSite(t, only(web.Limits{FramesPerSecond: 3}))
	say := func(kind int, texts ...string) func(*tab) {
		return func(page *tab) {
			for _, text := range texts {
				page.saySomething(kind, []byte(text))
			}
		}
	}
	typing, made := `{"type":"typing"}`, `{"type":"made up %d"}`
	for what, broken := range map[string]func(*tab){
		"binary":                   say(websocket.BinaryMessage, typing),
		"more than 64 KiB":         say(websocket.TextMessage, `{"type":"message","body":"`+strings.Repeat("x", 64<<10)+`"}`),
		"a flood of one type":      say(websocket.TextMessage, typing, typing, typing, typing),
		"a flood of made-up types": say(websocket.TextMessage, fmt.Sprintf(made, 1), fmt.Sprintf(made, 2), fmt.Sprintf(made, 3), fmt.Sprintf(made, 4)),
		"a flood of no JSON":       say(websocket.TextMessage, "a", "b", "c", "d"),
	} {
		page := s.browser(t).open("/")
		broken(page)
		if code := page.closed(); code != websocket.ClosePolicyViolation {
			t.Errorf("%s: closed with %d", what, code)
		}
	}
	page := s.browser(t).open("/")
	for range 2 {
		for range 3 {
			page.say(frame{"type": "typing"})
			page.say(frame{"type": "received", "seq": 1})
		}
		page.fence()
		s.forward(time.Second)
	}
}

func TestTheLongestMessageFitsIntoAFrame(t *testing.T) {
	b := newSite(t).visitor(t)
	page := b.open("/")
	id := uuid.NewString() // twelve bytes a code point is as long as JSON gets
	page.saySomething(websocket.TextMessage, []byte(`{"type":"message","place":"/","id":"`+id+`","body":"`+strings.Repeat(`\ud83d\ude00`, 4000)+`"}`))
	if got := page.shows(id); got.text != strings.Repeat("😀", 4000) {
		t.Errorf("%d bytes came back", len(got.text))
	}
}
