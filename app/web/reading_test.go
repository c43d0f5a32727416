package web_test

import (
	"net/http"
	"slices"
	"testing"
)

func TestReadingWhereThereIsNoConversationIsEmpty(t *testing.T) {
	s := newSite(t)
	stranger := s.browser(t)
	named := s.browser(t)
	named.open("/") // has a name, but never wrote
	for who, b := range map[string]*browser{"a stranger": stranger, "a visitor": named} {
		for _, path := range []string{"/conversation", "/conversation?place=/data-realtime", "/conversation/messages", "/conversation/messages?after=0", "/conversation/messages?after=7"} {
			for _, with := range []headers{{}, fragment} {
				if a := b.get(path, with); a.status != http.StatusOK || len(messagesIn(a.body)) > 0 {
					t.Errorf("%s at %s: %d %s", who, path, a.status, a.body)
				}
			}
		}
	}
	if stranger.cookie("visitor") != "" {
		t.Error("reading names the reader")
	}
}

func TestTheConversationIsAPageAndAFragment(t *testing.T) {
	b := newSite(t).visitor(t)
	page, part := b.get("/conversation?place=/data-realtime/topics/redis"), b.get("/conversation?place=/data-realtime/topics/redis", fragment)
	if !page.isPage() || part.isPage() {
		t.Error("page and fragment are mixed up")
	}
	for _, a := range []answer{page, part} {
		if got := textsIn(a.body); !slices.Equal(got, []string{"Good morning"}) {
			t.Errorf("it holds %q", got)
		}
		if text, reason := a.draft(t); text != "" || reason != "" {
			t.Errorf("the composer holds %q, %q", text, reason)
		}
	}
}

func TestTheMessagesAfterARevAreThoseThatChangedSince(t *testing.T) {
	s := newSite(t)
	b := s.visitor(t)
	for _, text := range []string{"two", "three"} {
		b.post("/conversation/messages", saying(text), fragment)
	}
	for after, want := range map[string][]string{
		"":         {"Good morning", "two", "three"},
		"?after=":  {"Good morning", "two", "three"},
		"?after=0": {"Good morning", "two", "three"},
		"?after=1": {"two", "three"},
		"?after=3": nil,
		"?after=9": nil,
	} {
		a := b.get("/conversation/messages" + after)
		if got := textsIn(a.body); a.status != http.StatusOK || !slices.Equal(got, want) || changesForm.FindString(a.body) == "" {
			t.Errorf("%s: %d %q, want %q", after, a.status, got, want)
		}
	}
}

func TestABadAfterIsInvalid(t *testing.T) {
	s := newSite(t)
	b, owner := s.visitor(t), s.owner(t)
	for _, after := range []string{"-1", "x", "1.5", "1e3", "0x1", "99999999999999999999", "%00", "+"} {
		for _, a := range []answer{
			b.get("/conversation/messages?after=" + after), b.get("/conversation/messages?after="+after, fragment),
			owner.get("/inbox/" + b.conversation() + "/messages?after=" + after),
		} {
			if a.status != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d", after, a.status)
			}
		}
		if page, a := b.knock("/", "&after="+after); page != nil || a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s at the handshake: %d", after, a.status)
		}
	}
}

func TestNobodyReadsTheConversationOfAnother(t *testing.T) {
	s := newSite(t)
	b := s.visitor(t)
	for _, guess := range []string{b.conversation(), "", "x", b.cookie("visitor") + "A", b.cookie("visitor")[:42]} {
		other := s.browser(t)
		other.keep("visitor", guess)
		if got := textsIn(other.get("/conversation").body); len(got) > 0 {
			t.Errorf("a browser with the cookie %q reads %q", guess, got)
		}
	}
}
