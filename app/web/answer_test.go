package web_test

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var cardForm = regexp.MustCompile(`<a class="card" href="([^"]*)"><span class="tag">([^<]+)</span> <b>(.*?)</b> <span class="line">(.+?)</span></a>`)

// card is the place, the tag and the title of what a message brings along; empty: nothing.
func card(text string) string {
	m := cardForm.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	return m[1] + " " + m[2] + " " + m[3]
}

func TestAnAnswerBringsACardBlockOrTopicAlong(t *testing.T) {
	s := newSite(t)
	v, owner := s.visitor(t), s.owner(t)
	thread := "/inbox/" + v.conversation()
	page, own := v.open("/"), owner.open(thread)
	for place, want := range map[string]string{
		redisCard:                            redisCard + " in memory Redis",
		"/data-realtime/decisions/realtime":  "/data-realtime/decisions/realtime Realtime Tie the backend",
		"/data-realtime/topics/redis":        "/data-realtime/topics/redis topic Redis: ",
		"/nowhere":                           "",
		"/data-realtime/technologies/oracle": "",
		"/":                                  "",
		"javascript:alert(1)":                "",
		"":                                   "",
	} {
		form := saying("See there")
		form.Set("place", place)
		posted := owner.post(thread+"/messages", form, fragment)
		said := own.write("See there", frame{"conversation": v.conversation(), "place": place})
		answers := map[string]string{"the answer to the post": posted.body}
		for name, tab := range map[string]*tab{"the visitor's frame": page, "the owner's frame": own} {
			for _, id := range []string{form.Get("id"), said} {
				if !slices.Contains(tab.shown(), id) { // one frame may bring both
					tab.shows(id)
				}
				answers[name+" of "+id] = theElement(strings.Join(tab.seen, ""), id)
			}
		}
		for name, b := range map[string]answer{"the visitor's page": v.get("/conversation"), "the owner's page": owner.get(thread), "polling": v.get("/conversation/messages")} {
			answers[name] = theElement(b.body, form.Get("id"))
		}
		for where, text := range answers {
			if got := card(text); !strings.HasPrefix(got, want) || want == "" && got != "" {
				t.Errorf("%s with %q holds the card %q, want %q: %s", where, place, got, want, text)
			}
		}
		owner.post(thread+"/messages/"+form.Get("id")+"/delete", nil, fragment)
		if got := card(theElement(v.get("/conversation").body, form.Get("id"))); got != "" {
			t.Errorf("deleted, it brings %q", got)
		}
	}
	form := saying("What of this?")
	form.Set("place", redisCard)
	if got := v.post("/conversation/messages", form, fragment); card(got.body) != "" || got.theMessage(t).about != redisCard {
		t.Errorf("a visitor's question brings a card: %s", got.body)
	}
}

// theElement is a message's element in a page or in frames.
func theElement(text, id string) string {
	_, after, _ := strings.Cut(text, `id="message-`+id+`"`)
	element, _, _ := strings.Cut(after, "</li>")
	return element
}

func TestLinksAndCodeInAMessageAreShownAsSuchAndNothingElseIs(t *testing.T) {
	s := newSite(t)
	v, owner := s.visitor(t), s.owner(t)
	page := v.open("/")
	for body, want := range map[string]string{
		"See https://example.com/a?b=1&c=2.":         `See <a href="https://example.com/a?b=1&amp;c=2" target="_blank" rel="noopener noreferrer nofollow">https://example.com/a?b=1&amp;c=2</a>.`,
		"Run `SELECT *` twice":                       "Run <code>SELECT *</code> twice",
		"```sql\nSELECT '<b>';\n```":                 "<pre><code>SELECT &#39;&lt;b&gt;&#39;;</code></pre>",
		"javascript:alert(1) ftp://example.com //x/": "javascript:alert(1) ftp://example.com //x/",
		"**bold** <i>i</i> [a](https://example.com)": `**bold** &lt;i&gt;i&lt;/i&gt; [a](<a href="https://example.com" target="_blank" rel="noopener noreferrer nofollow">https://example.com</a>)`,
		"https://user:pass@example.com/":             "https://user:pass@example.com/",
	} {
		for _, a := range []author{
			{"the visitor", v, "visitor", "/conversation", "/conversation/messages", saying(body)},
			{"the owner", owner, "owner", "/inbox/" + v.conversation(), "/inbox/" + v.conversation() + "/messages", saying(body)},
		} {
			if got := a.post(a.below, a.form, fragment).theMessage(t).text; got != want {
				t.Errorf("%s writes %q and gets %s, want %s", a.name, body, got, want)
			}
			if got := page.shows(a.form.Get("id")).text; got != want {
				t.Errorf("%q of %s comes as %s", body, a.name, got)
			}
			if got := a.edit(body+" ", fragment).theMessage(t).text; strings.TrimSpace(got) != want {
				t.Errorf("%q edited is %s", body, got)
			}
		}
	}
}

