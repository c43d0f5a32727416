package web_test

import (
	"strings"
	"testing"
	"time"
)

func TestAMessageSaysHowLongItCanBeChangedToItsSenderOnly(t *testing.T) {
	s := newSite(t)
	b, owner := s.visitor(t), s.owner(t)
	s.forward(100 * time.Second)
	mine, theirs := b.get("/conversation/messages").body, owner.get("/inbox/"+b.conversation()+"/messages").body
	if !strings.Contains(mine, `<p class="when" data-left="200">`) || strings.Contains(theirs, "data-left") {
		t.Errorf("the sender's:\n%s\nthe other's:\n%s", mine, theirs)
	}
	s.forward(200 * time.Second)
	if late := b.get("/conversation/messages").body; strings.Contains(late, "data-left") {
		t.Errorf("after five minutes:\n%s", late)
	}
}

func TestAMessageWithCodeBringsItsTextAsItWasTypedWhileItCanBeChanged(t *testing.T) {
	s := newSite(t)
	b := s.visitor(t)
	b.post("/conversation/messages", saying("Try `SELECT \"1\"`"), fragment)
	const raw = "data-raw=\"Try `SELECT &#34;1&#34;`\""
	if body := b.get("/conversation").body; strings.Count(body, raw) != 1 || strings.Count(body, "data-raw") != 1 {
		t.Errorf("the thread:\n%s", body)
	}
	if body := s.owner(t).get("/inbox/" + b.conversation()).body; strings.Contains(body, "data-raw") {
		t.Errorf("the owner's:\n%s", body)
	}
	s.forward(5 * time.Minute)
	if body := b.get("/conversation").body; strings.Contains(body, "data-raw") {
		t.Errorf("after five minutes:\n%s", body)
	}
}
