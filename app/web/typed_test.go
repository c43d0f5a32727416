package web_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/audit"
	"porchlight/app/testparts"
)

// pieces are what texts are made of that something on their way may take for more than that.
var pieces = []string{
	`<script src="/x"></script>`, `<img src=x onerror=alert(1)>`, `"><b a="`, `' onfocus='alert(1)`, `</textarea></title></div>`, `{{.}} ${1} <%= 1 %>`, `javascript:alert(1)`, `https://a.example/?<b>"'`,
	"`code <i>`", "```\n<b>\n```", `&lt;script&gt; &#60; &amp;`, `=1+1`, "-- \nFrom the site, https://evil.example", "\r\nBcc: eve@example.com\r\n\r\n", "\rAnswer: https://evil.example", "\u2028Answer: x", ".\r\n.\r\nQUIT",
	"\u202egnirts\u202c", `\u003cb\u003e`, `]]><b>`, `<!--`, `data-hx-get="/logout"`, `#main .message`, `@import url(x)`, "\t+1", `,"x":"y"`, `<hx-partial hx-target="body">`, "\x01\x1b]0;x\x07", "💡é\u0301", "%0d%0a%3Cb%3E",
	`<svg/onload=alert(1)>`, `<a href="javascript:x">`, `<style>*{}</style>`, `<base href=//evil.example>`, `//evil.example`, "<b\n>", `<plaintext>`, `http://[::1]/`, `https://evil.example\@a.example`,
}

// hostile are texts that begin with each piece, of one, two and three of them by turns; FuzzRequest finds others.
func hostile() (texts []string) {
	for i, piece := range pieces {
		text := piece
		for n := range i % 3 {
			text += pieces[(i*7+n*11+1)%len(pieces)]
		}
		texts = append(texts, testparts.Typed(text))
	}
	return texts
}

// TestWhatAnybodyTypesIsATextWhereverItGoes has visitors and owners write such texts, and looks at all that leaves the site.
func TestWhatAnybodyTypesIsATextWhereverItGoes(t *testing.T) {
	program, pushes := testparts.NewEndpoint(t), testparts.NewPushService(t)
	s := newSite(t, mailing(t), calling(program), pushing(pushes))
	texts := hostile()
	v, owner := s.reachable(t, visitorEmail), s.owner(t)
	thread := "/inbox/" + v.conversation()
	owner.post("/inbox/push", device(pushes, "/a"), fragment)
	page, desk, inbox := v.open("/", "&after=0"), owner.open(thread), owner.open("/inbox")
	frames := []*tab{page, desk, inbox, owner.open("/admin/presence"), owner.open("/admin/broadcasts")}
	shown := map[string]string{}
	for i, text := range texts {
		form := saying(text)
		shown["an answer to a question"] += v.post("/conversation/messages", form, fragment).body
		answer := saying(text)
		shown["an answer to an answer"] += owner.post(thread+"/messages", answer, fragment).body
		page.shows(answer.Get("id"))
		if i%8 == 0 {
			shown["an answer to a note"] += owner.post(thread+"/notes", url.Values{"body": {text}}, fragment).body
			owner.tellsPeople(telling("/", text))
			must(t, s.Audit.Add(t.Context(), audit.Record{Email: ownerEmail, Action: "passkey.add", Subject: strings.TrimPrefix(text, testparts.TypedBegin), Detail: text}))
		}
	}
	s.forward(10 * time.Minute)
	eventually(t, "the program is told all", func() bool { return len(program.Asked()) == 2*len(texts)+1 })
	eventually(t, "the mails are delivered", func() bool { return len(s.mails.Delivered()) >= 3 })
	v.post("/conversation/transcript", nil, fragment)
	eventually(t, "the transcript is delivered", func() bool { return len(s.mails.Delivered()) >= 4 })
	s.quiet(t)

	for _, f := range frames {
		f.fence()
		shown["the frames"] += strings.Join(f.seen, "")
	}
	for who, b := range map[string]*browser{"a visitor": v, "an owner": owner, "an admin": s.admin(t), "a stranger": s.browser(t)} {
		for _, r := range s.Table() {
			path := strings.NewReplacer(":id", v.conversation(), ":visitor", v.conversation(), ":account", "1").Replace(r.Path)
			if r.Method == http.MethodGet && !strings.ContainsAny(path, ":*") && path != "/live" {
				a := b.get(path + "?as=csv&q=script")
				checkTyped(t, who+" gets "+path, a)
				if strings.Contains(a.body, testparts.TypedBegin+`=`) && who != "an owner" && who != "a visitor" && path != "/search" {
					t.Errorf("%s is told by %s: %s", who, path, a.body)
				}
			}
		}
	}
	for where, text := range shown {
		if !strings.Contains(text, testparts.TypedEnd) {
			t.Errorf("%s: nothing of it is shown", where)
		}
		checkMarkup(t, where, text)
	}
	checkCalls(t, program, texts)
	checkPushes(t, pushes.Pushes(t, s.Pusher.PublicKey()))
	for _, d := range s.mails.Delivered() {
		checkLetter(t, s, testparts.ReadLetter(t, d.Raw), d.To)
	}
	checkExport(t, s, texts)
	if log := strings.Join(s.log.lines(), ""); strings.Contains(log, testparts.TypedBegin) {
		t.Errorf("the log tells what was typed: %s", log)
	}
}