func TestThePicksAreAllPlacesAndTheCannedRepliesFilledIn(t *testing.T) {
	s := newSite(t)
	owner := s.owner(t)
	pick := regexp.MustCompile(`<li id="pick-\d+" role="option" aria-selected="false"(?: data-place="([^"]*)")?(?: data-text="([^"]*)")?><span class="tag">([^<]+)</span> <span class="title">(.*?)</span></li>`)
	for _, from := range []string{redisCard, "/"} {
		v := s.browser(t)
		v.asks(from, "A question")
		var places []string
		replies := map[string]string{}
		for _, m := range pick.FindAllStringSubmatch(owner.get("/inbox/"+v.conversation()).body, -1) {
			if m[3] == "reply" {
				replies[html.UnescapeString(m[4])] = html.UnescapeString(m[2])
			} else {
				places = append(places, m[1])
			}
		}
		want := slices.DeleteFunc(shipped(), func(p string) bool { return p == "/" })
		slices.Sort(want)
		if slices.Sort(places); !slices.Equal(places, want) {
			t.Errorf("the places are %q, want %q", places, want)
		}
		title := map[string]string{redisCard: `"Redis" covers`, "/": `" covers`}[from]
		for name, part := range map[string]string{"Point to the page": title, "Close politely": "Robin Vasseur", "Say when I answer": "Thank you for writing. "} {
			if !strings.Contains(replies[name], part) {
				t.Errorf("%s is %q, without %s", name, replies[name], part)
			}
		}
		for name, text := range replies {
			if strings.ContainsAny(text, "{}<>") || text != strings.TrimSpace(text) {
				t.Errorf("%s is %q", name, text)
			}
		}
		if theirs := v.get("/conversation").body; strings.Contains(theirs, "pick-") {
			t.Error("the visitor is shown the picks")
		}
	}
}

func TestOwnersSeeWhichOfThemIsTypingAndTheVisitorThePublicName(t *testing.T) {
	s := newSite(t)
	v := s.visitor(t)
	owner, colleague := s.owner(t), s.colleague(t)
	thread := "/inbox/" + v.conversation()
	page, mine, other, beside := v.open("/"), owner.open(thread), owner.open(thread), colleague.open(thread)
	for _, tab := range []*tab{page, mine, other, beside} {
		tab.fence()
	}
	isTyping := func(words string) func(string) bool {
		return func(text string) bool { return strings.Contains(text, "data-typing") && strings.Contains(text, words) }
	}
	mine.say(frame{"type": "typing", "conversation": v.conversation()})
	beside.until("the other owner sees the name", isTyping(`data-typing="owner">owner is writing<`))
	if text := page.until("the visitor sees the public name", isTyping(">Robin Vasseur is writing<")); strings.Contains(text, "owner is") || strings.Contains(text, ownerEmail) {
		t.Errorf("the visitor is shown %s", text)
	}
	page.say(frame{"type": "typing"})
	for _, tab := range []*tab{mine, other, beside} {
		tab.until("all owners see the visitor", isTyping(`data-typing="visitor">The visitor is writing<`))
	}
	for name, tab := range map[string]*tab{"the tab itself": mine, "their other tab": other, "the visitor": page} {
		tab.fence()
		own := `data-typing="owner"`
		if tab == page {
			own = `data-typing="visitor"`
		}
		if strings.Contains(strings.Join(tab.seen, ""), own) {
			t.Errorf("%s is told of their own typing", name)
		}
	}
}

func TestOwnersSeeWhoAnsweredAndTheVisitorDoesNot(t *testing.T) {
	s := newSite(t)
	v, owner, colleague := s.visitor(t), s.owner(t), s.colleague(t)
	thread := "/inbox/" + v.conversation()
	page, own := v.open("/"), owner.open(thread)
	form := saying("From Sam")
	if a := colleague.post(thread+"/messages", form, fragment); !strings.Contains(a.body, `<span class="by">sam</span>`) {
		t.Errorf("the answer to the post: %s", a.body)
	}
	own.shows(form.Get("id"))
	page.shows(form.Get("id"))
	if text := theElement(strings.Join(own.seen, ""), form.Get("id")); !strings.Contains(text, `<span class="by">sam</span>`) {
		t.Errorf("the other owner is shown %s", text)
	}
	for where, text := range map[string]string{"the frame": strings.Join(page.seen, ""), "the page": v.get("/conversation").body, "polling": v.get("/conversation/messages").body} {
		if strings.Contains(text, "sam") || strings.Contains(text, `class="by"`) {
			t.Errorf("%s tells the visitor: %s", where, text)
		}
	}
}
