package web_test

import (
	"html"
	"strings"
	"testing"
)

const attack = `</div></textarea><script src="/x"></script><img src=x onerror="alert(1)" data-hx-get='/logout'>{{.}} & "quotes"`

func TestWhatPeopleWriteIsTextWhereverItIsShown(t *testing.T) {
	s := newSite(t)
	b := s.visitor(t)
	page, thread, inbox := b.open("/"), s.owner(t).open("/inbox/"+b.conversation()), s.owner(t).open("/inbox")
	form := saying(attack)
	posted := b.post("/conversation/messages", form, fragment).body
	page.shows(form.Get("id"))
	thread.shows(form.Get("id"))
	inbox.until("the inbox shows it", func(text string) bool { return strings.Contains(text, "quotes") })
	owner := s.owner(t)
	bad := saying(attack)
	bad.Set("id", "no-uuid")
	page.write(attack, frame{"id": attack})
	page.refused()
	for where, text := range map[string]string{
		"the answer to the post":        posted,
		"the visitor's page":            b.get("/conversation").body,
		"the widget":                    b.get("/conversation", fragment).body,
		"the polling path":              b.get("/conversation/messages").body,
		"the visitor's socket":          strings.Join(page.seen, "\n"),
		"the owner's socket":            strings.Join(thread.seen, "\n"),
		"the inbox's socket":            strings.Join(inbox.seen, "\n"),
		"the inbox":                     owner.get("/inbox").body,
		"the owner's thread":            owner.get("/inbox/" + b.conversation()).body,
		"the owner's poll":              owner.get("/inbox/" + b.conversation() + "/messages").body,
		"the draft in the composer":     b.post("/conversation/messages", bad, fragment).body,
		"the draft in the page":         b.post("/conversation/messages", bad).body,
		"the draft of the owner":        owner.post("/inbox/"+b.conversation()+"/messages", bad).body,
		"the login form":                b.post("/login", credentials(attack, "x")).body,
		"the place that was asked from": b.get("/conversation?place=" + "%22%3E%3Cscript%20src=%22/x%22%3E").body,
	} {
		for _, live := range []string{`<script src="/x"`, `<img src=x`, `onerror="`, `data-hx-get='`} {
			if strings.Contains(text, live) {
				t.Errorf("%s holds %s: %s", where, live, text)
			}
		}
		pieces := strings.Split(text, html.EscapeString(attack[:17])) // up to where it would end the element that it is in
		for _, before := range pieces[:len(pieces)-1] {
			tag := before[strings.LastIndexByte(before, '<'):]
			if inText := strings.Contains(tag, ">"); inText && !strings.Contains(tag, "data-hx-ignore") {
				t.Errorf("%s shows it in %s", where, tag)
			}
		}
	}
}