// checkTyped checks an answer of any kind.
func checkTyped(t *testing.T, what string, a answer) {
	t.Helper()
	switch kind, _, _ := strings.Cut(a.Get("Content-Type"), ";"); kind {
	case "text/html":
		checkMarkup(t, what, a.body)
	case "text/csv":
		checkTable(t, what, a.body)
	case "application/json":
		if !json.Valid([]byte(a.body)) {
			t.Errorf("%s: %s", what, a.body)
		}
	default:
		if strings.Contains(a.body, testparts.TypedBegin) {
			t.Errorf("%s: %s", what, a.body)
		}
	}
}

// checkCalls finds each text in a call, as it was typed.
func checkCalls(t *testing.T, program *testparts.Endpoint, texts []string) {
	t.Helper()
	told := map[string]int{}
	for _, a := range program.Asked() {
		var call struct{ Data struct{ Body string } }
		must(t, json.Unmarshal(a.Body, &call))
		told[call.Data.Body]++
	}
	for _, text := range texts {
		if told[asStored(text)] == 0 {
			t.Errorf("no call tells %q", asStored(text))
		}
	}
}

// asStored is a text with the ends of its lines as they are kept.
func asStored(text string) string {
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
}

func checkPushes(t *testing.T, pushes []testparts.Pushed) {
	t.Helper()
	if len(pushes) == 0 {
		t.Error("nothing is pushed")
	}
	for _, p := range pushes {
		var told map[string]string
		must(t, json.Unmarshal([]byte(p.Payload), &told))
		if len(told) != 4 || strings.Contains(told["title"], testparts.TypedBegin) || !strings.HasPrefix(told["url"], "/inbox/") {
			t.Errorf("a push says %s", p.Payload)
		}
	}
}

// checkLetter checks a mail: its headers and links are the site's, and what was typed stands in its place alone.
func checkLetter(t *testing.T, s *site, l testparts.Letter, to string) {
	t.Helper()
	whole := []string{"From", "To", "Subject", "Date", "Message-Id", "Mime-Version", "Content-Type", "List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted", "X-Auto-Response-Suppress", "Reply-To", "User-Agent", "X-Mailer", "Precedence", "Content-Transfer-Encoding"}
	for name, values := range l.Header {
		if !slices.Contains(whole, name) || strings.Contains(strings.Join(values, ""), testparts.TypedBegin) || len(values) != 1 {
			t.Errorf("%q has the header %s %q", l.Subject, name, values)
		}
	}
	if l.To.Address != to {
		t.Errorf("a mail to %s goes to %s", l.To.Address, to)
	}
	// The text of a message stands in an element of its own; there is no htmx in a mail, and nothing else may be in that element either.
	if found := testparts.Loose(strings.ReplaceAll(l.HTML, `<div class="text">`, `<div data-hx-ignore>`)); found != nil {
		t.Errorf("%q: %q", l.Subject, found)
	}
	if to != ownerEmail { // a visitor is mailed their own words, and those of owners
		return
	}
	typed := false
	for _, line := range lineEnd.Split(l.Text, -1) {
		typed = typed || strings.Contains(line, testparts.TypedBegin)
		if typed && !strings.HasPrefix(line, "> ") {
			t.Errorf("in %q a line of a visitor stands as if the site said it: %q", l.Subject, line)
		}
		typed = typed && !strings.Contains(line, testparts.TypedEnd)
	}
}

// lineEnd is where some mail program or other begins another line.
var lineEnd = regexp.MustCompile(`\r\n|[\n\v\f\r\x{85}\x{2028}\x{2029}]`)

// checkExport finds each text in the export of all conversations, a line of JSON each.
func checkExport(t *testing.T, s *site, texts []string) {
	t.Helper()
	var file bytes.Buffer
	_, err := s.conversations.Export(t.Context(), &file, s.origin)
	must(t, err)
	told := map[string]int{}
	for line := range strings.Lines(file.String()) {
		var said struct{ Body string }
		must(t, json.Unmarshal([]byte(line), &said))
		told[said.Body]++
	}
	for _, text := range texts {
		if told[asStored(text)] < 2 {
			t.Errorf("the export has %q %d times", text, told[asStored(text)])
		}
	}
}
