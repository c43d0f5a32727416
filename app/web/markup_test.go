package web_test

import (
	"html"
	"net/url"
	"strings"
	"testing"

	"porchlight/app/conversation"
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
	visit := "/inbox/" + b.conversation()
	edited := saying("Harmless")
	b.post("/conversation/messages", edited, fragment)
	edit := "/conversation/messages/" + edited.Get("id") + "/edit"
	mended := b.post(edit, url.Values{"body": {attack}}, fragment).body
	page.changed(edited.Get("id"), messagesIn(mended)[0].text)
	desk := owner.post(visit+"/notes", url.Values{"body": {attack}}, fragment).body
	thread.until("the note comes", func(text string) bool { return strings.Contains(text, `class="note"`) })
	answered := saying(attack)
	answered.Set("place", attack)
	strange := s.browser(t)
	strange.post("/conversation/messages", withZone(saying(attack), attack), fragment, headers{"Accept-Language": attack, "User-Agent": attack})
	_, err := s.conversations.Send(t.Context(), conversation.IDOf("of last year"), conversation.Draft{ID: saying("").Get("id"), Body: attack, Place: "/gone", From: conversation.Visitor})
	must(t, err)
	eventually(t, "search knows it", func() bool { return strings.Contains(owner.get("/inbox?q=script").body, "4 messages found") })
	bad := saying(attack)
	bad.Set("id", "no-uuid")
	page.write(attack, frame{"id": attack})
	page.refused()
	for where, text := range map[string]string{
		"the answer to the post":              posted,
		"the visitor's page":                  b.get("/conversation").body,
		"the widget":                          b.get("/conversation", fragment).body,
		"the polling path":                    b.get("/conversation/messages").body,
		"the visitor's socket":                strings.Join(page.seen, "\n"),
		"the owner's socket":                  strings.Join(thread.seen, "\n"),
		"the inbox's socket":                  strings.Join(inbox.seen, "\n"),
		"the inbox":                           owner.get("/inbox").body,
		"the owner's thread":                  owner.get("/inbox/" + b.conversation()).body,
		"the owner's poll":                    owner.get("/inbox/" + b.conversation() + "/messages").body,
		"the draft in the composer":           b.post("/conversation/messages", bad, fragment).body,
		"the draft in the page":               b.post("/conversation/messages", bad).body,
		"the draft of the owner":              owner.post("/inbox/"+b.conversation()+"/messages", bad).body,
		"the edited text":                     mended,
		"an edit that is refused":             b.post(edit, url.Values{"body": {attack + "\x00"}}).body,
		"an edit that is refused, by HTMX":    b.post(edit, url.Values{"body": {attack + "\x00"}}, fragment).body,
		"an owner's edit that is refused":     owner.post(visit+"/messages/"+edited.Get("id")+"/edit", url.Values{"body": {attack + "\x00"}}).body,
		"the owner's answer":                  owner.post(visit+"/messages", answered, fragment).body,
		"the desk":                            desk,
		"the desk of who says strange things": owner.get("/inbox/" + strange.conversation()).body,
		"the gaps":                            owner.get("/inbox/gaps").body,
		"what search found":                   owner.get("/inbox?q=script").body,
		"a search of the site":                b.get("/search?q=" + url.QueryEscape(attack[:90])).body,
		"its fragment":                        b.get("/search?q="+url.QueryEscape(attack[:90]), fragment).body,
		"a search that is refused":            b.get("/search?q=" + url.QueryEscape(attack)).body,
		"a question after a search":           b.get("/conversation?searched=" + url.QueryEscape(attack[:50])).body,
		"what was searched for":               owner.get("/inbox?q=" + url.QueryEscape(attack)).body,
		"the list beside the thread":          owner.get(visit + "?q=" + url.QueryEscape(attack)).body,
		"the filters":                         owner.get("/inbox?state=" + url.QueryEscape(attack) + "&place=" + url.QueryEscape(attack)).body,
		"an unknown conversation":             owner.get("/inbox/" + url.PathEscape(attack)).body,
		"a snooze":                            owner.post(visit+"/snooze", url.Values{"until": {attack}}).body,
		"the login form":                      b.post("/login", credentials(attack, "x")).body,
		"the place that was asked from":       b.get("/conversation?place=" + "%22%3E%3Cscript%20src=%22/x%22%3E").body,
	} {
		for _, live := range []string{`<script src="/x"`, `<img src=x`, `onerror="`, `data-hx-get='`} {
			if strings.Contains(text, live) {
				t.Errorf("%s holds %s: %s", where, live, text)
			}
		}
		text = strings.ReplaceAll(text, `<span class="muted">Answer: </span>`, "") // an element in the one that holds it
		pieces := strings.Split(text, html.EscapeString(attack[:17]))              // up to where it would end the element that it is in
		for _, before := range pieces[:len(pieces)-1] {
			tag := before[strings.LastIndexByte(before, '<'):]
			if inText := strings.Contains(tag, ">"); inText && !strings.Contains(tag, "data-hx-ignore") {
				t.Errorf("%s shows it in %s", where, tag)
			}
		}
	}
}

// withZone is a form that says in which time zone its browser is.
func withZone(form url.Values, zone string) url.Values {
	form.Set("zone", zone)
	return form
}
