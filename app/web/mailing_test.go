package web_test

import (
	"database/sql"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/testparts"
)

const visitorEmail = "ada.lovelace@example.com"

// mailing is a site that sends its mails to a real server, which the test reads.
func mailing(t *testing.T) func(*setup) {
	server := testparts.NewMailServer(t, testparts.MailServerOptions{})
	return func(o *setup) { o.mail, o.mails = server.URL(), server }
}

// letters waits until so many mails were delivered in all, and reads them.
func (s *site) letters(t *testing.T, n int) (letters []testparts.Letter) {
	t.Helper()
	eventually(t, "the mails are delivered", func() bool { return len(s.delivered()) >= n })
	s.quiet(t)
	delivered := s.delivered()
	if len(delivered) != n {
		t.Fatalf("%d mails were delivered, want %d", len(delivered), n)
	}
	for _, d := range delivered {
		letters = append(letters, testparts.ReadLetter(t, d.Raw))
	}
	return letters
}

// delivered are the mails to visitors; owners get their own.
func (s *site) delivered() []testparts.Delivered {
	return slices.DeleteFunc(s.mails.Delivered(), func(d testparts.Delivered) bool { return d.To == ownerEmail })
}

// quiet waits until nothing that is due waits in the outbox, and nothing is under way.
func (s *site) quiet(t *testing.T) {
	t.Helper()
	file, err := sql.Open("sqlite3", "file:"+s.path+"?mode=ro&_busy_timeout=5000")
	must(t, err)
	defer file.Close()
	eventually(t, "the outbox is empty", func() bool {
		var n int
		must(t, file.QueryRow("SELECT count(*) FROM notice WHERE dead_at IS NULL AND (due_at <= ? OR claimed_until > 0)", s.Now().UnixMilli()).Scan(&n))
		return n == 0
	})
}

// linkIn is the path of a letter's link for a purpose; its two bodies have the same one.
func linkIn(t *testing.T, s *site, l testparts.Letter, purpose string) string {
	t.Helper()
	form := regexp.MustCompile(regexp.QuoteMeta(s.public()) + `(/conversation/` + purpose + `/[A-Za-z0-9_-]+)`)
	text, html := form.FindStringSubmatch(l.Text), form.FindStringSubmatch(l.HTML)
	if text == nil || html == nil || text[1] != html[1] {
		t.Fatalf("the links to %s are %q and %q", purpose, text, html)
	}
	return text[1]
}

func email(address string) url.Values { return url.Values{"email": {address}} }

// reachable is a visitor whose address is confirmed; so far one mail was delivered.
func (s *site) reachable(t *testing.T, address string) *browser {
	t.Helper()
	b := s.visitor(t)
	before := len(s.delivered())
	if a := b.post("/conversation/email", email(address), fragment); a.status != 200 {
		t.Fatalf("leaving an address: %d %s", a.status, a.body)
	}
	letters := s.letters(t, before+1)
	if a := s.browser(t).post(linkIn(t, s, letters[before], "confirm"), nil); a.status != 200 {
		t.Fatalf("confirming: %d %s", a.status, a.body)
	}
	s.quiet(t)
	return b
}

// answers sends an owner's message.
func (s *site) answers(t *testing.T, id, body, place string) conversation.Message {
	t.Helper()
	form := saying(body)
	form.Set("place", place)
	if a := s.owner(t).post("/inbox/"+id+"/messages", form, fragment); a.status != 200 {
		t.Fatalf("the answer: %d %s", a.status, a.body)
	}
	all, err := s.conversations.Since(t.Context(), id, 0)
	must(t, err)
	return all.Messages[len(all.Messages)-1]
}

// whole checks what holds for each mail: nothing is fetched from anywhere, and its links lead to the site.
func whole(t *testing.T, s *site, l testparts.Letter) {
	t.Helper()
	for _, remote := range []string{"<img", "src=", "url(", "<link", "<script", "@import", "<iframe", "background="} {
		if strings.Contains(l.HTML, remote) {
			t.Errorf("%q fetches or runs something: %s", l.Subject, remote)
		}
	}
	if !strings.Contains(l.HTML, `<html lang="en">`) || !strings.Contains(l.HTML, `name="color-scheme" content="light dark"`) {
		t.Errorf("%q says neither its language nor that it can be dark", l.Subject)
	}
	if strings.Contains(l.Text, "<") || strings.Contains(l.Text, "&#") {
		t.Errorf("%q has markup in its text: %s", l.Subject, l.Text)
	}
}

// tomorrow is when everything that holds for a day is over.
func (s *site) tomorrow() { s.forward(24*time.Hour + time.Minute) }
